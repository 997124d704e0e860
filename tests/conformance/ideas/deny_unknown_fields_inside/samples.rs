use crate::models::deny_unknown_fields_inside::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Internal::A(Closed { n: 1, m: None }),
            Internal::B(Closed { n: 1, m: Some(2) }),
            Internal::C { n: 1 },
        ])
        .tolerates([r#"{"type":"c","n":1,"z":1}"#])
        .refuses([
            r#"{"type":"A","n":1,"m":null,"z":1}"#,
            r#"{"type":"B","n":1,"m":null,"Type":"B"}"#,
        ]),
        writes([
            Untagged::Closed(Closed { n: 1, m: None }),
            Untagged::Open { n: 1, z: 2 },
        ])
        .tolerates([r#"{"n":1,"z":2,"y":3}"#])
        .refuses([r#"{"n":1,"m":2,"y":3}"#, r#"{"n":"x","z":2}"#]),
    ]
}
