use crate::models::json_numbers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Figures {
            any: 1.into(),
            many: vec![serde_json::Number::from_f64(1.5).unwrap(), (-1).into()],
        }])
        .refuses([r#"{"any":"1","many":[]}"#, r#"{"any":1,"many":[null]}"#]),
    ]
}
