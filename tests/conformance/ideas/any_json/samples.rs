use serde_json::{Value, json};

use crate::models::any_json::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Anything {
                value: Value::Null,
                object: [].into_iter().collect(),
                list: vec![],
                maybe: None,
                by_name: [].into(),
            },
            Anything {
                value: json!({ "a": [1, "b", null, { "c": 1.5 }], "__proto__": 1 }),
                object: [("k".to_owned(), json!([]))].into_iter().collect(),
                list: vec![json!(1), json!("x"), json!(null), json!(false)],
                maybe: Some(json!({})),
                by_name: [("n".to_owned(), json!(3))].into(),
            },
        ])
        .reads([r#"{"value":true,"object":{},"list":[],"maybe":"a","by_name":{}}"#])
        .refuses([
            r#"{"value":1,"object":[],"list":[],"maybe":null,"by_name":{}}"#,
            r#"{"value":1,"object":null,"list":[],"maybe":null,"by_name":{}}"#,
            r#"{"value":1,"object":{},"list":{},"maybe":null,"by_name":{}}"#,
            r#"{"value":1,"object":{},"list":[],"maybe":null,"by_name":1}"#,
        ]),
    ]
}
