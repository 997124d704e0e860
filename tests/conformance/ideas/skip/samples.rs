use crate::models::skip::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Session {
            id: 1,
            cache: Default::default(),
            password: "p".to_owned(),
            computed: 2,
            given: 3,
            callback: || {},
        }])
        .reads([r#"{"id":1,"password":"p"}"#])
        .tolerates([r#"{"id":1,"password":"p","computed":"anything"}"#])
        .refuses([r#"{"id":1}"#, r#"{"id":1,"password":null}"#])
        .never_writes([r#"{"id":1}"#, r#"{"id":1,"computed":2}"#]),
        writes([OnlySkipped { cache: 1, id: 2 }])
            .tolerates([r#"{"id":1,"cache":"x"}"#])
            .refuses([r#"{"cache":1}"#]),
    ]
}
