use crate::models::generics_instantiated_several_times::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Answers {
    users: Page { items: vec![User { name: "a".to_owned() }], next: None },
    names: Page { items: vec!["b".to_owned()], next: Some(2) },
    pages: Page { items: vec![Page { items: vec![None, Some(1)], next: None }], next: None },
}])
.refuses([
    r#"{"users":{"items":["a"],"next":null},"names":{"items":[],"next":null},"pages":{"items":[],"next":null}}"#,
    r#"{"users":{"items":[],"next":null},"names":{"items":[{"name":"a"}],"next":null},"pages":{"items":[],"next":null}}"#,
    r#"{"users":{"items":[],"next":null},"names":{"items":[],"next":null},"pages":{"items":[{"items":[256],"next":null}],"next":null}}"#,
]),
writes([Page { items: vec![User { name: "a".to_owned() }], next: None }]).refuses([r#"{"items":[null],"next":null}"#]),
writes([Page::<u8> { items: vec![], next: None }]).refuses([r#"{"items":["a"],"next":null}"#]),
    ]
}
