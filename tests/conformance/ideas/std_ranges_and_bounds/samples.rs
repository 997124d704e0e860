use std::ops::Bound;

use crate::models::std_ranges_and_bounds::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Ranges { half: 1..2, inclusive: -1..=1, from: 'a'.., to: ..9, lower: Bound::Unbounded, upper: Bound::Included("z".to_owned()) },
    Ranges { half: 0..0, inclusive: 5..=1, from: 'z'.., to: ..0, lower: Bound::Excluded(3), upper: Bound::Unbounded },
])
.refuses([
    r#"{"half":"1..2","inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"end":1},"lower":"Unbounded","upper":"Unbounded"}"#,
    r#"{"half":{"start":1},"inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"end":1},"lower":"Unbounded","upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":"2"},"from":{"start":"a"},"to":{"end":1},"lower":"Unbounded","upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":2},"from":{"start":1},"to":{"end":1},"lower":"Unbounded","upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"start":1},"lower":"Unbounded","upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"end":1},"lower":"Open","upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"end":1},"lower":{"Included":-1},"upper":"Unbounded"}"#,
    r#"{"half":{"start":1,"end":2},"inclusive":{"start":1,"end":2},"from":{"start":"a"},"to":{"end":1},"lower":"Unbounded","upper":{"Excluded":1}}"#,
]),
    ]
}
