use chrono::DateTime;

use crate::models::enum_content_with::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            When::At(DateTime::UNIX_EPOCH),
            When::Between {
                from: DateTime::UNIX_EPOCH,
                to: DateTime::UNIX_EPOCH,
            },
            When::Tuple(DateTime::UNIX_EPOCH, 1),
        ])
        .refuses([
            r#"{"At":"1970-01-01T00:00:00Z"}"#,
            r#"{"Between":{"from":0,"to":0}}"#,
            r#"{"Tuple":["0",1]}"#,
        ]),
    ]
}
