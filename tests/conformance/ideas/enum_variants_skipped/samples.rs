use crate::models::enum_variants_skipped::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([State::Active, State::Computed { n: 1 }])
            .reads([r#""Legacy""#])
            .refuses([
                r#""Internal""#,
                r#"{"Internal":{}}"#,
                r#"{"Computed":{"n":1}}"#,
            ])
            .never_writes([r#""Legacy""#, r#""Internal""#]),
    ]
}
