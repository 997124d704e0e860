use crate::models::cows_and_lifetimes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Page {
            title: "t".into(),
            words: vec!["w".into()],
            items: vec![Item { name: "i".into() }].into(),
            one: Item { name: "1".into() },
        }])
        .refuses([
            r#"{"title":1,"words":[],"items":[],"one":{"name":""}}"#,
            r#"{"title":"","words":[null],"items":[],"one":{"name":""}}"#,
            r#"{"title":"","words":[],"items":[{}],"one":{"name":""}}"#,
            r#"{"title":"","words":[],"items":[],"one":""}"#,
        ]),
    ]
}
