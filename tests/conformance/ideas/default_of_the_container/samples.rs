use crate::models::default_of_the_container::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Window::default(),
            Window {
                width: 1,
                title: String::new(),
                icon: None,
            },
        ])
        .reads(["{}", r#"{"icon":null}"#, r#"{"width":1}"#])
        .refuses([r#"{"width":null}"#, r#"{"title":1}"#, "null"])
        .never_writes(["{}"]),
        writes([Made { a: 3, b: 3 }])
            .reads(["{}", r#"{"b":1}"#])
            .refuses([r#"{"a":-1}"#])
            .never_writes([r#"{"a":1}"#]),
    ]
}
