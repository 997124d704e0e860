use crate::models::recursive_mutually::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Folder {
            name: "/".to_owned(),
            entries: vec![
                Entry::File { size: 1 },
                Entry::Folder(Folder {
                    name: "a".to_owned(),
                    entries: vec![],
                }),
                Entry::Link(Box::new(Entry::File { size: 0 })),
            ],
        }])
        .refuses([
            r#"{"name":"/","entries":[{"Folder":{"name":"a","entries":[{"File":{}}]}}]}"#,
            r#"{"name":"/","entries":[{"Link":null}]}"#,
        ]),
        writes([Entry::Link(Box::new(Entry::Folder(Folder {
            name: String::new(),
            entries: vec![],
        })))])
        .refuses(["null"]),
    ]
}
