use crate::models::floats_that_json_cannot_hold::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Measures {
                double: f64::NAN,
                single: f32::INFINITY,
                many: vec![f64::NEG_INFINITY, 1.0],
            },
            Measures {
                double: 5e-324,
                single: 0.25,
                many: vec![],
            },
            Measures {
                double: -0.0,
                single: 16_777_216.0,
                many: vec![1e21, 123_456_789.125],
            },
        ])
        .reads([r#"{"double":1,"single":2,"many":[3]}"#])
        .refuses([
            r#"{"double":null,"single":2,"many":[]}"#,
            r#"{"double":1,"single":2,"many":[null]}"#,
            r#"{"double":"NaN","single":2,"many":[]}"#,
        ])
        .never_writes([
            r#"{"double":"NaN","single":2,"many":[]}"#,
            r#"{"double":1,"single":true,"many":[]}"#,
        ]),
    ]
}
