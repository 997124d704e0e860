use crate::models::names_of_typescript as m;

use crate::models::names_of_typescript::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Array {
            items: vec![
                Record {
                    promise: Promise::Pending,
                    date: Date(1),
                },
                Record {
                    promise: Promise::Error(Error {
                        message: "m".to_owned(),
                    }),
                    date: Date(2),
                },
            ],
        }])
        .refuses([r#"{"items":[{"promise":"Pending","date":"x"}]}"#]),
        writes([
            Symbol::Map(m::Map { object: Object {} }),
            Symbol::Set(m::Set(vec![m::Function])),
        ])
        .refuses([r#"{"Map":{}}"#]),
        writes([Partial {
            any: m::Any(1, 2),
            required: Some(Required {
                unknown: Unknown::Null,
            }),
        }])
        .refuses([r#"{"any":[1],"required":null}"#]),
        writes([m::Number(1.5)]).refuses([r#""a""#]),
        writes([Guard(true)]).refuses(["1"]),
        writes([m::JSON {
            parse: 1,
            stringify: 2,
        }])
        .refuses(["{}"]),
    ]
}
