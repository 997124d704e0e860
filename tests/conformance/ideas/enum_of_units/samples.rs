use crate::models::enum_of_units::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Single::Only]).refuses([r#""only""#, "0", "null", r#"{"Only":1}"#]),
        writes([Holder {
            one: Single::Only,
            many: vec![Numbered::Zero, Numbered::Five, Numbered::Six],
        }])
        .refuses([r#"{"one":"Only","many":[5]}"#]),
    ]
}
