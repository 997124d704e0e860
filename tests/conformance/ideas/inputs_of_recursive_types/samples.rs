use crate::models::inputs_of_recursive_types::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Menu {
                label: "m".to_owned(),
                entries: vec![Menu {
                    label: "n".to_owned(),
                    entries: vec![],
                    action: Some(Action::Ignored),
                }],
                action: None,
            },
            Menu {
                label: "m".to_owned(),
                entries: vec![],
                action: Some(Action::Open(Box::new(Menu {
                    label: "o".to_owned(),
                    entries: vec![],
                    action: None,
                }))),
            },
        ])
        .reads([
            r#"{"label":"m"}"#,
            r#"{"label":"m","entries":[{"label":"n"}],"action":{"Open":{"label":"o"}}}"#,
            r#"{"label":"m","action":"Close"}"#,
        ])
        .refuses([
            r#"{"label":"m","entries":[{}]}"#,
            r#"{"label":"m","action":{"Open":{}}}"#,
            r#"{"label":"m","entries":null}"#,
        ])
        .never_writes([
            r#"{"label":"m"}"#,
            r#"{"label":"m","entries":[{"label":"n"}]}"#,
            r#"{"label":"m","entries":[],"action":"Close"}"#,
        ]),
    ]
}
