use crate::models::enum_untagged_in_order::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Ordered::Small(1),
            Ordered::Large(256),
            Ordered::Float(0.5),
            Ordered::Narrow { a: 1 },
        ])
        .refuses([r#""1""#, r#"{"b":1}"#, "null"]),
        writes([
            Nested::Many(vec![
                Nested::Ordered(Ordered::Small(1)),
                Nested::Many(vec![]),
            ]),
            Nested::Map([("k".to_owned(), Nested::Many(vec![]))].into()),
        ])
        .refuses([r#"["x"]"#, r#"{"k":"x"}"#, "null"]),
    ]
}
