use crate::models::type_aliases_across_files::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Holder {
            many: [("a".to_owned(), vec![Item { n: 1 }])].into(),
            two: (1, 2),
            same: (true, false),
            id: 3,
            maybe: None,
        }])
        .fills([r#"{"many":{},"two":[1,2],"same":[true,true],"id":1}"#])
        .refuses([
            r#"{"many":{"a":{}},"two":[1,2],"same":[true,true],"id":1,"maybe":null}"#,
            r#"{"many":{},"two":[1,"x"],"same":[true,true],"id":1,"maybe":null}"#,
            r#"{"many":{},"two":[1,2],"same":[true],"id":1,"maybe":null}"#,
            r#"{"many":{},"two":[1,2],"same":[true,true],"id":-1,"maybe":null}"#,
            r#"{"many":{},"two":[1,2],"same":[true,true],"id":1,"maybe":{}}"#,
        ]),
    ]
}
