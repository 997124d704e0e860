//! Structs with named fields, and enums in their forms.

use serde_json::{Map, Value, json};

use super::{Bound, Direction, Schemas, described};
use crate::model::{
    Enum, Flat, FlatOf, Presence, Record, Shape, Tagging, TypeShape, VariantBody, WireVariant,
};

/// How deep what lies among other keys is looked into; it may lie in itself.
const DEEPEST: usize = 8;

impl<'a> Schemas<'a> {
    /// The schema of an object, whose tag stands under this key, if any.
    pub(super) fn record(
        &mut self,
        record: &'a Record,
        bound: &Bound<'_>,
        tag: Option<(&str, Value)>,
    ) -> Value {
        let mut object = Object::new(record.closed);
        if let Some((key, schema)) = tag {
            object.always(key, schema);
        }
        self.fill(&mut object, record, bound, DEEPEST);
        object.into_schema()
    }

    /// Adds the keys of a record to an object.
    fn fill(&mut self, object: &mut Object, record: &'a Record, bound: &Bound<'_>, depth: usize) {
        if let Some((key, text)) = &record.tag {
            object.always(key, json!({ "const": text.as_str() }));
        }
        for field in &record.fields {
            let schema = self.shape(&field.shape, bound);
            let schema = self.ruled(schema, &field.shape, &field.rules);
            let schema = described(schema, &field.docs, field.deprecated.as_deref());
            let names = [&field.key].into_iter().chain(&field.aliases);
            let is_asked_for = self.direction == Direction::Accepted
                && field.rules.required
                && field.rules.default.is_none();
            let may_miss = match (field.presence, self.direction) {
                _ if is_asked_for => false,
                (Presence::Always, Direction::Accepted) => matches!(field.shape, Shape::Option(_)),
                (Presence::Always | Presence::Required, _) => false,
                (Presence::Optional | Presence::OrNull, _) => true,
            };
            for name in names {
                if may_miss || !field.aliases.is_empty() {
                    object.maybe(name, schema.clone());
                } else {
                    object.always(name, schema.clone());
                }
            }
        }
        for flat in &record.flat {
            self.flat(object, flat, bound, depth);
        }
    }

    /// Adds what lies among the keys of an object.
    fn flat(&mut self, object: &mut Object, flat: &'a Flat, bound: &Bound<'_>, depth: usize) {
        // What may not be there at all says nothing of the keys around it.
        if flat.optional || depth == 0 {
            return;
        }
        match &flat.of {
            FlatOf::Keys(of) | FlatOf::Variant { of, .. } => {
                self.beside(object, of, bound, depth - 1);
            }
            FlatOf::Rest { of, except } => {
                let rest = match self.shape(of, bound) {
                    Value::Object(mut map) => map.remove("additionalProperties"),
                    _ => None,
                };
                for key in except {
                    object.properties.entry(key.as_str()).or_insert(json!({}));
                }
                object.rest = rest;
            }
        }
    }

    pub(super) fn enumeration(&mut self, of: &'a Enum, bound: &Bound<'_>) -> Value {
        self.variants(of, bound, Around::Nothing)
    }

    /// Any of the variants.
    fn variants(&mut self, of: &'a Enum, bound: &Bound<'_>, around: Around) -> Value {
        let mut texts: Vec<Value> = Vec::new();
        let mut schemas = Vec::new();
        for variant in &of.variants {
            let is_plain = variant.docs.is_empty() && variant.deprecated.is_none();
            let is_text = matches!(
                (&of.tagging, &variant.body, around),
                (Tagging::External, VariantBody::Unit, Around::Nothing)
            ) && !variant.untagged;
            if is_text && is_plain && !variant.other {
                texts.extend(tags(variant));
                continue;
            }
            let mut schema = self.variant(of, variant, bound, around);
            // What it says of other keys would be said of those around it.
            if let (Around::Keys, Some(schema)) = (around, schema.as_object_mut()) {
                schema.remove("additionalProperties");
            }
            schemas.push(described(
                schema,
                &variant.docs,
                variant.deprecated.as_deref(),
            ));
        }
        if !texts.is_empty() {
            schemas.insert(0, json!({ "type": "string", "enum": texts }));
        }
        match schemas.len() {
            1 => schemas.remove(0),
            _ => json!({ "anyOf": schemas }),
        }
    }

