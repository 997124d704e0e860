use crate::models::self_as_a_type::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Node {
            name: "a".to_owned(),
            parent: Some(Box::new(Node {
                name: "p".to_owned(),
                parent: None,
                children: vec![],
            })),
            children: vec![],
        }])
        .refuses([
            r#"{"name":"a","parent":{},"children":[]}"#,
            r#"{"name":"a","parent":null,"children":[null]}"#,
        ]),
        writes([
            Shape::Dot,
            Shape::Group(vec![Shape::Dot]),
            Shape::Over {
                below: Box::new(Shape::Dot),
                above: Box::new(Shape::Group(vec![])),
            },
        ])
        .refuses([r#"{"Group":["Line"]}"#, r#"{"Over":{"below":"Dot"}}"#]),
        writes([List {
            head: 1_u8,
            tail: Some(Box::new(List {
                head: 2,
                tail: None,
            })),
        }])
        .refuses([r#"{"head":1,"tail":{"head":"a","tail":null}}"#]),
    ]
}
