use crate::models::generics_enum::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Loaded::Waiting,
            Loaded::Done("a".to_owned()),
            Loaded::Failed {
                error: 1_u8,
                tries: 2,
            },
            Loaded::Pair("b".to_owned(), 3),
        ])
        .refuses([
            r#"{"Done":1}"#,
            r#"{"Failed":{"error":"a","tries":1}}"#,
            r#"{"Pair":[1,"a"]}"#,
            r#""Done""#,
        ]),
        writes([Screen {
            user: Loaded::Waiting,
            list: Loaded::Failed {
                error: (),
                tries: 0,
            },
        }])
        .refuses([
            r#"{"user":{"Done":true},"list":"Waiting"}"#,
            r#"{"user":"Waiting","list":{"Done":["a"]}}"#,
        ]),
    ]
}
