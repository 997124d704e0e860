use smallvec::smallvec;

use crate::models::indexmap_and_smallvec::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Ordered {
                map: [("b".to_owned(), 1), ("a".to_owned(), 2)].into(),
                set: ["z".to_owned()].into(),
                small: smallvec![1, 2, 3, 4, 5],
            },
            Ordered {
                map: [].into(),
                set: [].into(),
                small: smallvec![],
            },
        ])
        .refuses([
            r#"{"map":{"a":256},"set":[],"small":[]}"#,
            r#"{"map":[],"set":[],"small":[]}"#,
            r#"{"map":{},"set":[1],"small":[]}"#,
            r#"{"map":{},"set":[],"small":["a"]}"#,
        ]),
    ]
}
