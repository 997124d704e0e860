use crate::models::integers_of_128_bits::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Large {
                signed: -9_007_199_254_740_991,
                unsigned: 9_007_199_254_740_991,
            },
            Large {
                signed: 0,
                unsigned: 0,
            },
        ])
        .refuses([
            r#"{"signed":0,"unsigned":-1}"#,
            r#"{"signed":"0","unsigned":1}"#,
            r#"{"signed":0,"unsigned":1.5}"#,
        ]),
    ]
}
