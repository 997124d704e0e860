use std::path::Path;

use crate::models::std_paths::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Files {
            owned: "/a/b".into(),
            boxed: Path::new("c:\\d").into(),
            many: vec!["".into()],
        }])
        .refuses([
            r#"{"owned":1,"boxed":"","many":[]}"#,
            r#"{"owned":"","boxed":null,"many":[]}"#,
            r#"{"owned":"","boxed":"","many":[["a"]]}"#,
        ]),
    ]
}
