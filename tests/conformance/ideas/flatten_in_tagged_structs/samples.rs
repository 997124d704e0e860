use crate::models::flatten_in_tagged_structs::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Circle {
            radius: 1,
            style: Style {
                fill: "f".to_owned(),
            },
        }])
        .reads([r#"{"radius":1,"fill":"f"}"#])
        .refuses([
            r#"{"type":"Circle","radius":1}"#,
            r#"{"type":"Circle","fill":"f"}"#,
        ])
        .never_writes([r#"{"radius":1,"fill":"f"}"#]),
    ]
}
