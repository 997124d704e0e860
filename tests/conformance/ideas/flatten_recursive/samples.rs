use crate::models::flatten_recursive::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Node {
            name: "a".to_owned(),
            links: Links {
                next: Some(Box::new(Node {
                    name: "b".to_owned(),
                    links: Links {
                        next: None,
                        children: vec![],
                    },
                })),
                children: vec![],
            },
        }])
        .refuses([
            r#"{"name":"a","next":null}"#,
            r#"{"name":"a","next":{"name":"b"},"children":[]}"#,
            r#"{"name":"a","next":null,"children":[{"name":"c"}]}"#,
        ]),
    ]
}
