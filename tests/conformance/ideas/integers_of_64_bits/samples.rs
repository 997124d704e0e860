use crate::models::integers_of_64_bits::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Counts {
                signed: -9_007_199_254_740_991,
                unsigned: 9_007_199_254_740_991,
                size: 0,
                offset: -1,
            },
            Counts {
                signed: 0,
                unsigned: 1,
                size: 2,
                offset: 3,
            },
        ])
        .refuses([
            r#"{"signed":0,"unsigned":-1,"size":0,"offset":0}"#,
            r#"{"signed":0.5,"unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":"0","unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":0,"unsigned":1,"size":-1,"offset":0}"#,
            r#"{"signed":0,"unsigned":1,"size":0,"offset":null}"#,
        ]),
    ]
}
