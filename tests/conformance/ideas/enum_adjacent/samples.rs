use crate::models::enum_adjacent::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Message::Quit,
            Message::Text("a".to_owned()),
            Message::Move { x: 1, y: -1 },
            Message::Pair(1, true),
            Message::Maybe(None),
            Message::Maybe(Some(1)),
            Message::Unit(()),
            Message::Empty {},
            Message::Inner(Box::new(Message::Quit)),
        ])
        .tolerates([
            r#"{"c":"a","t":"Text"}"#,
            r#"{"t":"Quit","c":null}"#,
            r#"{"t":"Quit","more":1}"#,
        ])
        .fills([r#"{"t":"Maybe"}"#])
        .refuses([
            r#"{"t":"Text"}"#,
            r#"{"t":"Text","c":1}"#,
            r#"{"t":"Gone"}"#,
            r#"{"c":"a"}"#,
            r#"{"t":"Move","c":{"x":1}}"#,
            r#"{"t":"Pair","c":[1]}"#,
            r#"{"t":"Pair","c":[1,true,2]}"#,
            r#"{"t":"Quit","c":1}"#,
            r#"{"t":"Inner","c":{"t":"Text"}}"#,
            r#""Quit""#,
            "null",
        ]),
    ]
}
