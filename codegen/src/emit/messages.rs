//! What comes from the server to the browser.

use crate::model::{Definition, Kind};

/// Whether anything does: a message of the application, or word of how its events fare.
pub(super) fn any(definitions: &[Definition]) -> bool {
    of(definitions).next().is_some() || definitions.iter().any(|definition| definition.progress)
}

/// The definitions that are messages, by their index, and their `type` on the wire.
pub(super) fn of(definitions: &[Definition]) -> impl Iterator<Item = (usize, &str)> {
    definitions
        .iter()
        .enumerate()
        .filter_map(|(index, definition)| Some((index, message_type(definition)?)))
}

/// The `type` of a definition that is a message on its own; a generic type is none.
fn message_type(definition: &Definition) -> Option<&str> {
    match definition.kind {
        Kind::Sse if definition.params.is_empty() => definition.durable.as_deref(),
        Kind::Sse
        | Kind::Event
        | Kind::Webhook
        | Kind::Service
        | Kind::Api
        | Kind::Session
        | Kind::Plain => None,
    }
}
