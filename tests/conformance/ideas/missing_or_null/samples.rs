use crate::models::missing_or_null::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Update {
                plain: None,
                given: None,
                id: 1,
            },
            Update {
                plain: Some(None),
                given: Some(None),
                id: 1,
            },
            Update {
                plain: Some(Some(1)),
                given: Some(Some(2)),
                id: 1,
            },
        ])
        .reads([
            r#"{"id":1}"#,
            r#"{"id":1,"plain":null,"given":null}"#,
            r#"{"id":1,"plain":1,"given":2}"#,
        ])
        .refuses([r#"{"id":1,"plain":"a"}"#, r#"{"plain":null}"#]),
    ]
}
