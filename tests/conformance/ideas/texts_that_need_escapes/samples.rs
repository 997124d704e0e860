use crate::models::texts_that_need_escapes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Keys {
            quoted: 1,
            backslash: 2,
            line: 3,
            empty: 4,
            template: 5,
            comment: 6,
            html: 7,
            unicode: 8,
            words: 9,
            number: 10,
            proto: 11,
        }])
        .refuses(["{}"]),
        writes([Adjacent::A(1), Adjacent::B { n: 1 }, Adjacent::C]).refuses([
            r#"{"the tag":"","it's":1}"#,
            r#"{"the \"tag\"\\":"D","it's\n":1}"#,
        ]),
        writes([Internal::A { n: 1 }, Internal::B]).refuses([r#"{"\\\"":"A","n":1}"#]),
        writes([External::A(1), External::B, External::C(2)]).refuses([
            r#"{"__proto__":"a"}"#,
            "{}",
            r#""constructor""#,
            r#"{"toString":1}"#,
        ]),
    ]
}
