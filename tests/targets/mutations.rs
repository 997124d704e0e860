//! Values that a definition has to refuse, each a small step from one that it accepts.

use buildamp_codegen::model::{Int, Shape, TypeShape, VariantBody, WireField};
use serde_json::{Map, Value, json};

use crate::values::{HALF, World};

impl World<'_> {
    /// Values that differ from this one in one place and are not of the shape any more.
    pub fn mutations(&self, shape: &Shape, value: &Value) -> Vec<Value> {
        match shape {
            Shape::Bool => vec![json!(1), json!("true"), Value::Null],
            Shape::Int(int) => {
                let (below, above) = beyond(*int);
                vec![
                    below,
                    above,
                    json!(0.5),
                    json!("1"),
                    json!(true),
                    Value::Null,
                ]
            }
            Shape::Float => vec![json!("1"), json!(true), Value::Null],
            Shape::String => vec![json!(1), json!(["a"]), json!(HALF), Value::Null],
            Shape::Uuid => texts(&[
                "",
                "not-a-uuid",
                "01890a5d-ac96-774b-bcce-b302099a805",
                "g1890a5d-ac96-774b-bcce-b302099a8057",
            ]),
            Shape::Timestamp => texts(&[
                "",
                "yesterday",
                "2024-01-01",
                "2024-01-01T00:00:00",
                "2024-02-30T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-01T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:61Z",
                "2024-01-01T00:00:00.Z",
                "1900-02-29T00:00:00Z",
                "2024-01-01T00:00:00+26:00",
                "12345-01-01T00:00:00Z",
            ]),
            // Nothing is there to be mutated, except that the place takes no other type either.
            Shape::Option(of) if value.is_null() && has_parts(of) => Vec::new(),
            Shape::Option(of) => {
                let mut all = self.mutations(of, value);
                all.retain(|mutation| !mutation.is_null());
                all
            }
            Shape::List(of) => [
                vec![json!({}), json!("x"), Value::Null],
                self.each(value, |_| of.as_ref().clone()),
            ]
            .concat(),
            Shape::Array(of, _) => {
                [lengths(value), self.each(value, |_| of.as_ref().clone())].concat()
            }
            Shape::Tuple(shapes) => [
                lengths(value),
                self.each(value, |index| shapes[index].clone()),
            ]
            .concat(),
            Shape::Map(of) => {
                let entries = value.as_object().cloned().unwrap_or_default();
                let inside = entries.iter().flat_map(|(key, inner)| {
                    self.mutations(of, inner)
                        .into_iter()
                        .map(|mutation| with(value, key, Some(mutation)))
                        .collect::<Vec<_>>()
                });
                let half = entries.values().next().map(|inner| json!({ HALF: inner }));
                [json!([]), json!("x"), Value::Null]
                    .into_iter()
                    .chain(inside)
                    .chain(half)
                    .collect()
            }
            Shape::Param(name) => unreachable!("the parameter {name} was replaced"),
            Shape::Ref { file, name, args } => {
                self.mutations_of(&self.resolve(file, name, args), value)
            }
        }
    }

    fn mutations_of(&self, shape: &TypeShape, value: &Value) -> Vec<Value> {
        match shape {
            TypeShape::Record(fields) => self.mutations_of_record(fields, value),
            TypeShape::Newtype(shape) => self.mutations(shape, value),
            TypeShape::Tuple(shapes) => [
                lengths(value),
                self.each(value, |index| shapes[index].clone()),
            ]
            .concat(),
            TypeShape::Unit => vec![json!(0), json!(false), json!("x"), json!({})],
            TypeShape::Enum(variants) => {
                let unknown = "no such variant";
                let mut all = vec![
                    json!(unknown),
                    json!({ unknown: null }),
                    json!({}),
                    json!(1),
                    json!([]),
                    Value::Null,
                ];
                for variant in variants {
                    if let Some(payload) = value.get(&variant.tag) {
                        let inside = match &variant.body {
                            VariantBody::Unit => Vec::new(),
                            VariantBody::Newtype(shape) => self.mutations(shape, payload),
                            VariantBody::Tuple(shapes) => [
                                lengths(payload),
                                self.each(payload, |index| shapes[index].clone()),
                            ]
                            .concat(),
                            VariantBody::Record(fields) => {
                                self.mutations_of_record(fields, payload)
                            }
                        };
                        all.extend(
                            inside
                                .into_iter()
                                .map(|payload| with(value, &variant.tag, Some(payload))),
                        );
                        all.push(json!(variant.tag));
                        all.push(with(value, unknown, Some(Value::Null)));
                    } else if *value == json!(variant.tag) {
                        all.push(Value::Object(Map::from_iter([(
                            variant.tag.clone(),
                            json!(1),
                        )])));
                    }
                }
                all
            }
        }
    }

    fn mutations_of_record(&self, fields: &[WireField], value: &Value) -> Vec<Value> {
        let mut all = vec![json!("x"), json!(1), Value::Null];
        if !fields.is_empty() {
            all.push(json!([]));
        }
        for field in fields {
            let mutations = self.mutations(&field.shape, &value[&field.key]);
            all.extend(
                mutations
                    .into_iter()
                    .map(|mutation| with(value, &field.key, Some(mutation))),
            );
            if !matches!(field.shape, Shape::Option(_)) {
                all.push(with(value, &field.key, None));
            }
        }
        all
    }

    /// A record without one of its keys, where that is an option: serde reads it all the same.
    pub fn without_an_option(&self, shape: &Shape, value: &Value) -> Option<Value> {
        let fields = self.fields(shape)?;
        let optional = fields
            .iter()
            .find(|field| matches!(field.shape, Shape::Option(_)))?;
        Some(with(value, &optional.key, None))
    }

    /// A record with a key that it does not have: serde reads past it.
    pub fn with_an_unknown_key(&self, shape: &Shape, value: &Value) -> Option<Value> {
        self.fields(shape)?;
        Some(with(value, "a key that nobody knows", Some(json!(["x"]))))
    }

    /// The fields of a record.
    fn fields(&self, shape: &Shape) -> Option<Vec<WireField>> {
        let Shape::Ref { file, name, args } = shape else {
            return None;
        };
        match self.resolve(file, name, args) {
            TypeShape::Record(fields) => Some(fields),
            TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) => {
                None
            }
        }
    }

    fn each(&self, value: &Value, shape: impl Fn(usize) -> Shape) -> Vec<Value> {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            for mutation in self.mutations(&shape(index), item) {
                let mut items = items.to_vec();
                items[index] = mutation;
                all.push(Value::Array(items));
            }
        }
        all
    }
}

