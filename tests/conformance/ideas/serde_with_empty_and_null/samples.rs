use crate::models::serde_with_empty_and_null::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Lenient {
                text: None,
                count: 0,
            },
            Lenient {
                text: Some("a".to_owned()),
                count: 3,
            },
        ])
        .reads([r#"{"text":"a","count":null}"#])
        .refuses([r#"{"text":1,"count":1}"#, r#"{"text":"","count":"1"}"#])
        .never_writes([r#"{"text":"a","count":null}"#]),
    ]
}
