use crate::models::serde_with_nested::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Nested {
                values: [("a".to_owned(), 1)].into(),
                keys: [(1, true)].into(),
                pair: (1, 2),
                array: [1, 2],
                deep: Some(vec![-1]),
            },
            Nested {
                values: [].into(),
                keys: [].into(),
                pair: (0, 0),
                array: [0, 0],
                deep: None,
            },
        ])
        .refuses([
            r#"{"values":{"a":1},"keys":{},"pair":["1",2],"array":["1","2"],"deep":null}"#,
            r#"{"values":{},"keys":{"x":true},"pair":["1",2],"array":["1","2"],"deep":null}"#,
            r#"{"values":{},"keys":{},"pair":[1,2],"array":["1","2"],"deep":null}"#,
            r#"{"values":{},"keys":{},"pair":["1",2],"array":["1"],"deep":null}"#,
            r#"{"values":{},"keys":{},"pair":["1",2],"array":["1","2"],"deep":[1]}"#,
        ]),
    ]
}
