//! AsyncAPI 3.0: the events that are emitted and the messages that browsers are sent, as one document.
//! <https://www.asyncapi.com/docs/reference/specification/v3.0.0>

use serde_json::{Map, Value, json};

use super::graph::Graph;
use super::json_schema::{
    Dialect, Direction, Schemas, description, fixed, identifier, print, title,
};
use super::{Sheet, messages};
use crate::model::{Definition, Side};

/// Where the document stands.
pub(super) const FILE: &str = "asyncapi.json";

/// The schemas that are always the same, as components.
const FIXED: &str = include_str!("prelude/asyncapi.json");

/// The channel of messages to browsers: a name that no event can have.
const SSE: &str = "buildamp.sse";

/// What the document is made of.
pub(super) struct All<'a> {
    graph: Graph<'a>,
    /// The name of the package.
    package: &'a str,
}

impl<'a> All<'a> {
    pub(super) fn of(definitions: &'a [Definition], package: &'a str) -> Self {
        Self {
            graph: Graph::of(definitions),
            package,
        }
    }

    /// The document's file; none where nothing is emitted and nothing is sent.
    pub(super) fn sheets(&'a self) -> Option<Sheet<'a>> {
        let definitions = self.graph.definitions;
        let is_there = events(definitions).next().is_some() || messages::any(definitions);
        is_there.then(|| Sheet::generated(FILE, || self.text().into()))
    }

    fn text(&self) -> String {
        let mut channels = Map::new();
        let mut operations = Map::new();
        let mut schemas = Schemas::new(&self.graph, Dialect::Draft07, Direction::Written);
        for (definition, event_type) in events(self.graph.definitions) {
            let id = identifier(event_type);
            let data = schemas.refer(definition);
            let payload = json!({
                "allOf": [
                    { "$ref": "#/components/schemas/buildamp.Envelope" },
                    { "properties": { "type": { "const": event_type }, "data": data } },
                ],
            });
            let message = message(
                definition,
                event_type,
                "application/cloudevents+json",
                &payload,
            );
            channels.insert(
                id.clone(),
                json!({ "address": event_type, "messages": { (id.as_str()): message } }),
            );
            operations.insert(format!("emit.{id}"), send(&id));
        }
        if messages::any(self.graph.definitions) {
            let sent = self.sent(&mut schemas);
            channels.insert(
                SSE.to_owned(),
                json!({
                    "address": "/sse",
                    "description": "Server-sent events to a browser session: each frame's `data` is one of these.",
                    "messages": sent,
                }),
            );
            operations.insert(format!("stream.{SSE}"), send(SSE));
        }
        let mut components = fixed(FIXED);
        let made = schemas.into_components();
        components.extend(made);
        let document = json!({
            "asyncapi": "3.0.0",
            "info": { "title": title(self.package), "version": "unversioned" },
            "defaultContentType": "application/json",
            "channels": channels,
            "operations": operations,
            "components": { "schemas": components },
        });
        print(&document)
    }

    /// The messages to browsers, BuildAmp's own among them.
    fn sent(&'a self, schemas: &mut Schemas<'a>) -> Map<String, Value> {
        let own = ["Resync", "WorkflowProgress"].map(|name| {
            let message_type = match name {
                "Resync" => "buildamp.resync",
                _ => "buildamp.workflow_progress",
            };
            let data = json!({ "$ref": format!("#/components/schemas/buildamp.{name}") });
            let message = json!({
                "name": message_type,
                "title": name,
                "payload": frame(message_type, &data),
            });
            (identifier(message_type), message)
        });
        let of_application = messages::of(self.graph.definitions).map(|(index, message_type)| {
            let definition = &self.graph.definitions[index];
            let data = schemas.refer(definition);
            let payload = frame(message_type, &data);
            let message = message(definition, message_type, "application/json", &payload);
            (identifier(message_type), message)
        });
        own.into_iter()
            .chain(of_application.collect::<Vec<_>>())
            .collect()
    }
}

/// The definitions that are events, as they are written, with their durable names.
fn events(definitions: &[Definition]) -> impl Iterator<Item = (&Definition, &str)> {
    definitions.iter().filter_map(|definition| {
        let is_event = definition.kind.is_event() && definition.params.is_empty();
        let is_written = matches!(definition.side, Side::Both | Side::Written);
        let event_type = definition.durable.as_deref()?;
        (is_event && is_written).then_some((definition, event_type))
    })
}

fn message(definition: &Definition, name: &str, content_type: &str, payload: &Value) -> Value {
    let mut message = json!({
        "name": name,
        "title": definition.name.as_str(),
        "contentType": content_type,
        "payload": payload,
    });
    if let Some(docs) = description(&definition.docs) {
        message["description"] = docs.into();
    }
    message
}

/// What a frame says.
fn frame(message_type: &str, data: &Value) -> Value {
    json!({
        "type": "object",
        "properties": { "type": { "const": message_type }, "data": data },
        "required": ["type", "data"],
    })
}

fn send(channel: &str) -> Value {
    json!({ "action": "send", "channel": { "$ref": format!("#/channels/{channel}") } })
}
