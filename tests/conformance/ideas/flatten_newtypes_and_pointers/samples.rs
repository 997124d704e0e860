use std::sync::Arc;

use crate::models::flatten_newtypes_and_pointers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Holder {
            id: 1,
            shared: Arc::new(Inner { a: 2 }),
            wrapped: Wrapped(Other { b: 3 }),
            alias: Box::new(Third { c: 4 }),
            rest: Rest([("z".to_owned(), 5)].into()),
        }])
        .refuses([
            r#"{"id":1,"a":2,"b":3}"#,
            r#"{"id":1,"a":2,"C":4}"#,
            r#"{"id":1,"b":3,"C":4}"#,
            r#"{"id":1,"a":2,"b":3,"C":4,"z":"x"}"#,
        ]),
    ]
}
