use crate::models::attributes_in_several_lists::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Several {
                some_name: String::new(),
                other_name: 1,
            },
            Several {
                some_name: "a".to_owned(),
                other_name: 1,
            },
        ])
        .reads([r#"{"otherName":1}"#])
        .refuses([
            r#"{"other_name":1}"#,
            r#"{"otherName":1,"someName":"a"}"#,
            r#"{"otherName":1,"theName":null}"#,
        ]),
    ]
}