    fn variant(
        &mut self,
        of: &'a Enum,
        variant: &'a WireVariant,
        bound: &Bound<'_>,
        around: Around,
    ) -> Value {
        let tagging = if variant.untagged {
            &Tagging::Untagged
        } else {
            &of.tagging
        };
        let tag = tag_schema(variant);
        match tagging {
            Tagging::Untagged => self.body(&variant.body, bound),
            Tagging::External => match (&variant.body, around) {
                (VariantBody::Unit, Around::Nothing) => tag,
                (body, _) => {
                    let body = self.body(body, bound);
                    let mut object = Object::new(matches!(around, Around::Nothing));
                    match &tags(variant)[..] {
                        [Value::String(only)] => object.always(only, body),
                        all => {
                            for name in all.iter().filter_map(Value::as_str) {
                                object.maybe(name, body.clone());
                            }
                        }
                    }
                    object.into_schema()
                }
            },
            Tagging::Internal { tag: key } => match &variant.body {
                VariantBody::Record(record) => self.record(record, bound, Some((key, tag))),
                VariantBody::Unit | VariantBody::Tuple(_) => {
                    let mut object = Object::new(false);
                    object.always(key, tag);
                    object.into_schema()
                }
                VariantBody::Newtype(shape) => {
                    let mut object = Object::new(false);
                    object.always(key, tag);
                    self.beside(&mut object, shape, bound, DEEPEST);
                    object.into_schema()
                }
            },
            Tagging::Adjacent { tag: key, content } => {
                let mut object = Object::new(of.closed);
                object.always(key, tag);
                match &variant.body {
                    VariantBody::Unit => object.maybe(content, json!({ "type": "null" })),
                    body => {
                        let body = self.body(body, bound);
                        object.always(content, body);
                    }
                }
                object.into_schema()
            }
        }
    }

    /// Adds the keys of what lies among those of an object, or beside a tag that it never sees: so it is not closed to them.
    fn beside(&mut self, object: &mut Object, shape: &Shape, bound: &Bound<'_>, depth: usize) {
        let Some((definition, args)) = self.resolve(shape, bound) else {
            return;
        };
        let bound: Bound<'_> = definition.params.iter().cloned().zip(args).collect();
        match &definition.shape {
            TypeShape::Record(record) => self.fill(object, record, &bound, depth),
            TypeShape::Enum(of) => {
                let schema = self.variants(of, &bound, Around::Keys);
                object.all_of.push(schema);
            }
            TypeShape::Newtype(_)
            | TypeShape::Tuple(_)
            | TypeShape::Unit
            | TypeShape::Numbers(..) => {}
        }
    }

    /// What a variant carries, where it stands alone.
    fn body(&mut self, body: &'a VariantBody, bound: &Bound<'_>) -> Value {
        match body {
            VariantBody::Unit => json!({ "type": "null" }),
            VariantBody::Newtype(shape) => self.shape(shape, bound),
            VariantBody::Tuple(items) => self.items(items, bound),
            VariantBody::Record(record) => self.record(record, bound, None),
        }
    }
}

/// Whether other keys stand around a variant's.
#[derive(Debug, Clone, Copy)]
enum Around {
    Nothing,
    Keys,
}

/// The names of a variant.
fn tags(variant: &WireVariant) -> Vec<Value> {
    let names = [&variant.tag].into_iter().chain(&variant.aliases);
    names.map(|name| Value::from(name.as_str())).collect()
}

fn tag_schema(variant: &WireVariant) -> Value {
    match &tags(variant)[..] {
        _ if variant.other => json!({ "type": "string" }),
        [only] => json!({ "const": only }),
        all => json!({ "enum": all }),
    }
}

/// An object that is being described.
struct Object {
    properties: Map<String, Value>,
    required: Vec<String>,
    all_of: Vec<Value>,
    /// What stands under all other keys.
    rest: Option<Value>,
    is_closed: bool,
}

impl Object {
    fn new(is_closed: bool) -> Self {
        Self {
            properties: Map::new(),
            required: Vec::new(),
            all_of: Vec::new(),
            rest: None,
            is_closed,
        }
    }

    fn always(&mut self, key: &str, schema: Value) {
        self.required.push(key.to_owned());
        self.maybe(key, schema);
    }

    fn maybe(&mut self, key: &str, schema: Value) {
        self.properties.insert(key.to_owned(), schema);
    }

    fn into_schema(self) -> Value {
        let mut schema = json!({ "type": "object" });
        if !self.properties.is_empty() {
            schema["properties"] = self.properties.into();
        }
        if !self.required.is_empty() {
            schema["required"] = self.required.into();
        }
        if !self.all_of.is_empty() {
            schema["allOf"] = self.all_of.into();
        }
        match (self.rest, self.is_closed) {
            (Some(rest), _) => schema["additionalProperties"] = rest,
            (None, true) => schema["additionalProperties"] = false.into(),
            (None, false) => {}
        }
        schema
    }
}
