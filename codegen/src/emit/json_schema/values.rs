//! Values that are no objects of the user's: numbers, texts, lists, maps, types of the standard library.

use serde_json::{Value, json};

use super::{Bound, Dialect, Schemas, digits, filled};
use crate::model::{BuiltIn, Int, Items, Key, Shape, Text};

impl Schemas<'_> {
    /// The schema of a shape.
    pub(super) fn shape(&mut self, shape: &Shape, bound: &Bound<'_>) -> Value {
        match shape {
            Shape::Any => json!({}),
            Shape::Null => json!({ "type": "null" }),
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Int(int) => integer(*int),
            Shape::NonZero(int) => {
                let mut schema = integer(*int);
                schema["not"] = json!({ "const": 0 });
                schema
            }
            Shape::Float { null: false } => json!({ "type": "number" }),
            Shape::Float { null: true } => json!({ "type": ["number", "null"] }),
            Shape::Text(form) => text(*form),
            Shape::Option(of) => or_null(&self.shape(of, bound)),
            Shape::List(of) => json!({ "type": "array", "items": self.shape(of, bound) }),
            Shape::Array(of, length) => json!({
                "type": "array",
                "items": self.shape(of, bound),
                "minItems": length,
                "maxItems": length,
            }),
            Shape::Tuple(shapes) => self.items(&Items::all(shapes.clone()), bound),
            Shape::Map { key, of } => {
                let mut schema = json!({
                    "type": "object",
                    "additionalProperties": self.shape(of, bound),
                });
                if let Some(names) = self.key(key, bound) {
                    schema["propertyNames"] = names;
                }
                schema
            }
            Shape::BuiltIn(of, args) => self.built_in(*of, args, bound),
            Shape::Param(_) => {
                let shape = filled(shape, bound);
                self.shape(&shape, &Bound::new())
            }
            Shape::Ref { .. } => match self.resolve(shape, bound) {
                Some((definition, args)) => self.instance(definition, args),
                // What has no definition was told of.
                None => json!({}),
            },
        }
    }

    /// The schema of an array whose elements have shapes of their own.
    pub(super) fn items(&mut self, items: &Items, bound: &Bound<'_>) -> Value {
        let shapes: Vec<Value> = items
            .shapes
            .iter()
            .map(|shape| self.shape(shape, bound))
            .collect();
        let (least, most) = (items.required, shapes.len());
        match self.dialect {
            // An empty list of schemas is none in draft 07.
            Dialect::Draft07 | Dialect::Draft2020 if most == 0 => {
                json!({ "type": "array", "maxItems": 0 })
            }
            Dialect::Draft07 => json!({
                "type": "array",
                "items": shapes,
                "minItems": least,
                "maxItems": most,
            }),
            Dialect::Draft2020 => json!({
                "type": "array",
                "prefixItems": shapes,
                "items": false,
                "minItems": least,
            }),
        }
    }

    /// What the keys of a map are; `None` for any text.
    fn key(&mut self, key: &Key, bound: &Bound<'_>) -> Option<Value> {
        match key {
            Key::Text(Text::Any) => None,
            Key::Text(form) => Some(text(*form)),
            Key::Int(int) => {
                let pattern = format!("^{}$", digits::as_json(*int));
                Some(json!({ "type": "string", "pattern": pattern }))
            }
            Key::Bool => Some(json!({ "enum": ["true", "false"] })),
            Key::Tag(of) => Some(self.shape(of, bound)),
        }
    }

    fn built_in(&mut self, of: BuiltIn, args: &[Shape], bound: &Bound<'_>) -> Value {
        let seconds = |name: &str, nanos: &str| {
            json!({
                "type": "object",
                "properties": { (name): integer(Int::U64), (nanos): integer(Int::U32) },
                "required": [name, nanos],
            })
        };
        let args: Vec<Value> = args.iter().map(|arg| self.shape(arg, bound)).collect();
        let arg = |at: usize| args.get(at).cloned().unwrap_or_else(|| json!({}));
        let ends = |names: &[&str]| {
            let properties: serde_json::Map<String, Value> = names
                .iter()
                .map(|name| ((*name).to_owned(), arg(0)))
                .collect();
            json!({ "type": "object", "properties": properties, "required": names })
        };
        let one = |name: &str, at: usize| {
            json!({
                "type": "object",
                "properties": { (name): arg(at) },
                "required": [name],
                "additionalProperties": false,
            })
        };
        match of {
            BuiltIn::Duration => seconds("secs", "nanos"),
            BuiltIn::SystemTime => seconds("secs_since_epoch", "nanos_since_epoch"),
            BuiltIn::Range => ends(&["start", "end"]),
            BuiltIn::RangeFrom => ends(&["start"]),
            BuiltIn::RangeTo => ends(&["end"]),
            BuiltIn::Bound => json!({
                "anyOf": [{ "const": "Unbounded" }, one("Included", 0), one("Excluded", 0)],
            }),
            BuiltIn::Result => json!({ "anyOf": [one("Ok", 0), one("Err", 1)] }),
        }
    }
}

