use std::cmp::Reverse;
use std::num::{Saturating, Wrapping};

use crate::models::wrapping_and_atomics::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Counters {
            wrapping: Wrapping(255),
            saturating: Saturating(-5),
            reverse: Reverse(1),
            flag: true.into(),
            count: 7.into(),
        }])
        .refuses([
            r#"{"wrapping":256,"saturating":0,"reverse":1,"flag":true,"count":7}"#,
            r#"{"wrapping":1,"saturating":"0","reverse":1,"flag":true,"count":7}"#,
            r#"{"wrapping":1,"saturating":0,"reverse":-1,"flag":true,"count":7}"#,
            r#"{"wrapping":1,"saturating":0,"reverse":1,"flag":0,"count":7}"#,
            r#"{"wrapping":1,"saturating":0,"reverse":1,"flag":true,"count":-7}"#,
        ]),
    ]
}
