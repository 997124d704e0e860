use crate::models::flatten_tagged_types::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Both {
                id: 1,
                circle: Circle { radius: 2 },
                first: First::A { a: 3 },
                second: Second::C(4),
            },
            Both {
                id: 1,
                circle: Circle { radius: 2 },
                first: First::B,
                second: Second::D,
            },
        ])
        .reads([r#"{"id":1,"radius":2,"first":"B","second":"D"}"#])
        .refuses([
            r#"{"id":1,"shape":"Circle","radius":2,"first":"A","second":"D"}"#,
            r#"{"id":1,"shape":"Circle","radius":2,"second":"D"}"#,
            r#"{"id":1,"shape":"Circle","radius":2,"first":"B","second":"C"}"#,
            r#"{"id":1,"shape":"Circle","first":"B","second":"D"}"#,
        ])
        .never_writes([r#"{"id":1,"radius":2,"first":"B","second":"D"}"#]),
    ]
}
