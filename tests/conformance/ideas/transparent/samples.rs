use std::marker::PhantomData;

use crate::models::transparent::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Name {
            text: "a".to_owned(),
        }])
        .refuses([r#"{"text":"a"}"#, "1"]),
        writes([Wrapper(Inner {
            name: Name {
                text: "a".to_owned(),
            },
            id: Id {
                value: 1,
                of: PhantomData,
            },
        })])
        .refuses([
            r#"{"name":{"text":"a"},"id":1}"#,
            r#"{"name":"a","id":{"value":1}}"#,
            r#"[{"name":"a"}]"#,
        ]),
        writes([Id {
            value: 3,
            of: PhantomData::<u8>,
        }])
        .refuses([r#""3""#]),
    ]
}
