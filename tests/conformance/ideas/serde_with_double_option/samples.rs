use crate::models::serde_with_double_option::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Update { name: None, id: 1 },
            Update {
                name: Some(None),
                id: 1,
            },
            Update {
                name: Some(Some("n".to_owned())),
                id: 1,
            },
        ])
        .refuses([r#"{"id":1,"name":1}"#, r#"{"name":null}"#]),
    ]
}
