//! Consumers and their names, all handlers together.

use std::collections::BTreeMap;

use super::Placed;
use crate::model::{At, Handler, On};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Says of each second consumer of an event that it has no name of its own.
pub(super) fn second_consumers(found: &[Handler], items: &[Placed]) -> Vec<Problem> {
    let mut first: BTreeMap<usize, &Handler> = BTreeMap::new();
    let mut problems = Vec::new();
    for handler in found.iter().filter(|handler| !handler.named) {
        let On::Event(event) = handler.on else {
            continue;
        };
        let Some(other) = first.get(&event) else {
            first.insert(event, handler);
            continue;
        };
        let name = items
            .get(event)
            .map_or("", |it| plain(&it.parsed.item.ident));
        problems.push(Problem::new(
            report::SECOND_CONSUMER,
            handler.at.clone(),
            format!("`{name}` has a consumer already, `{}`, and this one has no name of its own", other.consumer),
            format!(
                "write `#[buildamp(consumer = \"{}\")]` above it, or make it `pub(crate)` when it is a helper",
                handler.consumer
            ),
        ));
    }
    problems
}

/// Says of each second consumer of one name.
pub(super) fn same_names(found: &[Handler]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    let mut problems = Vec::new();
    for handler in found {
        if let Some(other) = first.get(handler.consumer.as_str()) {
            problems.push(Problem::new(
                report::DUPLICATE_CONSUMER,
                handler.at.clone(),
                format!(
                    "the consumer `{}` exists already, on line {} of {}",
                    handler.consumer, other.line, other.file
                ),
                "give one of them another `#[buildamp(consumer = \"…\")]`",
            ));
        } else {
            first.insert(&handler.consumer, &handler.at);
        }
    }
    problems
}
