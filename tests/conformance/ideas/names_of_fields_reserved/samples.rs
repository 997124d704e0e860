use crate::models::names_of_fields_reserved::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Words {
            port: 1,
            module: 2,
            of: 3,
            r#type: 4,
            r#if: 5,
            then: 6,
            r#else: 7,
            r#let: 8,
            r#in: 9,
            case: 10,
            exposing: 11,
            import: 12,
            alias: 13,
            r#where: 14,
            effect: 15,
            infix: 16,
            function: 17,
            class: 18,
            new: 19,
            delete: 20,
            default: 21,
            constructor: 22,
            null: 23,
            value: 24,
            is: 25,
            identity: 26,
            not: 27,
            max: 28,
        }])
        .refuses(["{}"]),
        writes([
            Tokens::Port {
                port: 1,
                module: 2,
                of: 3,
                r#type: 4,
            },
            Tokens::Value {
                value: 1,
                decoder: 2,
                payload: 3,
            },
        ])
        .refuses([r#"{"Port":{"port":1}}"#]),
    ]
}
