use crate::models::recursive_enum::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Expression::End,
            Expression::Number(1),
            Expression::Negate(Box::new(Expression::Name("x".to_owned()))),
            Expression::Add(
                Box::new(Expression::Number(1)),
                Box::new(Expression::Negate(Box::new(Expression::End))),
            ),
            Expression::Call {
                name: "f".to_owned(),
                arguments: vec![
                    Expression::Number(1),
                    Expression::Call {
                        name: "g".to_owned(),
                        arguments: vec![],
                    },
                ],
            },
        ])
        .refuses([
            r#"{"Negate":{"Number":"1"}}"#,
            r#"{"Add":[{"Number":1}]}"#,
            r#"{"Call":{"name":"f","arguments":["Begin"]}}"#,
            r#"{"Number":1,"Name":"x"}"#,
            r#""Number""#,
            "{}",
        ]),
    ]
}
