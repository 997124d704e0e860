use crate::models::enum_untagged_of_units::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Blank::Struct(Nothing),
            Blank::Bool(true),
            Blank::Empty(Empty {}),
        ])
        .refuses([r#"{"a":1}"#, "1", r#""""#, "[1]"]),
        writes([
            Chars::Letter('a'),
            Chars::Word("ab".to_owned()),
            Chars::Pair(('a', 1)),
        ])
        .refuses(["1", "null", r#"["ab",1]"#, r#"["a"]"#]),
    ]
}
