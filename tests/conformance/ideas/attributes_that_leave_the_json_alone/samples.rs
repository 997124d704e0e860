use crate::models::attributes_that_leave_the_json_alone::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Bounded { value: 1_u8 }]).refuses([r#"{"value":"a"}"#]),
        writes([Crated { one: 1 }]).refuses([r#"{"one":null}"#]),
    ]
}
