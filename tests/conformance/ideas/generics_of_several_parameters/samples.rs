use crate::models::generics_of_several_parameters::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Both {
            left: 1_u8,
            right: vec!["a".to_owned()],
        }])
        .refuses([r#"{"left":"a","right":[1]}"#]),
        writes([Swapped {
            inner: Both {
                left: 1_u8,
                right: vec!["a".to_owned()],
            },
        }])
        .refuses([r#"{"inner":{"left":"a","right":[1]}}"#]),
        writes([Half(Both {
            left: 'c',
            right: vec![true],
        })])
        .refuses([r#"{"left":"c","right":["a"]}"#]),
    ]
}
