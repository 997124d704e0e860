use crate::models::enum_external::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Order::Placed,
            Order::Priced(5),
            Order::Moved(-1, 1),
            Order::Shipped {
                carrier: "c".to_owned(),
                parcels: vec![1],
            },
            Order::Returned(Box::new(Order::Placed)),
            Order::Noted(None),
            Order::Noted(Some("n".to_owned())),
            Order::Empty {},
            Order::Nothing(),
            Order::Unit(()),
        ])
        .refuses([
            r#""Priced""#,
            r#""Gone""#,
            r#"{"Gone":1}"#,
            r#"{"Priced":"5"}"#,
            r#"{"Priced":5,"Placed":null}"#,
            r#"{"Moved":[1]}"#,
            r#"{"Moved":[1,2,3]}"#,
            r#"{"Shipped":{"carrier":"c"}}"#,
            r#"{"Returned":"Priced"}"#,
            r#"{"Empty":null}"#,
            r#"{"Nothing":null}"#,
            r#"{"Nothing":[1]}"#,
            r#"{"Unit":0}"#,
            "{}",
            "null",
            "1",
            "[]",
        ]),
    ]
}
