//! JSON Schema: what serde writes of a type, or accepts as one, in the words of
//! <https://json-schema.org/draft-07/json-schema-validation> and of 2020-12.
//!
//! A schema accepts all that the type's JSON can be. It refuses less than the guards and decoders do where JSON Schema has no
//! word for it: what a text of a form has to be beyond a pattern, or that of two names of a key only one is there.

mod digits;
mod objects;
mod rules;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ecow::EcoString;
use serde_json::{Map, Value, json};

use super::HEADER;
use super::graph::Graph;
use crate::model::{Definition, Shape, TypeShape};

/// How tuples are written, which is all that differs here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Draft 07, which AsyncAPI extends.
    Draft07,
    /// 2020-12, which OpenAPI 3.1 has.
    Draft2020,
}

/// What is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// What serde writes.
    Written,
    /// What serde accepts, and what rules ask of it besides.
    Accepted,
}

/// Schemas of an API document, by the names under which they stand in it.
pub(super) struct Schemas<'a> {
    graph: &'a Graph<'a>,
    dialect: Dialect,
    direction: Direction,
    /// Those that were asked for; `None` while one is made, so that a type may use itself.
    made: BTreeMap<String, Option<Value>>,
}

/// What the parameters of a type stand for.
type Bound<'s> = BTreeMap<EcoString, Shape>;

impl<'a> Schemas<'a> {
    pub(super) fn new(graph: &'a Graph<'a>, dialect: Dialect, direction: Direction) -> Self {
        Self {
            graph,
            dialect,
            direction,
            made: BTreeMap::new(),
        }
    }

    /// A reference to the schema of a definition without parameters, which is made.
    pub(super) fn refer(&mut self, definition: &'a Definition) -> Value {
        self.instance(definition, Vec::new())
    }

    /// All schemas that were asked for.
    pub(super) fn into_components(self) -> Map<String, Value> {
        let made = self.made.into_iter();
        made.filter_map(|(name, schema)| Some((name, schema?)))
            .collect()
    }

    /// A reference to the schema of a definition with these in the place of its parameters.
    fn instance(&mut self, definition: &'a Definition, args: Vec<Shape>) -> Value {
        let name = identifier(&name(definition, &args, self.direction));
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        if !self.made.contains_key(&name) {
            self.made.insert(name.clone(), None);
            let bound = definition.params.iter().cloned().zip(args).collect();
            let schema = self.definition(definition, &bound);
            self.made.insert(name, Some(schema));
        }
        reference
    }

    fn definition(&mut self, definition: &'a Definition, bound: &Bound<'_>) -> Value {
        let schema = match &definition.shape {
            TypeShape::Record(record) => self.record(record, bound, None),
            TypeShape::Newtype(shape) => self.shape(shape, bound),
            TypeShape::Tuple(items) => self.items(items, bound),
            TypeShape::Unit => json!({ "type": "null" }),
            TypeShape::Enum(of) => self.enumeration(of, bound),
            TypeShape::Numbers(_, numbers) if numbers.iter().any(|number| number.other) => {
                json!({ "type": "integer" })
            }
            TypeShape::Numbers(_, numbers) => {
                let values = numbers
                    .iter()
                    .filter_map(|number| i64::try_from(number.value).ok());
                json!({ "type": "integer", "enum": values.collect::<Vec<_>>() })
            }
        };
        described(schema, &definition.docs, definition.deprecated.as_deref())
    }

    /// The definition that a shape refers to, with what its parameters stand for.
    fn resolve(&self, shape: &Shape, bound: &Bound<'_>) -> Option<(&'a Definition, Vec<Shape>)> {
        let Shape::Ref { args, .. } = shape else {
            return None;
        };
        let found = self.graph.find_ref(shape)?;
        let definition = self.graph.definitions.get(found)?;
        let args = args.iter().map(|arg| filled(arg, bound)).collect();
        Some((definition, args))
    }
}

/// What a doc comment says, if anything.
pub(super) fn description(docs: &[String]) -> Option<String> {
    let text = docs.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A document as its file has it: with whose it is in the first key, since JSON has no comments.
pub(super) fn print(document: &Value) -> String {
    let text = format!("{document:#}\n");
    text.replacen('{', &format!("{{\n  \"x-generated\": \"{HEADER}\","), 1)
}

/// The schemas of a fixed file.
pub(super) fn fixed(text: &str) -> Map<String, Value> {
    let mut read: Value = serde_json::from_str(text).unwrap_or_default();
    match read["schemas"].take() {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    }
}

/// The title of a document, of which specifications ask for one; models need no package.
pub(super) fn title(package: &str) -> &str {
    if package.is_empty() {
        "application"
    } else {
        package
    }
}

/// A text as a key of a document: letters, digits, `_`, `-` and `.`; any other character by its number.
pub(super) fn identifier(text: &str) -> String {
    let mut identifier = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '.' => identifier.push(c),
            other => {
                // A text takes all that is written into it.
                let _ = write!(identifier, "_u{:x}", u32::from(other));
            }
        }
    }
    identifier
}

/// The name of a schema: the path of its file and its own, and those of its arguments.
fn name(definition: &Definition, args: &[Shape], direction: Direction) -> String {
    let mut name = definition.file.join(".");
    if !name.is_empty() {
        name.push('.');
    }
    name.push_str(&definition.name);
    // A request has this direction alone. No type can be called so.
    if direction == Direction::Accepted && definition.route.is_none() {
        name.push_str("--input");
    }
    for arg in args {
        name.push('-');
        name.push_str(&values::word(arg));
    }
    name
}

/// A shape with what its parameters stand for.
fn filled(shape: &Shape, bound: &Bound<'_>) -> Shape {
    if let Shape::Param(name) = shape {
        return bound.get(name).cloned().unwrap_or(Shape::Any);
    }
    let mut shape = shape.clone();
    for child in shape.children_mut() {
        *child = filled(child, bound);
    }
    shape
}

/// A schema with what is said of it.
fn described(schema: Value, docs: &[String], deprecated: Option<&str>) -> Value {
    let mut said = Map::new();
    if let Some(text) = description(docs) {
        said.insert("description".to_owned(), text.into());
    }
    if deprecated.is_some() {
        said.insert("deprecated".to_owned(), true.into());
    }
    match schema {
        schema if said.is_empty() => schema,
        // Beside a reference draft 07 sees nothing else.
        Value::Object(schema) if schema.contains_key("$ref") => {
            said.insert("allOf".to_owned(), json!([schema]));
            Value::Object(said)
        }
        Value::Object(mut schema) => {
            schema.extend(said);
            Value::Object(schema)
        }
        other => other,
    }
}
