use crate::models::deny_unknown_fields::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Closed {
            a: 1,
            b: None,
            open: Open { c: 1 },
        }])
        .tolerates([r#"{"a":1,"b":2,"open":{"c":1,"d":2}}"#])
        .fills([r#"{"a":1,"open":{"c":1}}"#])
        .refuses([
            r#"{"a":1,"b":null,"open":{"c":1},"z":null}"#,
            r#"{"a":1,"b":null,"open":{"c":1},"__proto__":1}"#,
        ]),
        writes([
            Variants::Record { a: 1 },
            Variants::Unit,
            Variants::Open(Open { c: 1 }),
        ])
        .tolerates([r#"{"Open":{"c":1,"more":1}}"#])
        .refuses([
            r#"{"Record":{"a":1,"b":2}}"#,
            r#"{"Record":{"a":1},"Unit":null}"#,
        ]),
    ]
}
