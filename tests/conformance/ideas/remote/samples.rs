use crate::models::remote::other_crate::{Duration, Unit};

use crate::models::remote::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Process {
                command: "ls".to_owned(),
                wall: Duration { secs: 1, nanos: 2 },
                unit: Unit::Metre,
            },
            Process {
                command: String::new(),
                wall: Duration { secs: -1, nanos: 0 },
                unit: Unit::Foot(3),
            },
        ])
        .refuses([
            r#"{"command":"","wall":{"secs":1,"nanos":2},"unit":"Metre"}"#,
            r#"{"command":"","wall":{"SECS":1,"NANOS":"2"},"unit":"Metre"}"#,
            r#"{"command":"","wall":{"SECS":1,"NANOS":2},"unit":"Foot"}"#,
            r#"{"command":"","wall":{"SECS":1,"NANOS":2}}"#,
        ]),
    ]
}
