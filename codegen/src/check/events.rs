//! Events that nobody handles.

use super::Placed;
use super::glob;
use super::handlers::Handlers;
use super::signature;
use crate::model::{Definition, Kind, On, Shape};
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::Tree;

/// Says of each event without a consumer which function to write. Asked only where handlers stand beside the models
/// and all of them could be read.
#[must_use]
pub fn unhandled(
    tree: &Tree,
    items: &[Placed],
    handlers: &Handlers,
    definitions: &[Definition],
) -> Vec<Problem> {
    let dir = tree
        .handler_dir()
        .map(|dir| tree.shown(dir))
        .unwrap_or_default();
    let mut problems = Vec::new();
    for (index, Placed { parsed, hidden, .. }) in items.iter().enumerate() {
        let item = &parsed.item;
        let Some(type_name) = item.durable.as_deref().filter(|_| item.kind == Kind::Event) else {
            continue;
        };
        let is_handled = handlers.found.iter().any(|handler| match &handler.on {
            On::Event(event) => *event == index,
            On::Glob(glob) => glob::matches(glob, type_name),
        });
        if *hidden || item.options.log_only || is_handled || handlers.attempted.contains(&index) {
            continue;
        }
        let name = plain(&item.ident);
        problems.push(match user_of(&item.file, name, definitions) {
            Some(user) => Problem::new(
                report::UNHANDLED_FIELD,
                item.at.clone(),
                format!("`{name}` lies among the events, has no handler, and is used by `{user}`"),
                "move it up out of the folder, or write `#[buildamp(plain)]` above it",
            ),
            None => Problem::new(
                report::UNHANDLED,
                item.at.clone(),
                format!("nobody handles the event `{name}`"),
                format!(
                    "write below {dir}: `{}`, or `#[buildamp(log_only)]` above the event",
                    signature::to_write(&signature::function_name(name), name, false, false)
                ),
            ),
        });
    }
    problems
}

/// Another type that has this one in a field.
fn user_of<'a>(file: &[String], name: &str, definitions: &'a [Definition]) -> Option<&'a str> {
    definitions
        .iter()
        .filter(|definition| !(definition.file == file && definition.name == name))
        .find(|definition| {
            definition
                .shape
                .parts()
                .into_iter()
                .any(|shape| mentions(shape, file, name))
        })
        .map(|definition| definition.name.as_str())
}

/// Whether a shape leads to this definition, however deep.
fn mentions(shape: &Shape, file: &[String], name: &str) -> bool {
    let this = matches!(shape, Shape::Ref { file: in_file, name: called, .. } if in_file == file && called == name);
    this || shape
        .children()
        .into_iter()
        .any(|child| mentions(child, file, name))
}
