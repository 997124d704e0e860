use crate::models::generics_in_tagged_newtypes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Uses {
                user: Wrapped::Item(User {
                    name: "n".to_owned(),
                }),
                either: Either::Right(1),
            },
            Uses {
                user: Wrapped::Other { n: 1 },
                either: Either::Both {
                    left: User {
                        name: "l".to_owned(),
                    },
                    right: 2,
                },
            },
        ])
        .refuses([
            r#"{"user":{"type":"Item"},"either":1}"#,
            r#"{"user":{"type":"Other","name":"n"},"either":1}"#,
            r#"{"user":{"type":"Item","name":"n"},"either":256}"#,
            r#"{"user":{"type":"Item","name":"n"},"either":{"left":{"name":"l"}}}"#,
        ]),
    ]
}
