use crate::models::enum_untagged_of_structs::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Search::ById(ById { id: 1 }),
            Search::ByName(ByName {
                first_name: "f".to_owned(),
                last_name: None,
            }),
            Search::Both {
                by: ById { id: 1 },
                name: ByName {
                    first_name: "f".to_owned(),
                    last_name: Some("l".to_owned()),
                },
            },
            Search::Maybe(None),
            Search::Maybe(Some(1)),
        ])
        .fills([r#"{"firstName":"f"}"#])
        .refuses([
            r#"{"id":"x"}"#,
            r#"{"first_name":"f"}"#,
            r#"{"by":{"id":1}}"#,
            "256",
            r#""x""#,
            "{}",
            "[]",
        ]),
    ]
}
