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
        .holds([
            Large {
                signed: i128::MIN,
                unsigned: u128::MAX,
            },
            Large {
                signed: i128::MAX,
                unsigned: 18_446_744_073_709_551_616,
            },
        ])
        .refuses_beyond([
            r#"{"signed":170141183460469231731687303715884105728,"unsigned":1}"#,
            r#"{"signed":-170141183460469231731687303715884105729,"unsigned":1}"#,
            r#"{"signed":0,"unsigned":340282366920938463463374607431768211456}"#,
        ])
        .refuses([
            r#"{"signed":0,"unsigned":-1}"#,
            r#"{"signed":"0","unsigned":1}"#,
            r#"{"signed":0,"unsigned":1.5}"#,
        ]),
    ]
}
