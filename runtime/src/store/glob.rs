//! Subscriptions in a form that SQL can match: `type GLOB glob AND (dots IS NULL OR dots = the type's dots)` on SQLite, the
//! same with `LIKE like` on PostgreSQL.

use crate::{Error, Result};

/// A pattern over event types as GLOB and LIKE take it, which know no segments, and the number of dots that a type must
/// have so that each `*` stands for exactly one of its segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub glob: String,
    pub like: String,
    /// `None`: any number, since the last part takes the rest.
    pub dots: Option<i64>,
}

/// `*` is one segment, `**` as the last is the rest, a lone `*` is everything.
pub(super) fn glob(on: &str) -> Result<Pattern> {
    let problem = |problem: &str| Err(Error::Config(format!("the subscription {on:?} {problem}")));
    if on == "*" || on == "**" {
        return Ok(Pattern {
            glob: "*".to_owned(),
            like: "%".to_owned(),
            dots: None,
        });
    }
    let segments: Vec<&str> = on.split('.').collect();
    let (last, before) = segments.split_last().unwrap_or((&"", &[]));
    let open = *last == "**";
    // With an open end the dots say nothing, so a `*` that something fixed follows could take several segments.
    let loose = before
        .iter()
        .skip_while(|segment| **segment != "*")
        .any(|segment| *segment != "*");
    match (
        segments.iter().any(|segment| segment.is_empty()),
        before.contains(&"**"),
        open && loose,
    ) {
        (true, _, _) => problem("has an empty segment: write event types, `order.*` or `order.**`"),
        (_, true, _) => {
            problem("has a `**` that is not its last segment: `**` stands for the rest")
        }
        (_, _, true) => problem(
            "mixes `*`, a name after it, and `**`: subscribe to `**` behind the names before the `*`",
        ),
        (false, false, false) => {
            let form = |form: fn(&str) -> String| {
                let segments = segments.iter().map(|segment| form(segment));
                segments.collect::<Vec<_>>().join(".")
            };
            let dots = (!open).then_some(i64::try_from(before.len()).unwrap_or(i64::MAX));
            Ok(Pattern {
                glob: form(glob_of),
                like: form(like_of),
                dots,
            })
        }
    }
}

fn like_of(segment: &str) -> String {
    let mut like = String::new();
    for c in segment.replace("**", "*").chars() {
        match c {
            '*' => like.push('%'),
            '%' | '_' | '\\' => like.extend(['\\', c]),
            c => like.push(c),
        }
    }
    like
}

fn glob_of(segment: &str) -> String {
    if segment == "**" {
        "*".to_owned()
    } else {
        segment.replace('[', "[[]").replace('?', "[?]")
    }
}
