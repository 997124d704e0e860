use crate::models::collections::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Collections {
                vec: vec![],
                deque: [].into(),
                linked: [].into(),
                heap: [].into(),
                tree: [].into(),
                hash: [].into(),
                slice: [].into(),
            },
            Collections {
                vec: vec![1, 2],
                deque: ["a".to_owned()].into(),
                linked: [true].into(),
                heap: [3].into(),
                tree: ['a', 'b'].into(),
                hash: [7].into(),
                slice: [-1, 1].into(),
            },
        ])
        .refuses([
            r#"{"vec":[256],"deque":[],"linked":[],"heap":[],"tree":[],"hash":[],"slice":[]}"#,
            r#"{"vec":[],"deque":[1],"linked":[],"heap":[],"tree":[],"hash":[],"slice":[]}"#,
            r#"{"vec":[],"deque":[],"linked":{},"heap":[],"tree":[],"hash":[],"slice":[]}"#,
            r#"{"vec":[],"deque":[],"linked":[],"heap":[-1],"tree":[],"hash":[],"slice":[]}"#,
            r#"{"vec":[],"deque":[],"linked":[],"heap":[],"tree":["ab"],"hash":[],"slice":[]}"#,
            r#"{"vec":[],"deque":[],"linked":[],"heap":[],"tree":[],"hash":null,"slice":[]}"#,
            r#"{"vec":[],"deque":[],"linked":[],"heap":[],"tree":[],"hash":[],"slice":[128]}"#,
        ]),
    ]
}
