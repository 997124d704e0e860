use crate::models::map_keys_newtypes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Directory {
                users: [].into(),
                pages: [].into(),
                codes: [].into(),
            },
            Directory {
                users: [(UserId(3), "c".to_owned())].into(),
                pages: [(Slug("home".to_owned()), UserId(3))].into(),
                codes: [(
                    Code {
                        text: Slug("x".to_owned()),
                    },
                    (),
                )]
                .into(),
            },
        ])
        .refuses([
            r#"{"users":{"a":"c"},"pages":{},"codes":{}}"#,
            r#"{"users":{"-1":"c"},"pages":{},"codes":{}}"#,
            r#"{"users":{},"pages":{"a":"3"},"codes":{}}"#,
            r#"{"users":{},"pages":{},"codes":{"a":0}}"#,
        ]),
    ]
}
