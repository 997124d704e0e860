use crate::models::serde_with_modules::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Modules {
            shown: 1,
            many: vec![1, 2],
        }])
        .refuses([r#"{"shown":1,"many":[]}"#, r#"{"shown":"1","many":[1]}"#]),
    ]
}
