use std::collections::{BTreeMap, HashMap};

use crate::models::maps::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Maps {
                tree: BTreeMap::new(),
                hash: HashMap::new(),
                nested: BTreeMap::new(),
            },
            Maps {
                tree: [
                    ("".to_owned(), 1),
                    ("a b".to_owned(), 2),
                    ("constructor".to_owned(), 3),
                    ("🦀".to_owned(), 4),
                ]
                .into(),
                hash: [("toString".to_owned(), vec![None, Some(true)])].into(),
                nested: [(
                    "a".to_owned(),
                    [(
                        "__proto__".to_owned(),
                        Place {
                            name: "p".to_owned(),
                        },
                    )]
                    .into(),
                )]
                .into(),
            },
        ])
        .refuses([
            r#"{"tree":[],"hash":{},"nested":{}}"#,
            r#"{"tree":{"a":256},"hash":{},"nested":{}}"#,
            r#"{"tree":{},"hash":{"a":null},"nested":{}}"#,
            r#"{"tree":{},"hash":{},"nested":{"a":{"b":{}}}}"#,
            r#"{"tree":{},"hash":{},"nested":{"a":{"__proto__":{"name":1}}}}"#,
            r#"{"tree":null,"hash":{},"nested":{}}"#,
        ]),
    ]
}
