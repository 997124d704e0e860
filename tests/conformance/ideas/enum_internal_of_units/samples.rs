use crate::models::enum_internal_of_units::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Unit::A(Nothing), Unit::B(Empty {}), Unit::D])
            .tolerates([r#"{"t":"B","x":1}"#, r#"{"t":"D","x":1}"#])
            .refuses([r#"{"t":"E"}"#, "{}", r#""A""#]),
    ]
}
