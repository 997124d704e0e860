use crate::models::texts_that_need_escapes_when_read::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Odd {
            n: 1,
            flat: Flat { key: 2 },
            kind: Kind::One(3),
            rest: [("r \"r\"".to_owned(), true)].into(),
        }])
        .reads([
            r#"{"flat */ \"key\"":2,"two\\":3}"#,
            r#"{"a \"quoted\" alias":1,"flat */ \"key\"":2,"alias\n\"kind\"":3}"#,
        ])
        .refuses([
            r#"{"flat */ \"key\"":2}"#,
            r#"{"two\\":3}"#,
            r#"{"flat */ \"key\"":2,"two\\":3,"x":1}"#,
        ]),
    ]
}
