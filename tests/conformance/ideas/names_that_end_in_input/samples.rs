use crate::models::names_that_end_in_input::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Uses {
            foo: Foo { a: 1 },
            input: FooInput { b: 2 },
        }])
        .reads([r#"{"foo":{},"input":{"b":1}}"#])
        .refuses([
            r#"{"foo":{},"input":{}}"#,
            r#"{"foo":{"a":null},"input":{"b":1}}"#,
        ])
        .never_writes([r#"{"foo":{},"input":{"b":1}}"#]),
        writes([FooInput { b: 1 }]).refuses([r#"{"a":1}"#]),
    ]
}
