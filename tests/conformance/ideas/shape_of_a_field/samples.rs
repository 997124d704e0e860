use crate::models::shape_of_a_field::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Stated {
            colour: 255,
            list: 1,
            wide: 1,
            late: 2,
        }])
        .reads([r#"{"colour":"0","list":[],"wide":1}"#])
        .refuses([
            r#"{"colour":255,"list":[],"wide":1,"late":"0"}"#,
            r#"{"colour":"ff","list":1,"wide":1,"late":"0"}"#,
            r#"{"colour":"ff","list":[256],"wide":1,"late":"0"}"#,
            r#"{"list":[],"wide":1,"late":"0"}"#,
            r#"{"colour":"ff","list":[],"wide":-1,"late":"0"}"#,
        ])
        .never_writes([r#"{"colour":"0","list":[],"wide":1}"#]),
    ]
}
