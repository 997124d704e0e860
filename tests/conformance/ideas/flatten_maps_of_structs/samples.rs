use crate::models::flatten_maps_of_structs::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Catalog {
                title: "t".to_owned(),
                entries: [].into(),
            },
            Catalog {
                title: "t".to_owned(),
                entries: [(
                    "a".to_owned(),
                    Entry {
                        price: 1,
                        notes: [("n".to_owned(), None), ("m".to_owned(), Some(true))].into(),
                    },
                )]
                .into(),
            },
        ])
        .refuses([
            r#"{"title":"t","a":{}}"#,
            r#"{"title":"t","a":1}"#,
            r#"{"a":{"price":1}}"#,
            r#"{"title":"t","a":{"price":1,"n":0}}"#,
        ]),
    ]
}
