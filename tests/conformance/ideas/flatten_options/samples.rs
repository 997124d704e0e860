use crate::models::flatten_options::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            User {
                id: 1,
                address: None,
                score: None,
            },
            User {
                id: 1,
                address: Some(Address {
                    street: "s".to_owned(),
                    number: 1,
                }),
                score: None,
            },
            User {
                id: 1,
                address: None,
                score: Some(Score::Points(1)),
            },
            User {
                id: 1,
                address: Some(Address {
                    street: "s".to_owned(),
                    number: 1,
                }),
                score: Some(Score::Rank { at: 1 }),
            },
        ])
        .tolerates([
            r#"{"id":1,"street":"s"}"#,
            r#"{"id":1,"street":1,"number":2}"#,
            r#"{"id":1,"more":1}"#,
        ])
        .refuses(["{}", r#"{"street":"s","number":1}"#]),
    ]
}
