use crate::models::flatten_enums::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Internal {
                id: 1,
                event: Event::Click { x: 1, y: 2 },
            },
            Internal {
                id: 1,
                event: Event::Close,
            },
            Internal {
                id: 1,
                event: Event::Key(Key { code: 1 }),
            },
        ])
        .refuses([
            r#"{"id":1}"#,
            r#"{"id":1,"type":"click","x":1}"#,
            r#"{"id":1,"type":"open"}"#,
            r#"{"type":"close"}"#,
        ]),
        writes([
            External {
                id: 1,
                change: Change::Set(1),
            },
            External {
                id: 1,
                change: Change::Record { a: 1 },
            },
            External {
                id: 1,
                change: Change::Pair(1, 2),
            },
            External {
                id: 1,
                change: Change::Reset,
            },
        ])
        .refuses([
            r#"{"id":1}"#,
            r#"{"id":1,"Set":"a"}"#,
            r#"{"id":1,"Pair":[1]}"#,
            r#"{"Set":1}"#,
            r#"{"id":1,"Gone":1}"#,
        ]),
        writes([
            Adjacent {
                id: 1,
                packet: Packet::Data(1),
            },
            Adjacent {
                id: 1,
                packet: Packet::Ping,
            },
        ])
        .refuses([
            r#"{"id":1,"t":"Data"}"#,
            r#"{"id":1,"c":1}"#,
            r#"{"id":1}"#,
            r#"{"id":1,"t":"Data","c":"x"}"#,
        ]),
        writes([
            Untagged {
                id: 1,
                either: Either::Left { left: 1 },
            },
            Untagged {
                id: 1,
                either: Either::Right {
                    right: "r".to_owned(),
                },
            },
        ])
        .refuses([r#"{"id":1}"#, r#"{"id":1,"left":"x"}"#, r#"{"left":1}"#]),
    ]
}
