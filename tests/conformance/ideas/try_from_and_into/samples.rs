use crate::models::try_from_and_into::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Email {
            user: "a".to_owned(),
            host: "b".to_owned(),
        }])
        .refuses([r#"{"user":"a","host":"b"}"#, "1"]),
        writes([Version::One, Version::Two(3)]).refuses([r#""One""#, r#"[256]"#, r#"["1"]"#]),
    ]
}
