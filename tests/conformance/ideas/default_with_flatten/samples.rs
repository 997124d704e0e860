use crate::models::default_with_flatten::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Config {
            depth: 3,
            needed: Needed { x: 1 },
            maybe: None,
            computed: None,
        }])
        .reads([r#"{"x":1}"#, r#"{"x":1,"depth":2,"maybe":null}"#])
        .refuses([
            "{}",
            r#"{"x":1,"depth":null}"#,
            r#"{"depth":1,"maybe":null}"#,
        ])
        .never_writes([r#"{"x":1}"#]),
    ]
}
