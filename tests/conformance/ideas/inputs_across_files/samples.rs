use crate::models::inputs_across_files::parts::Part;

use crate::models::inputs_across_files::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Whole {
            part: Part {
                number: 1,
                whole: None,
            },
            parts: vec![],
        }])
        .reads([r#"{"part":{"nr":1},"parts":[{"number":1,"whole":{"part":{"nr":2},"parts":[]}}]}"#])
        .refuses([r#"{"part":{"no":1},"parts":[]}"#])
        .never_writes([r#"{"part":{"nr":1,"whole":null},"parts":[]}"#]),
    ]
}
