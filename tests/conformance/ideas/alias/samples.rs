use crate::models::alias::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Contact {
                email: "a".to_owned(),
                number: None,
                level: 1,
            },
            Contact {
                email: "a".to_owned(),
                number: Some(1),
                level: 2,
            },
        ])
        .reads([
            r#"{"mail":"a"}"#,
            r#"{"e-mail":"a","tel":1,"lvl":2}"#,
            r#"{"email":"a","phone":null,"level":1}"#,
        ])
        .refuses([
            r#"{"number":1}"#,
            r#"{"mail":1}"#,
            r#"{"mail":"a","email":"a"}"#,
            r#"{"mail":"a","tel":1,"phone":1}"#,
            r#"{"mail":"a","lvl":null}"#,
        ])
        .never_writes([r#"{"mail":"a","tel":null,"level":1}"#]),
        writes([Verb::Create, Verb::Remove(1)])
            .reads([r#""add""#, r#""new""#, r#"{"del":1}"#, r#"{"delete":1}"#])
            .refuses([r#""remove""#, r#"{"Remove":1}"#, r#"{"add":1}"#])
            .never_writes([r#""add""#, r#"{"del":1}"#]),
    ]
}
