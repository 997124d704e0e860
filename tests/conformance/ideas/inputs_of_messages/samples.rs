use crate::models::inputs_of_messages::both::Command;
use crate::models::inputs_of_messages::sse::note::Noted;

use crate::models::inputs_of_messages::*;
use crate::{Subject, writes, writes_only};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes_only([
            Noted {
                text: "a".to_owned(),
                out: OnlyOut {
                    tags: vec![],
                    ratio: f64::NAN,
                },
                shared: Shared { n: 1 },
                maybe: None,
            },
            Noted {
                text: "a".to_owned(),
                out: OnlyOut {
                    tags: vec![1],
                    ratio: 0.5,
                },
                shared: Shared { n: 1 },
                maybe: Some(1),
            },
        ])
        .never_writes([
            r#"{"out":{"ratio":1},"shared":{"n":1}}"#,
            r#"{"text":"a","out":{"ratio":1},"shared":{}}"#,
            r#"{"text":"a","out":{"ratio":1},"shared":{"n":1},"maybe":null}"#,
        ]),
        writes([Command {
            shared: Shared { n: 1 },
        }])
        .reads([r#"{"shared":{}}"#])
        .refuses(["{}"])
        .never_writes([r#"{"shared":{}}"#]),
    ]
}
