use crate::models::serde_with_skip_none::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Patch {
                name: None,
                age: None,
                always: None,
                plain: 1,
            },
            Patch {
                name: Some("a".to_owned()),
                age: Some(1),
                always: Some(true),
                plain: 1,
            },
        ])
        .reads([
            r#"{"name":null,"age":null,"always":null,"plain":1}"#,
            r#"{"plain":1}"#,
        ])
        .refuses([r#"{"name":1,"always":null,"plain":1}"#, r#"{"name":"a"}"#])
        .never_writes([
            r#"{"name":null,"always":null,"plain":1}"#,
            r#"{"always":null}"#,
            r#"{"plain":1,"name":1,"always":null}"#,
        ]),
    ]
}
