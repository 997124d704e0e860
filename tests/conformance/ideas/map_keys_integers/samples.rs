use std::collections::{BTreeMap, HashMap};

use crate::models::map_keys_integers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            ByNumber {
                bytes: BTreeMap::new(),
                signed: HashMap::new(),
                wide: BTreeMap::new(),
            },
            ByNumber {
                bytes: [(0, "a".to_owned()), (255, "b".to_owned())].into(),
                signed: [(-7, true)].into(),
                wide: [(9_007_199_254_740_991, 1)].into(),
            },
        ])
        .refuses([
            r#"{"bytes":{"256":"a"},"signed":{},"wide":{}}"#,
            r#"{"bytes":{"a":"a"},"signed":{},"wide":{}}"#,
            r#"{"bytes":{"":"a"},"signed":{},"wide":{}}"#,
            r#"{"bytes":{"01":"a"},"signed":{},"wide":{}}"#,
            r#"{"bytes":{"1":1},"signed":{},"wide":{}}"#,
            r#"{"bytes":{},"signed":{"1.5":true},"wide":{}}"#,
            r#"{"bytes":{},"signed":{" 1":true},"wide":{}}"#,
            r#"{"bytes":{},"signed":{"2147483648":true},"wide":{}}"#,
            r#"{"bytes":{},"signed":{},"wide":{"-1":1}}"#,
        ]),
    ]
}
