use crate::models::recursive_generic::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Tree {
            value: 1_u8,
            children: vec![Tree {
                value: 2,
                children: vec![],
            }],
        }])
        .refuses([
            r#"{"value":1,"children":[{"value":"a","children":[]}]}"#,
            r#"{"value":256,"children":[]}"#,
        ]),
        writes([Tree {
            value: "a".to_owned(),
            children: vec![],
        }])
        .refuses([r#"{"value":1,"children":[]}"#]),
        writes([
            Chain::End,
            Chain::Link(true, Box::new(Chain::Link(false, Box::new(Chain::End)))),
        ])
        .refuses([r#"{"Link":[1,"End"]}"#, r#"{"Link":[true]}"#]),
    ]
}
