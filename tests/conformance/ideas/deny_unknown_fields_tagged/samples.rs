use crate::models::deny_unknown_fields_tagged::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Internal::A { n: 1 }, Internal::B])
            .refuses([r#"{"type":"A","n":1,"m":2}"#, r#"{"n":1}"#]),
        writes([Adjacent::A { n: 1 }, Adjacent::B, Adjacent::C(1)]).refuses([
            r#"{"t":"A","c":{"n":1},"more":1}"#,
            r#"{"t":"A","c":{"n":1,"m":2}}"#,
            r#"{"t":"B","more":1}"#,
        ]),
        writes([Untagged::A { n: 1 }, Untagged::B { n: 1, m: 2 }]).refuses([
            r#"{"n":1,"z":1}"#,
            r#"{"n":1,"m":2,"z":1}"#,
            "{}",
        ]),
    ]
}
