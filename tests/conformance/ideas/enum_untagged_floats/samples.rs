use crate::models::enum_untagged_floats::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Floats::Single(1.5),
            Floats::Single(f32::NAN),
            Floats::Record { x: f64::NAN },
            Floats::Many(vec![0.5, f64::INFINITY]),
        ])
        .reads(["2", r#"{"x":1}"#, "[]"])
        .refuses(["null", r#"{"x":null}"#, "[null]", r#""1""#])
        .never_writes([r#"{"x":"y"}"#]),
        writes([
            Optional::Record {
                x: Some(f64::NAN),
                y: None,
            },
            Optional::Text(None),
            Optional::Text(Some("t".to_owned())),
        ])
        .reads(["{}", r#"{"x":1.5}"#])
        .refuses(["1", r#"{"x":"y"}"#, "[\"x\"]"]),
    ]
}
