use crate::models::flatten_skipped_when_empty::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            User {
                id: 1,
                address: None,
                extra: [].into(),
            },
            User {
                id: 1,
                address: None,
                extra: [("x".to_owned(), true)].into(),
            },
        ])
        .tolerates([r#"{"id":1,"street":true}"#])
        .refuses([r#"{"id":1,"x":1}"#, "{}"]),
        writes([Late {
            id: 1,
            needed: Needed { a: 1, b: 2 },
        }])
        .reads([r#"{"id":1,"a":1}"#])
        .refuses([r#"{"id":1}"#, r#"{"id":1,"b":1}"#])
        .never_writes([r#"{"id":1,"a":1}"#]),
    ]
}
