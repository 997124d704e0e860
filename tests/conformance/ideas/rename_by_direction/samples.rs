use crate::models::rename_by_direction::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Split {
            value: 1,
            half: 2,
            other: 3,
        }])
        .reads([r#"{"in":1,"half":2,"read":3}"#])
        .refuses([
            r#"{"out":1,"written":2,"other":3}"#,
            r#"{"in":1,"written":2,"read":3}"#,
        ])
        .never_writes([r#"{"in":1,"half":2,"read":3}"#]),
        writes([
            Word::Yes,
            Word::No(Split {
                value: 1,
                half: 2,
                other: 3,
            }),
        ])
        .reads([r#""ja""#, r#"{"No":{"in":1,"half":2,"read":3}}"#])
        .refuses([r#""yes""#, r#"{"No":{"out":1,"written":2,"other":3}}"#])
        .never_writes([r#""ja""#, r#"{"No":{"in":1,"half":2,"read":3}}"#]),
        writes([Same { value: 1 }]).refuses([r#"{"value":1}"#]),
    ]
}
