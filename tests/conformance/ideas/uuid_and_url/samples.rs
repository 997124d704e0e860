use uuid::Uuid;

use crate::models::uuid_and_url::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Resource {
    id: Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057),
    at: "https://example.org/a?b=c#d".parse().unwrap(),
    mirrors: vec!["mailto:a@b.c".parse().unwrap(), "file:///home/x".parse().unwrap()],
    simple: Uuid::nil(),
}])
.refuses([
    r#"{"id":"x","at":"https://example.org","mirrors":[],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":1,"at":"https://example.org","mirrors":[],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":"01890a5d-ac96-774b-bcce-b302099a805","at":"https://example.org","mirrors":[],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":"/relative","mirrors":[],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":"","mirrors":[],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":"https://example.org","mirrors":[1],"simple":"00000000000000000000000000000000"}"#,
    r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":"https://example.org","mirrors":[],"simple":"g0000000000000000000000000000000"}"#,
]),
    ]
}
