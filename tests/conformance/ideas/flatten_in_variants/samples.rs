use crate::models::flatten_in_variants::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Command::Create {
                id: 1,
                common: Common {
                    by: "b".to_owned(),
                    note: None,
                },
            },
            Command::Free {
                rest: [("a".to_owned(), true)].into(),
            },
        ])
        .refuses([
            r#"{"Create":{"id":1}}"#,
            r#"{"Create":{"by":"b","note":null}}"#,
            r#"{"Free":{"a":1}}"#,
        ]),
        writes([
            Tagged::Create {
                id: 1,
                common: Common {
                    by: "b".to_owned(),
                    note: None,
                },
            },
            Tagged::Free {
                rest: [("a".to_owned(), true)].into(),
            },
        ])
        .refuses([
            r#"{"op":"Create","id":1}"#,
            r#"{"op":"Free","a":1}"#,
            r#"{"by":"b"}"#,
        ]),
    ]
}
