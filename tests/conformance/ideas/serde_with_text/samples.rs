use crate::models::serde_with_text::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Shown {
                address: "::1".parse().unwrap(),
                number: u64::MAX,
                maybe: Some(i64::MIN),
                many: vec![1, 2],
            },
            Shown {
                address: "127.0.0.1".parse().unwrap(),
                number: 0,
                maybe: None,
                many: vec![],
            },
        ])
        .fills([r#"{"address":"::1","number":"1","many":[]}"#])
        .refuses([
            r#"{"address":"::1","number":1,"maybe":null,"many":[]}"#,
            r#"{"address":"::1","number":"-1","maybe":null,"many":[]}"#,
            r#"{"address":"::1","number":"18446744073709551616","maybe":null,"many":[]}"#,
            r#"{"address":"localhost","number":"1","maybe":null,"many":[]}"#,
            r#"{"address":"::1","number":"1","maybe":1,"many":[]}"#,
            r#"{"address":"::1","number":"1","maybe":null,"many":[1]}"#,
            r#"{"address":"::1","number":"1","maybe":null,"many":["4294967296"]}"#,
        ]),
    ]
}
