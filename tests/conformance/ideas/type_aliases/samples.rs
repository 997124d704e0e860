use crate::models::type_aliases::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Basket {
            names: vec!["a".to_owned()],
            prices: [(1, Price { cents: 5 })].into(),
            deep: [(1, None), (2, Some(Price { cents: 1 }))].into(),
            total: Price { cents: 5 },
        }])
        .refuses([
            r#"{"names":[1],"prices":{},"deep":{},"total":{"cents":1}}"#,
            r#"{"names":[],"prices":{"a":{"cents":1}},"deep":{},"total":{"cents":1}}"#,
            r#"{"names":[],"prices":{},"deep":{"1":{}},"total":{"cents":1}}"#,
            r#"{"names":[],"prices":{},"deep":{},"total":{"cents":-1}}"#,
        ]),
    ]
}
