use crate::models::enum_untagged_variant::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            External::Tagged(1),
            External::Unit,
            External::Free("other".to_owned()),
            External::Record { n: 1 },
        ])
        .tolerates([r#"{"n":1,"Tagged":"x"}"#])
        .refuses([r#"{"Tagged":"a"}"#, "1", r#"{"n":"x"}"#, "null"]),
        writes([Internal::Tagged { n: 1 }, Internal::Free { m: 1 }])
            .tolerates([r#"{"type":"Other","m":1}"#])
            .refuses([r#"{"type":"Tagged"}"#, r#"{"n":1}"#, "{}"]),
        writes([Adjacent::Tagged(1), Adjacent::Free(1, 2)]).refuses([
            r#"{"t":"Tagged","c":"x"}"#,
            "[1]",
            "1",
        ]),
    ]
}
