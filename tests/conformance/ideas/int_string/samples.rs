use crate::models::int_string::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Account {
                id: u64::MAX,
                balance: i64::MIN,
                huge: u128::MAX,
            },
            Account {
                id: 0,
                balance: -1,
                huge: 1,
            },
        ])
        .refuses([
            r#"{"id":1,"balance":"0","huge":"0"}"#,
            r#"{"id":"-1","balance":"0","huge":"0"}"#,
            r#"{"id":"18446744073709551616","balance":"0","huge":"0"}"#,
            r#"{"id":"1","balance":"9223372036854775808","huge":"0"}"#,
            r#"{"id":"1","balance":"1.5","huge":"0"}"#,
            r#"{"id":"1","balance":"","huge":"0"}"#,
            r#"{"id":"1","balance":" 1","huge":"0"}"#,
            r#"{"id":"1","balance":"0","huge":"340282366920938463463374607431768211456"}"#,
        ]),
    ]
}
