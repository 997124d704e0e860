use crate::models::flatten_generics::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Rows {
            users: vec![Stored {
                id: 1,
                value: User {
                    name: "n".to_owned(),
                },
            }],
            kinds: vec![
                Stored {
                    id: 1,
                    value: Kind::A { a: 1 },
                },
                Stored {
                    id: 2,
                    value: Kind::B,
                },
            ],
        }])
        .refuses([
            r#"{"users":[{"id":1}],"kinds":[]}"#,
            r#"{"users":[{"name":"n"}],"kinds":[]}"#,
            r#"{"users":[],"kinds":[{"id":1,"kind":"A"}]}"#,
        ]),
        writes([Stored {
            id: 1,
            value: User {
                name: "n".to_owned(),
            },
        }])
        .refuses([r#"{"id":1,"value":{"name":"n"}}"#]),
    ]
}