/// Or `null`.
fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// Bounds that JSON's numbers have in every reader; of wider types there are none.
fn integer(int: Int) -> Value {
    let (least, most): (Value, Value) = match int {
        Int::I8 => (i8::MIN.into(), i8::MAX.into()),
        Int::I16 => (i16::MIN.into(), i16::MAX.into()),
        Int::I32 => (i32::MIN.into(), i32::MAX.into()),
        Int::I64 => (i64::MIN.into(), i64::MAX.into()),
        Int::U8 => (0.into(), u8::MAX.into()),
        Int::U16 => (0.into(), u16::MAX.into()),
        Int::U32 => (0.into(), u32::MAX.into()),
        Int::U64 => (0.into(), u64::MAX.into()),
        Int::U128 => return json!({ "type": "integer", "minimum": 0 }),
        Int::I128 => return json!({ "type": "integer" }),
    };
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

fn text(form: Text) -> Value {
    let format = |format: &str| json!({ "type": "string", "format": format });
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match form {
        Text::Any
        | Text::Zoned
        | Text::Time
        | Text::DateTime
        | Text::SocketV4
        | Text::SocketV6
        | Text::Socket => {
            json!({ "type": "string" })
        }
        Text::Char => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
        Text::Uuid => format("uuid"),
        Text::Timestamp => format("date-time"),
        Text::Date => format("date"),
        Text::Ipv4 => format("ipv4"),
        Text::Ipv6 => format("ipv6"),
        Text::Ip => {
            json!({ "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }] })
        }
        Text::Url => format("uri"),
        Text::Decimal => pattern(r"^-?[0-9]+(\.[0-9]+)?$"),
        Text::Digits(int) => pattern(&format!("^{}$", digits::as_text(int))),
        Text::Hex => pattern("^([0-9a-fA-F]{2})*$"),
        Text::Base64 => json!({ "type": "string", "contentEncoding": "base64" }),
    }
}

/// A shape as a part of a name.
pub(super) fn word(shape: &Shape) -> String {
    let joined = |shapes: &[Shape]| shapes.iter().map(word).collect::<Vec<_>>().join("-");
    match shape {
        Shape::Any => "any".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Int(int) => int.name().to_owned(),
        Shape::NonZero(int) => format!("nonzero_{}", int.name()),
        Shape::Float { .. } => "float".to_owned(),
        Shape::Text(Text::Any) => "text".to_owned(),
        Shape::Text(Text::Digits(int)) => format!("digits_{}", int.name()),
        Shape::Text(form) => format!("{form:?}").to_lowercase(),
        Shape::Option(of) => format!("option_{}", word(of)),
        Shape::List(of) => format!("list_{}", word(of)),
        Shape::Array(of, length) => format!("array{length}_{}", word(of)),
        Shape::Tuple(shapes) => format!("tuple{}_{}", shapes.len(), joined(shapes)),
        Shape::Map { key, of } => {
            let key = match key {
                Key::Text(form) => word(&Shape::Text(*form)),
                Key::Int(int) => int.name().to_owned(),
                Key::Bool => "bool".to_owned(),
                Key::Tag(of) => word(of),
            };
            format!("map_{key}_{}", word(of))
        }
        Shape::BuiltIn(of, args) => format!("{of:?}_{}", joined(args)).to_lowercase(),
        Shape::Param(name) => name.to_string(),
        Shape::Ref {
            file, name, args, ..
        } => {
            let mut word = file.join(".");
            if !word.is_empty() {
                word.push('.');
            }
            word.push_str(name);
            if !args.is_empty() {
                word.push('_');
                word.push_str(&joined(args));
            }
            word
        }
    }
}
