use crate::models::enum_internal::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Shape::Point,
            Shape::Circle { radius: 1 },
            Shape::Square(Square {
                side: 1,
                label: None,
            }),
            Shape::Free([("a".to_owned(), 1)].into()),
            Shape::Empty {},
            Shape::Named(Named(Square {
                side: 1,
                label: Some("l".to_owned()),
            })),
        ])
        .tolerates([
            r#"{"type":"Point","more":1}"#,
            r#"{"radius":1,"type":"Circle"}"#,
            r#"{"type":"Circle","radius":1,"side":[]}"#,
        ])
        .fills([r#"{"type":"Square","side":1}"#])
        .refuses([
            r#"{"type":"Circle"}"#,
            r#"{"type":"Circle","radius":"1"}"#,
            r#"{"type":"Triangle"}"#,
            r#"{"type":1}"#,
            r#"{"radius":1}"#,
            r#"{"type":"Square","side":256,"label":null}"#,
            r#"{"type":"Free","a":"b"}"#,
            r#"{"Circle":{"radius":1}}"#,
            r#""Point""#,
            "null",
        ]),
    ]
}
