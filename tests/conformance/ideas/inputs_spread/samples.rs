use crate::models::inputs_spread::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Branch {
            leaf: Leaf { n: 1 },
            more: vec![Branch {
                leaf: Leaf { n: 2 },
                more: vec![],
            }],
        }])
        .reads([r#"{"leaf":{},"more":[{"leaf":{},"more":[]}]}"#])
        .refuses([r#"{"leaf":{"n":null},"more":[]}"#, r#"{"more":[]}"#])
        .never_writes([r#"{"leaf":{"n":1},"more":[{"leaf":{},"more":[]}]}"#]),
        writes([
            Tree::Branch(Branch {
                leaf: Leaf { n: 1 },
                more: vec![],
            }),
            Tree::Pair(Leaf { n: 1 }, Leaf { n: 2 }),
            Tree::Named { leaf: None },
            Tree::Bare,
        ])
        .reads([
            r#"{"Pair":[{},{"n":1}]}"#,
            r#"{"Named":{"leaf":{}}}"#,
            r#"{"Named":{"leaf":null}}"#,
        ])
        .refuses([r#"{"Pair":[{}]}"#, r#"{"Named":{"leaf":1}}"#])
        .never_writes([r#"{"Pair":[{},{"n":1}]}"#]),
        writes([Pages {
            leaves: Page {
                items: vec![Leaf { n: 1 }],
            },
            plain: Page { items: vec![1] },
        }])
        .reads([r#"{"leaves":{"items":[{}]},"plain":{"items":[]}}"#])
        .refuses([r#"{"leaves":{"items":[1]},"plain":{"items":[]}}"#])
        .never_writes([r#"{"leaves":{"items":[{}]},"plain":{"items":[]}}"#]),
        writes([Untouched {
            page: Page { items: vec![true] },
        }])
        .refuses([r#"{"page":{"items":[1]}}"#]),
    ]
}
