use crate::models::struct_unit::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Nothing]).refuses(["0", "false", r#""""#, "{}", "[]"]),
        writes([Holder {
            unit: Nothing,
            tuple: (),
        }])
        .refuses([
            r#"{"unit":{},"tuple":null}"#,
            r#"{"unit":null,"tuple":[]}"#,
            r#"{"unit":null}"#,
        ]),
    ]
}
