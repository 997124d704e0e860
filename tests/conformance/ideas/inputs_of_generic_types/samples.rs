use crate::models::inputs_of_generic_types::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Patch {
                value: None::<u8>,
                force: true,
            },
            Patch {
                value: Some(1),
                force: false,
            },
        ])
        .reads(["{}", r#"{"value":null}"#, r#"{"value":2}"#])
        .refuses([r#"{"value":"x"}"#, r#"{"force":null}"#])
        .never_writes(["{}", r#"{"value":null,"force":true}"#]),
        writes([Settings {
            name: Patch {
                value: None,
                force: true,
            },
            level: Patch {
                value: Some(Level::Low),
                force: true,
            },
        }])
        .reads([r#"{"name":{},"level":{"value":"lo"}}"#])
        .refuses([
            r#"{"name":{"value":1},"level":{}}"#,
            r#"{"name":{},"level":{"value":"low"}}"#,
        ])
        .never_writes([r#"{"name":{"force":true},"level":{"force":true,"value":"lo"}}"#]),
    ]
}
