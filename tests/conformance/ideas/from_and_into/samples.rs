use crate::models::from_and_into::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Celsius { degrees: 1.0 }]).refuses([r#"{"degrees":1}"#, r#""1""#]),
        writes([New {
            name: "a".to_owned(),
        }])
        .reads([r#"{"first":"a","last":"b"}"#])
        .refuses([r#"{"name":"a"}"#])
        .never_writes([r#"{"first":"a","last":"b"}"#]),
        writes([Weather {
            now: Celsius { degrees: 1.0 },
            by: New {
                name: "a".to_owned(),
            },
        }])
        .reads([r#"{"now":1,"by":{"first":"a","last":"b"}}"#])
        .refuses([r#"{"now":1,"by":{"name":"a"}}"#])
        .never_writes([r#"{"now":1,"by":{"first":"a","last":"b"}}"#]),
    ]
}
