use crate::models::map_keys_texts::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Texts {
                boxed: [].into(),
                shared: [].into(),
                cow: [].into(),
                paths: [].into(),
                addresses: [].into(),
            },
            Texts {
                boxed: [("b".into(), 1)].into(),
                shared: [("s".into(), 1)].into(),
                cow: [("c".into(), 1)].into(),
                paths: [("/p".into(), 1)].into(),
                addresses: [("::1".parse().unwrap(), 1)].into(),
            },
        ])
        .refuses([
            r#"{"boxed":{"a":256},"shared":{},"cow":{},"paths":{},"addresses":{}}"#,
            r#"{"boxed":{},"shared":[],"cow":{},"paths":{},"addresses":{}}"#,
            r#"{"boxed":{},"shared":{},"cow":{},"paths":{},"addresses":{"localhost":1}}"#,
        ]),
    ]
}
