use crate::models::names_of_parameters::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Uses { mixed: Mixed { number: true, comparable: vec![1], appendable: vec![None], r#type: "t".to_owned() }, either: Either::Right("r".to_owned()) }])
    .refuses([r#"{"mixed":{"number":1,"comparable":[],"appendable":[],"type":""},"either":{"Left":1}}"#, r#"{"mixed":{"number":true,"comparable":[],"appendable":[],"type":""},"either":{"Left":"x"}}"#]),
writes([Mixed { number: true, comparable: vec![1_u8], appendable: vec!["a".to_owned()], r#type: 'c' }]).refuses([r#"{"number":1,"comparable":[],"appendable":[],"type":"c"}"#]),
    ]
}
