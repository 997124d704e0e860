use crate::models::enum_fields_with_attributes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Step::Wait {
                seconds: 1,
                reason: "r".to_owned(),
            },
            Step::Run {
                cmd: None,
                handle: 0,
                args: vec![],
            },
            Step::Run {
                cmd: Some("c".to_owned()),
                handle: 0,
                args: vec!["a".to_owned()],
            },
        ])
        .reads([
            r#"{"kind":"wait","for":1}"#,
            r#"{"kind":"run","arguments":[]}"#,
            r#"{"kind":"run","cmd":null,"args":[]}"#,
        ])
        .refuses([
            r#"{"kind":"wait","seconds":1}"#,
            r#"{"kind":"run"}"#,
            r#"{"kind":"wait","for":1,"reason":null}"#,
        ])
        .never_writes([
            r#"{"kind":"wait","for":1}"#,
            r#"{"kind":"run","arguments":[]}"#,
        ]),
        writes([Tuple::Pair(1, 0, true), Tuple::Late(1, 2)])
            .reads([r#"{"Late":[1]}"#])
            .refuses([
                r#"{"Pair":[1]}"#,
                r#"{"Pair":[1,2,true]}"#,
                r#"{"Late":[]}"#,
                r#"{"Late":[1,2,3]}"#,
            ])
            .never_writes([r#"{"Late":[1]}"#]),
    ]
}
