use crate::models::decimal::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Price {
                amount: "-12.50".parse().unwrap(),
                tax: None,
                text: "0".parse().unwrap(),
            },
            Price {
                amount: "79228162514264337593543950335".parse().unwrap(),
                tax: Some("0.0000000000000000000000000001".parse().unwrap()),
                text: "1.10".parse().unwrap(),
            },
        ])
        .refuses([
            r#"{"amount":"","tax":null,"text":"0"}"#,
            r#"{"amount":"1,5","tax":null,"text":"0"}"#,
            r#"{"amount":"ten","tax":null,"text":"0"}"#,
            r#"{"amount":null,"tax":null,"text":"0"}"#,
            r#"{"amount":"1","tax":true,"text":"0"}"#,
            r#"{"amount":"1","tax":null,"text":"1.2.3"}"#,
        ]),
    ]
}
