use crate::models::enum_tags_with_aliases::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Internal::BrandNew { n: 1 }, Internal::WentAway])
            .reads([
                r#"{"type":"old","n":1}"#,
                r#"{"type":"older","n":1}"#,
                r#"{"type":"gone"}"#,
            ])
            .refuses([r#"{"type":"BrandNew","n":1}"#, r#"{"type":"old"}"#])
            .never_writes([r#"{"type":"old","n":1}"#]),
        writes([Adjacent::A(1), Adjacent::X { field_name: 1 }])
            .reads([r#"{"t":"B","c":1}"#, r#"{"t":"y","c":{"fieldName":1}}"#])
            .refuses([
                r#"{"t":"X","c":{"fieldName":1}}"#,
                r#"{"t":"x","c":{"field_name":1}}"#,
            ])
            .never_writes([r#"{"t":"B","c":1}"#]),
    ]
}