fn has_parts(shape: &Shape) -> bool {
    match shape {
        Shape::Option(_)
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::Map(_)
        | Shape::Param(_)
        | Shape::Ref { .. } => true,
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp => false,
    }
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts
        .iter()
        .map(|text| json!(text))
        .chain([json!(0), Value::Null])
        .collect()
}

/// An array with one item too many or too few, and what is none.
fn lengths(value: &Value) -> Vec<Value> {
    let items = value.as_array().cloned().unwrap_or_default();
    let mut all = vec![json!({}), json!("x"), Value::Null];
    all.push(Value::Array(
        [
            items.clone(),
            vec![items.first().cloned().unwrap_or(json!(0))],
        ]
        .concat(),
    ));
    if let Some((_, fewer)) = items.split_last() {
        all.push(json!(fewer));
    }
    all
}

/// An object with one key changed or removed.
fn with(value: &Value, key: &str, change: Option<Value>) -> Value {
    let mut object = value.as_object().cloned().unwrap_or_default();
    object.remove(key);
    object.extend(change.map(|change| (key.to_owned(), change)));
    Value::Object(object)
}

/// Numbers right beyond them, or those that are so as `JSON.parse` rounds them.
fn beyond(int: Int) -> (Value, Value) {
    match int {
        Int::I8 => (json!(-129), json!(128)),
        Int::I16 => (json!(-32_769), json!(32_768)),
        Int::I32 => (json!(-2_147_483_649_i64), json!(2_147_483_648_i64)),
        Int::I64 => (json!(-9.3e18), json!(9.3e18)),
        Int::U8 => (json!(-1), json!(256)),
        Int::U16 => (json!(-1), json!(65_536)),
        Int::U32 => (json!(-1), json!(4_294_967_296_i64)),
        Int::U64 => (json!(-1), json!(1.9e19)),
    }
}
