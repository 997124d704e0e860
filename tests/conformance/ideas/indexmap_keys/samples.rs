use crate::models::indexmap_keys::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Ordered {
            by_id: [(2, vec![1]), (1, vec![])].into(),
            by_uuid: [(uuid::Uuid::nil(), [("a".to_owned(), true)].into())].into(),
            set: [3].into(),
        }])
        .refuses([
            r#"{"by_id":{"a":[]},"by_uuid":{},"set":[]}"#,
            r#"{"by_id":{},"by_uuid":{"x":{}},"set":[]}"#,
            r#"{"by_id":{},"by_uuid":{},"set":[256]}"#,
        ]),
    ]
}
