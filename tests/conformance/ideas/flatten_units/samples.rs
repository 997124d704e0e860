use crate::models::flatten_units::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Bare {
            id: 1,
            nothing: (),
            empty: Empty {},
        }])
        .tolerates([r#"{"id":1,"more":1}"#])
        .refuses(["{}", r#"{"id":256}"#]),
    ]
}
