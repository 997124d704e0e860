//! Events that nobody handles.

use rustc_hash::FxHashMap;

use super::Placed;
use super::glob;
use super::handlers::Handlers;
use super::signature;
use crate::model::{Definition, Kind, On, Shape};
use crate::report::{self, Problem, Severity};
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
        .handler_dirs()
        .first()
        .map(|dir| tree.shown(dir))
        .unwrap_or_default();
    let users = users(definitions);
    let mut problems = Vec::new();
    for (index, Placed { parsed, hidden, .. }) in items.iter().enumerate() {
        let item = &parsed.item;
        let Some(type_name) = item
            .durable
            .as_deref()
            .filter(|_| is_for_handlers(item.kind))
        else {
            continue;
        };
        let is_handled = handlers.found.iter().any(|handler| match &handler.on {
            On::Event(event) => *event == index,
            On::Glob(glob) => glob::matches(glob, type_name),
        });
        if *hidden || item.options.log_only || is_handled || handlers.attempted.contains(&index) {
            continue;
        }
        // Whose sender is not said was told of, and is no webhook at all most likely.
        if item.kind == Kind::Webhook && item.options.webhook.is_none() {
            continue;
        }
        let name = plain(&item.ident);
        let mut problem = match users.get(&(item.file.as_slice(), name)) {
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
        };
        // The program that handles another package's event may be a third one.
        if item.foreign.is_some() {
            problem.severity = Severity::Warning;
        }
        problems.push(problem);
    }
    problems
}

/// Whether nobody takes its events unless a handler does.
fn is_for_handlers(kind: Kind) -> bool {
    match kind {
        Kind::Event | Kind::Webhook => true,
        Kind::Service | Kind::Sse | Kind::Api | Kind::Session | Kind::Plain => false,
    }
}

/// Of each type that another has in a field, the first of those others.
fn users(definitions: &[Definition]) -> FxHashMap<(&[String], &str), &str> {
    let mut users = FxHashMap::default();
    for definition in definitions {
        for shape in definition.shape.parts() {
            note(shape, definition, &mut users);
        }
    }
    users
}

/// Notes down the user of what a shape leads to, however deep.
fn note<'a>(
    shape: &'a Shape,
    user: &'a Definition,
    users: &mut FxHashMap<(&'a [String], &'a str), &'a str>,
) {
    if let Shape::Ref { file, name, .. } = shape
        && !(user.file == *file && user.name == *name)
    {
        users.entry((file, name)).or_insert(&user.name);
    }
    for child in shape.children() {
        note(child, user, users);
    }
}
