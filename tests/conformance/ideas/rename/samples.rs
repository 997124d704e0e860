use crate::models::rename::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Renamed {
                first_name: "a".to_owned(),
                kind: Kind::B,
            },
            Renamed {
                first_name: "b".to_owned(),
                kind: Kind::A { inside: 1 },
            },
        ])
        .refuses([
            r#"{"first_name":"a","type":"A"}"#,
            r#"{"firstName":"a","kind":"A"}"#,
            r#"{"firstName":"a","type":"B"}"#,
            r#"{"firstName":"a","type":{"B":{"inside":1}}}"#,
        ]),
    ]
}
