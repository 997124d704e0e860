use crate::models::struct_newtype::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Email("a@b.c".to_owned())]).refuses(["1", "null", r#"["a"]"#, r#"{"0":"a"}"#]),
        writes([Points(vec![Point { x: 1, y: -1 }]), Points(vec![])]).refuses([
            r#"[{"x":1}]"#,
            "{}",
            "[null]",
        ]),
        writes([Wrapped(Email(String::new()))]).refuses(["1"]),
        writes([Maybe(None), Maybe(Some(3))]).refuses(["256", r#""a""#]),
    ]
}
