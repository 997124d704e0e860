use serde_json::json;

use crate::models::flatten_maps::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Labels {
                id: 1,
                rest: [].into(),
            },
            Labels {
                id: 1,
                rest: [("a".to_owned(), "b".to_owned())].into(),
            },
        ])
        .refuses([
            r#"{"a":"b"}"#,
            r#"{"id":1,"a":2}"#,
            r#"{"id":"1"}"#,
            r#"{"id":1,"a":null}"#,
        ]),
        writes([
            Extra {
                kind: "k".to_owned(),
                rest: [].into_iter().collect(),
            },
            Extra {
                kind: "k".to_owned(),
                rest: [("n".to_owned(), json!([1, null]))].into_iter().collect(),
            },
        ])
        .refuses(["{}", r#"{"type":1}"#, "[]"]),
        writes([
            Free {
                a: None,
                rest: json!({ "b": 1 }),
            },
            Free {
                a: Some(1),
                rest: json!({}),
            },
        ])
        .refuses([r#"{"a":"x"}"#]),
        writes([Typed {
            name: "n".to_owned(),
            counts: [("c".to_owned(), 1)].into(),
        }])
        .refuses([r#"{"name":"n","c":256}"#, r#"{"c":1}"#]),
    ]
}
