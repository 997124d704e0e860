use crate::models::struct_empty::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Named {}])
            .tolerates([r#"{"a":1}"#])
            .refuses(["null", "0", r#""a""#]),
        writes([Unnamed()]).refuses(["null", "{}", "[1]"]),
    ]
}
