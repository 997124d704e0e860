use crate::models::paths_that_shadow_the_prelude as m;

use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([m::Poll {
            option: m::Option {
                label: "a".to_owned(),
            },
            vec: m::Vec(1),
            result: m::Result::Won,
            options: vec![],
            chosen: None,
        }])
        .refuses([
            r#"{"option":null,"vec":1,"result":"Won","options":[],"chosen":null}"#,
            r#"{"option":{"label":""},"vec":[1],"result":"Won","options":[],"chosen":null}"#,
            r#"{"option":{"label":""},"vec":1,"result":{"Ok":1},"options":[],"chosen":null}"#,
        ]),
    ]
}
