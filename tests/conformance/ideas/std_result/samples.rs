use crate::models::std_result::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Outcome {
                answer: Ok(1),
                many: vec![Ok(()), Err(Problem { code: 1 })],
            },
            Outcome {
                answer: Err("e".to_owned()),
                many: vec![],
            },
        ])
        .refuses([
            r#"{"answer":1,"many":[]}"#,
            r#"{"answer":{"Ok":"a"},"many":[]}"#,
            r#"{"answer":{"Err":1},"many":[]}"#,
            r#"{"answer":{"ok":1},"many":[]}"#,
            r#"{"answer":{"Ok":1,"Err":"e"},"many":[]}"#,
            r#"{"answer":{},"many":[]}"#,
            r#"{"answer":{"Ok":1},"many":[{"Err":{}}]}"#,
        ]),
    ]
}
