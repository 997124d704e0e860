use std::marker::PhantomData;

use crate::models::phantoms::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Shelf {
            first: Tagged {
                id: 1,
                of: PhantomData,
            },
            second: Tagged {
                id: 2,
                of: PhantomData,
            },
        }])
        .refuses([
            r#"{"first":{"id":1,"of":{}},"second":{"id":2,"of":null}}"#,
            r#"{"first":{"id":1},"second":{"id":2,"of":null}}"#,
        ]),
    ]
}
