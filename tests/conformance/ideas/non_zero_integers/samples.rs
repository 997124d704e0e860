use std::num::{NonZero, NonZeroI32, NonZeroU8};

use crate::models::non_zero_integers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Numbers {
                byte: NonZeroU8::MAX,
                signed: NonZeroI32::MIN,
                generic: NonZero::<u16>::MIN,
                maybe: None,
            },
            Numbers {
                byte: NonZeroU8::MIN,
                signed: NonZeroI32::MAX,
                generic: NonZero::<u16>::MAX,
                maybe: Some(NonZeroU8::MIN),
            },
        ])
        .fills([r#"{"byte":1,"signed":1,"generic":1}"#])
        .refuses([
            r#"{"byte":0,"signed":1,"generic":1,"maybe":null}"#,
            r#"{"byte":1,"signed":0,"generic":1,"maybe":null}"#,
            r#"{"byte":1,"signed":1,"generic":0,"maybe":null}"#,
            r#"{"byte":1,"signed":1,"generic":1,"maybe":0}"#,
            r#"{"byte":256,"signed":1,"generic":1,"maybe":null}"#,
            r#"{"byte":-1,"signed":1,"generic":1,"maybe":null}"#,
        ]),
    ]
}
