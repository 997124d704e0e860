use chrono::DateTime;

use crate::models::with_functions::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Stamps {
            both: DateTime::UNIX_EPOCH,
            written: DateTime::UNIX_EPOCH,
        }])
        .reads([r#"{"both":0,"written":"1970-01-01T00:00:00Z"}"#])
        .refuses([
            r#"{"both":"1970-01-01T00:00:00Z","written":"1970-01-01T00:00:00Z"}"#,
            r#"{"both":0,"written":0}"#,
        ])
        .never_writes([r#"{"both":0,"written":"1970-01-01T00:00:00Z"}"#]),
    ]
}
