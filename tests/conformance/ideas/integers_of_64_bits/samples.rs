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
        .holds([
            Counts {
                signed: i64::MIN,
                unsigned: u64::MAX,
                size: usize::MAX,
                offset: isize::MIN,
            },
            Counts {
                signed: i64::MAX,
                unsigned: 9_007_199_254_740_993,
                size: 9_007_199_254_740_992,
                offset: isize::MAX,
            },
            Counts {
                signed: -9_007_199_254_740_993,
                unsigned: 9_007_199_254_740_992,
                size: 1,
                offset: -9_007_199_254_740_992,
            },
        ])
        .refuses_beyond([
            r#"{"signed":9223372036854775808,"unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":-9223372036854775809,"unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":0,"unsigned":18446744073709551616,"size":0,"offset":0}"#,
            r#"{"signed":0,"unsigned":-1,"size":18446744073709551615,"offset":0}"#,
            r#"{"signed":0,"unsigned":1,"size":18446744073709551616,"offset":0}"#,
            r#"{"signed":0,"unsigned":1,"size":0,"offset":9223372036854775808}"#,
            r#"{"signed":"9223372036854775807","unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":9223372036854775807.5,"unsigned":1,"size":0,"offset":0}"#,
            r#"{"signed":1e300,"unsigned":1,"size":0,"offset":0}"#,
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
