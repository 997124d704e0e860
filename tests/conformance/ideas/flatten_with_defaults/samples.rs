use crate::models::flatten_with_defaults::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Outer {
                id: 1,
                options: Options {
                    depth: 2,
                    color: None,
                },
            },
            Outer {
                id: 1,
                options: Options {
                    depth: 2,
                    color: Some("c".to_owned()),
                },
            },
        ])
        .reads([
            r#"{"id":1}"#,
            r#"{"id":1,"colour":"c"}"#,
            r#"{"id":1,"depth":3,"color":null}"#,
        ])
        .refuses([
            "{}",
            r#"{"id":1,"depth":null}"#,
            r#"{"id":1,"color":"a","colour":"b"}"#,
        ])
        .never_writes([r#"{"id":1}"#]),
    ]
}
