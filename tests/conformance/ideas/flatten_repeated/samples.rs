use crate::models::flatten_repeated::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Everything {
                id: 1,
                first: First { a: 2 },
                second: Second { b: 4 },
                kind: Kind::One(5),
                rest: [].into(),
            },
            Everything {
                id: 1,
                first: First { a: 2 },
                second: Second { b: 4 },
                kind: Kind::Two { c: 5 },
                rest: [("z".to_owned(), 6)].into(),
            },
        ])
        .refuses([
            r#"{"id":1,"a":2,"b":4}"#,
            r#"{"id":1,"a":2,"One":5}"#,
            r#"{"id":1,"b":4,"One":5}"#,
            r#"{"id":1,"a":2,"b":4,"One":5,"z":"x"}"#,
        ]),
    ]
}
