//! OpenAPI 3.1: the requests that are answered. <https://spec.openapis.org/oas/v3.1.1.html>

use serde_json::{Map, Value, json};

use super::graph::Graph;
use super::json_schema::{
    Dialect, Direction, Schemas, description, fixed, identifier, print, title,
};
use super::{Sheet, ruled};
use crate::model::{
    Definition, Enum, Presence, Route, Shape, Tagging, TypeShape, VariantBody, WireVariant,
};

/// Where the document stands.
pub(super) const FILE: &str = "openapi.json";

/// The schemas that are always the same, as components.
const FIXED: &str = include_str!("prelude/openapi.json");

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

    /// The document's file; none where nothing is answered.
    pub(super) fn sheets(&'a self) -> Option<Sheet<'a>> {
        let is_there = self.requests().next().is_some();
        is_there.then(|| Sheet::generated(FILE, || self.text().into()))
    }

    /// The requests, with what they are answered with.
    fn requests(&self) -> impl Iterator<Item = (&'a Definition, &'a Route, &'a Definition)> {
        self.graph.definitions.iter().filter_map(|request| {
            let route = request.route.as_deref()?;
            let answer = ruled::answer(&self.graph, request)?;
            Some((request, route, self.graph.definitions.get(answer)?))
        })
    }

    fn text(&self) -> String {
        let mut accepted = Schemas::new(&self.graph, Dialect::Draft2020, Direction::Accepted);
        let mut written = Schemas::new(&self.graph, Dialect::Draft2020, Direction::Written);
        let mut paths = Map::new();
        for (request, route, answer) in self.requests() {
            let mut operation = json!({
                "operationId": identifier(&ruled::function(request)),
                "responses": responses(answer, &written.refer(answer)),
            });
            if let Some(docs) = description(&request.docs) {
                operation["description"] = docs.into();
            }
            if request.deprecated.is_some() {
                operation["deprecated"] = true.into();
            }
            let method = if route.is_query {
                let parameters = parameters(request, &self.graph, &mut accepted);
                operation["parameters"] = parameters.into();
                "get"
            } else {
                operation["parameters"] = json!([repetition()]);
                operation["requestBody"] = json!({
                    "required": true,
                    "content": { "application/json": { "schema": accepted.refer(request) } },
                });
                "post"
            };
            paths.insert(
                format!("/api/{}", route.path),
                json!({ (method): operation }),
            );
        }
        let mut components = fixed(FIXED);
        components.extend(accepted.into_components());
        components.extend(written.into_components());
        let document = json!({
            "openapi": "3.1.1",
            "info": { "title": title(self.package), "version": "unversioned" },
            "paths": paths,
            "components": { "schemas": components },
        });
        print(&document)
    }
}

fn responses(answer: &Definition, schema: &Value) -> Value {
    let docs = description(&answer.docs);
    let problem = |description: &str| {
        json!({
            "description": description,
            "content": {
                "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/buildamp.Problem" },
                },
            },
        })
    };
    json!({
        "200": {
            "description": docs.unwrap_or_else(|| "The answer.".to_owned()),
            "content": { "application/json": { "schema": schema } },
        },
        "4XX": problem("The request cannot be answered as it is; nothing was changed."),
        "5XX": problem("The server cannot answer it now."),
    })
}

/// By which a repeated request has its effect once.
fn repetition() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A request that comes again under the same key has no second effect, and the same answer.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
    })
}

/// What stands in the query string.
fn parameters(request: &Definition, graph: &Graph<'_>, schemas: &mut Schemas<'_>) -> Vec<Value> {
    let fields = match &request.shape {
        TypeShape::Record(record) => record.fields.as_slice(),
        _ => &[],
    };
    let parameters = fields.iter().map(|field| {
        // Text cannot be `null`: what is not there is left out.
        let (shape, is_optional) = match &field.shape {
            Shape::Option(of) => (&**of, true),
            shape => (shape, false),
        };
        let schema = schemas.value(shape, &field.rules);
        let mut parameter = json!({ "name": field.key.as_str(), "in": "query" });
        let form = form(shape, graph);
        let may_miss = is_optional || field.presence != Presence::Always;
        // A list that is empty has no parameter at all.
        parameter["required"] = (!may_miss && form != Form::List).into();
        match form {
            Form::Value | Form::List => parameter["schema"] = schema,
            Form::Json => {
                parameter["content"] = json!({ "application/json": { "schema": schema } });
            }
        }
        if let Some(docs) = description(&field.docs) {
            parameter["description"] = docs.into();
        }
        parameter
    });
    parameters.collect()
}

/// How a value stands in a query string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As its text.
    Value,
    /// A parameter for each.
    List,
    /// As JSON.
    Json,
}

fn form(shape: &Shape, graph: &Graph<'_>) -> Form {
    match shape {
        Shape::Bool | Shape::Int(_) | Shape::NonZero(_) | Shape::Float { .. } | Shape::Text(_) => {
            Form::Value
        }
        Shape::List(of) | Shape::Array(of, _) => match form(of, graph) {
            Form::Value => Form::List,
            Form::List | Form::Json => Form::Json,
        },
        Shape::Ref { .. } => {
            let found = graph.find_ref(shape);
            let found = found.and_then(|index| graph.definitions.get(index));
            match found.map(|definition| &definition.shape) {
                Some(TypeShape::Newtype(of)) => form(of, graph),
                Some(TypeShape::Numbers(..)) => Form::Value,
                Some(TypeShape::Enum(of)) if is_word(of) => Form::Value,
                _ => Form::Json,
            }
        }
        Shape::Any
        | Shape::Null
        | Shape::Option(_)
        | Shape::Tuple(_)
        | Shape::Map { .. }
        | Shape::BuiltIn(..)
        | Shape::Param(_) => Form::Json,
    }
}

/// Whether each variant is a text.
fn is_word(of: &Enum) -> bool {
    let is_unit = |variant: &WireVariant| matches!(variant.body, VariantBody::Unit);
    of.tagging == Tagging::External && of.variants.iter().all(is_unit)
}
