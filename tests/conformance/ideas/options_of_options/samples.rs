use crate::models::options_of_options::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Nested {
                twice: None,
                unit: None,
            },
            Nested {
                twice: Some(None),
                unit: Some(()),
            },
            Nested {
                twice: Some(Some(1)),
                unit: None,
            },
        ])
        .fills(["{}"])
        .refuses([r#"{"twice":"a","unit":null}"#, r#"{"twice":null,"unit":0}"#]),
    ]
}
