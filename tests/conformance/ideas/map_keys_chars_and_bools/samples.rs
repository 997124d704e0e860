use crate::models::map_keys_chars_and_bools::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Tallies {
                letters: [].into(),
                answers: [].into(),
            },
            Tallies {
                letters: [('a', 1), ('🦀', 2)].into(),
                answers: [(true, 1), (false, 2)].into(),
            },
        ])
        .refuses([
            r#"{"letters":{"ab":1},"answers":{}}"#,
            r#"{"letters":{"":1},"answers":{}}"#,
            r#"{"letters":{},"answers":{"yes":1}}"#,
            r#"{"letters":{},"answers":{"1":1}}"#,
        ]),
    ]
}
