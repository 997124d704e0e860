use crate::models::enum_internal_nested::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Outer::Inner(Inner::One { n: 1 }),
            Outer::Inner(Inner::Two),
            Outer::Text(Text::Short { s: "s".to_owned() }),
            Outer::Text(Text::Long { l: vec![] }),
            Outer::Again(Box::new(Again {
                then: Some(Outer::Inner(Inner::Two)),
                rest: [("a".to_owned(), true)].into(),
            })),
            Outer::Again(Box::new(Again {
                then: None,
                rest: [].into(),
            })),
        ])
        .refuses([
            r#"{"outer":"Inner"}"#,
            r#"{"outer":"Inner","inner":"one"}"#,
            r#"{"outer":"Text","l":1}"#,
            r#"{"outer":"Again","then":null,"a":1}"#,
            r#"{"outer":"Again","then":{"outer":"Inner"}}"#,
            r#"{"inner":"two"}"#,
        ]),
    ]
}
