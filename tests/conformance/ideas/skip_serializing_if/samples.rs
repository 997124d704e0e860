use crate::models::skip_serializing_if::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Patch {
                name: None,
                age: None,
                tags: vec![],
                count: 0,
                needed: 0,
            },
            Patch {
                name: Some("a".to_owned()),
                age: Some(1),
                tags: vec!["t".to_owned()],
                count: 1,
                needed: 1,
            },
        ])
        .reads([
            r#"{"needed":0}"#,
            r#"{"name":null,"age":null,"tags":[],"count":0,"needed":0}"#,
        ])
        .refuses([
            "{}",
            r#"{"needed":0,"tags":null}"#,
            r#"{"needed":0,"count":null}"#,
            r#"{"needed":null}"#,
            r#"{"needed":0,"name":1}"#,
        ])
        .never_writes([
            r#"{"needed":1,"name":null}"#,
            r#"{"needed":1,"age":null}"#,
            r#"{"needed":1,"tags":null}"#,
        ]),
    ]
}
