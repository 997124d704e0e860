use crate::models::texts_owned_and_shared::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Texts {
            string: "s".to_owned(),
            boxed: "b".into(),
            rc: "r".into(),
            arc: "a".into(),
            cow: "c".into(),
            borrowed: "&",
        }])
        .refuses([
            r#"{"string":1,"boxed":"","rc":"","arc":"","cow":"","borrowed":""}"#,
            r#"{"string":"","boxed":null,"rc":"","arc":"","cow":"","borrowed":""}"#,
            r#"{"string":"","boxed":"","rc":[],"arc":"","cow":"","borrowed":""}"#,
            r#"{"string":"","boxed":"","rc":"","arc":true,"cow":"","borrowed":""}"#,
            r#"{"string":"","boxed":"","rc":"","arc":"","cow":{},"borrowed":""}"#,
            r#"{"string":"","boxed":"","rc":"","arc":"","cow":"","borrowed":7}"#,
        ]),
    ]
}
