use crate::models::struct_tagged::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Circle { radius: 1 }])
            .reads([r#"{"radius":1}"#])
            .tolerates([r#"{"type":"anything","radius":1}"#])
            .refuses([r#"{"type":"Circle"}"#])
            .never_writes([r#"{"radius":1}"#, r#"{"type":"circle","radius":1}"#]),
        writes([
            Square {
                side_length: 1,
                inner: None,
            },
            Square {
                side_length: 1,
                inner: Some(Circle { radius: 1 }),
            },
        ])
        .reads([r#"{"sideLength":1,"inner":{"radius":1}}"#])
        .refuses([r#"{"kind":"square!","side_length":1,"inner":null}"#])
        .never_writes([r#"{"sideLength":1,"inner":null}"#]),
    ]
}
