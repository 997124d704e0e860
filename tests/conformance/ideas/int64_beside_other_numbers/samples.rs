use serde_json::json;

use crate::models::int64_beside_other_numbers::*;
use crate::{Subject, writes};

fn mixed(any: serde_json::Value, id: i64) -> Mixed {
    Mixed {
        any,
        float: 1.5,
        floats: vec![0.25],
        id,
    }
}

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([mixed(json!([1, 1.5, "5", null, { "a": -1 }]), 1)])
            .reads([
                r#"{"any":1,"float":5,"floats":[],"id":0}"#,
                r#"{"any":1,"float":9007199254740993,"floats":[9007199254740993],"id":0}"#,
            ])
            .holds([mixed(
                json!({ "max": u64::MAX, "min": [i64::MIN], "text": "18446744073709551615" }),
                i64::MAX,
            )]),
        writes([Codes {
            code: Code::Small,
            known: Known::Minus,
        }])
        .refuses([r#"{"code":2,"known":1}"#, r#"{"code":1,"known":0}"#])
        .holds([
            Codes {
                code: Code::Large,
                known: Known::One,
            },
            Codes {
                code: Code::Largest,
                known: Known::One,
            },
        ])
        .refuses_beyond([r#"{"code":9007199254740992,"known":1}"#]),
        writes([Filled { id: 1, owner: -1 }])
            .reads([r#"{"owner":5}"#, r#"{"id":7,"of":5}"#])
            .holds([Filled {
                id: u64::MAX,
                owner: i64::MIN,
            }])
            .refuses([r#"{"id":-1,"owner":5}"#, r#"{"id":1}"#])
            .refuses_beyond([r#"{"of":9223372036854775808}"#]),
    ]
}
