use crate::models::enum_untagged::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Id::Number(1),
            Id::Text("a".to_owned()),
            Id::Pair(1, 2),
            Id::Record { a: 1 },
            Id::Wider {
                a: "x".to_owned(),
                b: None,
            },
            Id::Wider {
                a: "x".to_owned(),
                b: Some(1),
            },
            Id::List(vec![true]),
            Id::List(vec![]),
            Id::Nothing,
        ])
        .tolerates([r#"{"a":1,"b":"ignored"}"#])
        .fills([r#"{"a":"x"}"#])
        .refuses([
            "-1",
            "1.5",
            "true",
            "[1]",
            "[1,2,3]",
            "{}",
            r#"{"a":256}"#,
            r#"{"a":"x","b":"y"}"#,
            r#"{"b":1}"#,
        ]),
    ]
}
