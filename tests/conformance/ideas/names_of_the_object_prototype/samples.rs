use crate::models::names_of_the_object_prototype::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Inherited {
            constructor: 1,
            text: None,
            proto: Some(2),
            value: 3,
            maybe: None,
        }])
        // TypeScript has `{}` inherit a `constructor`, so that no literal can leave it out.
        .tolerates([
            "{}",
            r#"{"hasOwnProperty":4}"#,
            r#"{"__proto__":null,"toString":"t"}"#,
        ])
        .refuses([
            r#"{"constructor":"x"}"#,
            r#"{"toString":1}"#,
            r#"{"__proto__":"x"}"#,
            r#"{"valueOf":1,"hasOwnProperty":2}"#,
        ])
        .never_writes(["{}"]),
        writes([
            Tags::Constructor,
            Tags::ToString(1),
            Tags::Proto { value_of: 1 },
        ])
        .refuses([
            "{}",
            r#"{"constructor":1}"#,
            r#""toString""#,
            r#"{"valueOf":1}"#,
            r#"{"__proto__":{}}"#,
        ]),
        writes([Closed { a: 1 }])
            .refuses([r#"{"a":1,"constructor":1}"#, r#"{"a":1,"__proto__":null}"#]),
    ]
}
