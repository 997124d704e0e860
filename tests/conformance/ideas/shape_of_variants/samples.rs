use std::time::Duration;

use crate::models::shape_of_variants::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Event::At(Duration::from_secs(60)),
            Event::Span {
                length: Duration::ZERO,
                name: "n".to_owned(),
            },
            Event::Never,
        ])
        .refuses([
            r#"{"At":{"secs":1,"nanos":0}}"#,
            r#"{"Span":{"length":"1","name":""}}"#,
            r#"{"At":-1}"#,
        ]),
    ]
}
