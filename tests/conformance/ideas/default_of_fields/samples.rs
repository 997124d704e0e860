use crate::models::default_of_fields::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Settings {
                name: "a".to_owned(),
                tries: 1,
                maybe: None,
                given: None,
                list: vec![],
                needed: true,
            },
            Settings {
                name: String::new(),
                tries: 0,
                maybe: Some(1),
                given: Some("g".to_owned()),
                list: vec![1],
                needed: false,
            },
        ])
        .reads([
            r#"{"needed":true}"#,
            r#"{"needed":true,"maybe":null,"given":null}"#,
            r#"{"name":"x","tries":2,"list":[1],"needed":false}"#,
        ])
        .refuses([
            "{}",
            r#"{"needed":true,"name":null}"#,
            r#"{"needed":true,"tries":null}"#,
            r#"{"needed":true,"list":null}"#,
            r#"{"needed":true,"tries":256}"#,
        ])
        .never_writes([r#"{"needed":true}"#]),
    ]
}
