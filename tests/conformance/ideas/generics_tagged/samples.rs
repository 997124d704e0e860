use crate::models::generics_tagged::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Change::Created { value: 1_u8 },
            Change::Moved(Place { of: 2, to: 3 }),
            Change::Removed,
        ])
        .refuses([
            r#"{"kind":"created","value":"a"}"#,
            r#"{"kind":"moved","of":1}"#,
            r#"{"value":1}"#,
        ]),
        writes([
            OneOrMany::One("a".to_owned()),
            OneOrMany::Many(vec!["b".to_owned()]),
        ])
        .refuses(["1", "[1]", r#"{"One":"a"}"#]),
        writes([Envelope::First(true), Envelope::Second(false, 'c')]).refuses([
            r#"{"t":"First","c":1}"#,
            r#"{"t":"Second","c":[true]}"#,
            r#"{"t":"First"}"#,
        ]),
    ]
}
