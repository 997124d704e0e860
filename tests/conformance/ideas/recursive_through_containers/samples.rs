use crate::models::recursive_through_containers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Tree {
            children: [(
                "a".to_owned(),
                Tree {
                    children: [].into(),
                },
            )]
            .into(),
        }])
        .refuses([r#"{"children":{"a":{}}}"#]),
        writes([Rose(vec![Rose(vec![]), Rose(vec![Rose(vec![])])])]).refuses(["[1]", "[[null]]"]),
        writes([
            Cell::Pair(Box::new((Cell::Leaf, Cell::Maybe(None)))),
            Cell::Maybe(Some(Box::new(Cell::Leaf))),
            Cell::Array(Box::new([Cell::Leaf, Cell::Leaf])),
        ])
        .refuses([
            r#"{"Pair":["Leaf"]}"#,
            r#"{"Array":["Leaf","Leaf","Leaf"]}"#,
            r#"{"Maybe":"Tree"}"#,
        ]),
        writes([Left {
            value: 1_u8,
            right: Some(Box::new(Right {
                lefts: vec![Left {
                    value: 2,
                    right: None,
                }],
            })),
        }])
        .refuses([r#"{"value":1,"right":{"lefts":[{"value":"x","right":null}]}}"#]),
    ]
}
