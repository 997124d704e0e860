use crate::models::enum_result_like_own::outcome;

use crate::models::enum_result_like_own::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Answer { outcome: outcome::Result::Ok(1), plain: Ok(1), maybe: outcome::Option::None },
    Answer { outcome: outcome::Result::Err(outcome::Error { code: 1 }), plain: Err(outcome::Error { code: 1 }), maybe: outcome::Option::Some(1) },
])
.refuses([
    r#"{"outcome":{"Ok":1},"plain":{"Ok":1},"maybe":"None"}"#,
    r#"{"outcome":{"status":"ok","body":1},"plain":{"status":"ok","body":1},"maybe":"None"}"#,
    r#"{"outcome":{"status":"ok","body":1},"plain":{"Ok":1},"maybe":null}"#,
    r#"{"outcome":{"status":"err","body":1},"plain":{"Ok":1},"maybe":"None"}"#,
]),
    ]
}
