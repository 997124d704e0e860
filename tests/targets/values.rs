//! Values of a definition as JSON.

use std::collections::BTreeMap;

use buildamp_codegen::model::{Definition, Int, Shape, TypeShape, VariantBody, WireField};
use serde_json::{Map, Value, json};

use crate::random::Dice;

/// Stands in a JSON text for half of a surrogate pair, which `Value` cannot hold.
pub const HALF: &str = "half of a surrogate pair";

/// The JSON text of a value.
pub fn text(value: &Value) -> String {
    value.to_string().replace(HALF, r"\ud83d")
}

/// All definitions by name.
pub struct World<'a>(BTreeMap<(&'a [String], &'a str), &'a Definition>);

impl<'a> World<'a> {
    pub fn of(definitions: &'a [Definition]) -> Self {
        let entry = |definition: &'a Definition| {
            (
                (definition.file.as_slice(), definition.name.as_str()),
                definition,
            )
        };
        Self(definitions.iter().map(entry).collect())
    }

    /// What a reference stands for, with its type arguments put in.
    pub fn resolve(&self, file: &[String], name: &str, args: &[Shape]) -> TypeShape {
        let definition = self.0[&(file, name)];
        let arguments: BTreeMap<&str, &Shape> = definition
            .params
            .iter()
            .map(String::as_str)
            .zip(args)
            .collect();
        let all = |shapes: &[Shape]| {
            shapes
                .iter()
                .map(|shape| put_in(shape, &arguments))
                .collect()
        };
        let fields = |fields: &[WireField]| {
            fields
                .iter()
                .map(|field| WireField {
                    shape: put_in(&field.shape, &arguments),
                    ..field.clone()
                })
                .collect()
        };
        match &definition.shape {
            TypeShape::Record(record) => TypeShape::Record(fields(record)),
            TypeShape::Newtype(shape) => TypeShape::Newtype(put_in(shape, &arguments)),
            TypeShape::Tuple(shapes) => TypeShape::Tuple(all(shapes)),
            TypeShape::Unit => TypeShape::Unit,
            TypeShape::Enum(variants) => {
                let mut variants = variants.clone();
                for variant in &mut variants {
                    variant.body = match &variant.body {
                        VariantBody::Unit => VariantBody::Unit,
                        VariantBody::Newtype(shape) => {
                            VariantBody::Newtype(put_in(shape, &arguments))
                        }
                        VariantBody::Tuple(shapes) => VariantBody::Tuple(all(shapes)),
                        VariantBody::Record(record) => VariantBody::Record(fields(record)),
                    };
                }
                TypeShape::Enum(variants)
            }
        }
    }

    /// A value of a shape; `None` where it takes more than so many types inside each other.
    pub fn example(&self, dice: &mut Dice, shape: &Shape, fuel: usize) -> Option<Value> {
        let many = |dice: &mut Dice, of: &Shape, count: usize| -> Option<Vec<Value>> {
            (0..count).map(|_| self.example(dice, of, fuel)).collect()
        };
        Some(match shape {
            Shape::Bool => json!(dice.below(2) == 0),
            Shape::Int(int) => {
                let (min, max) = range(*int);
                dice.pick(&[min, max, json!(0), json!(7)]).clone()
            }
            Shape::Float => dice
                .pick(&[
                    json!(1.5),
                    json!(-0.1),
                    json!(3),
                    json!(1e300),
                    json!(5e-324),
                ])
                .clone(),
            Shape::String => json!(*dice.pick(&[
                "",
                "text",
                "\"\\\n\u{2028}\0",
                "🦀 名前",
                "C:\\udir 🦀",
                "__proto__"
            ])),
            Shape::Uuid => json!("01890a5d-ac96-774b-bcce-b302099a8057"),
            Shape::Timestamp => json!(*dice.pick(&[
                "2024-02-29T23:59:59Z",
                "1969-12-31T23:59:60.5+05:30",
                "-0001-01-01T00:00:00.000000001-23:59",
                "+12345-06-07T08:09:10Z",
                "-009999-12-31T00:00:00Z",
                "2000-02-29T00:00:00.123456789Z",
            ])),
            Shape::Option(of) => {
                if dice.below(3) == 0 {
                    Value::Null
                } else {
                    self.example(dice, of, fuel).unwrap_or(Value::Null)
                }
            }
            Shape::List(of) => {
                let count = dice.below(3);
                json!(many(dice, of, count).unwrap_or_default())
            }
            Shape::Array(of, length) => json!(many(dice, of, *length)?),
            Shape::Tuple(shapes) => json!(self.all(dice, shapes, fuel)?),
            Shape::Map(of) => {
                let count = dice.below(3);
                let values = many(dice, of, count).unwrap_or_default();
                let keys = ["__proto__", "constructor", "", "a b", "名前"];
                let entries = values
                    .into_iter()
                    .map(|value| ((*dice.pick(&keys)).to_owned(), value));
                Value::Object(entries.collect())
            }
            Shape::Param(name) => unreachable!("the parameter {name} was replaced"),
            Shape::Ref { file, name, args } => {
                let fuel = fuel.checked_sub(1)?;
                match self.resolve(file, name, args) {
                    TypeShape::Record(fields) => self.record(dice, &fields, fuel)?,
                    TypeShape::Newtype(shape) => self.example(dice, &shape, fuel)?,
                    TypeShape::Tuple(shapes) => json!(self.all(dice, &shapes, fuel)?),
                    TypeShape::Unit => Value::Null,
                    TypeShape::Enum(variants) => {
                        let start = dice.below(variants.len().max(1));
                        let (from, to) = variants.split_at(start.min(variants.len()));
                        to.iter().chain(from).find_map(|variant| {
                            let payload = match &variant.body {
                                VariantBody::Unit => return Some(json!(variant.tag)),
                                VariantBody::Newtype(shape) => self.example(dice, shape, fuel)?,
                                VariantBody::Tuple(shapes) => json!(self.all(dice, shapes, fuel)?),
                                VariantBody::Record(fields) => self.record(dice, fields, fuel)?,
                            };
                            Some(Value::Object(Map::from_iter([(
                                variant.tag.clone(),
                                payload,
                            )])))
                        })?
                    }
                }
            }
        })
    }

    fn all(&self, dice: &mut Dice, shapes: &[Shape], fuel: usize) -> Option<Vec<Value>> {
        shapes
            .iter()
            .map(|shape| self.example(dice, shape, fuel))
            .collect()
    }

    fn record(&self, dice: &mut Dice, fields: &[WireField], fuel: usize) -> Option<Value> {
        let entry =
            |field: &WireField| Some((field.key.clone(), self.example(dice, &field.shape, fuel)?));
        Some(Value::Object(
            fields.iter().map(entry).collect::<Option<_>>()?,
        ))
    }
}

/// A shape with type arguments in the place of parameters.
fn put_in(shape: &Shape, arguments: &BTreeMap<&str, &Shape>) -> Shape {
    let inner = |of: &Shape| Box::new(put_in(of, arguments));
    let all = |shapes: &[Shape]| {
        shapes
            .iter()
            .map(|shape| put_in(shape, arguments))
            .collect()
    };
    match shape {
        Shape::Option(of) => Shape::Option(inner(of)),
        Shape::List(of) => Shape::List(inner(of)),
        Shape::Array(of, length) => Shape::Array(inner(of), *length),
        Shape::Tuple(shapes) => Shape::Tuple(all(shapes)),
        Shape::Map(of) => Shape::Map(inner(of)),
        Shape::Param(name) => arguments[name.as_str()].clone(),
        Shape::Ref { file, name, args } => Shape::Ref {
            file: file.clone(),
            name: name.clone(),
            args: all(args),
        },
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp => shape.clone(),
    }
}

/// The smallest and the largest number of a type.
fn range(int: Int) -> (Value, Value) {
    match int {
        Int::I8 => (json!(i8::MIN), json!(i8::MAX)),
        Int::I16 => (json!(i16::MIN), json!(i16::MAX)),
        Int::I32 => (json!(i32::MIN), json!(i32::MAX)),
        Int::I64 => (json!(i64::MIN), json!(i64::MAX)),
        Int::U8 => (json!(u8::MIN), json!(u8::MAX)),
        Int::U16 => (json!(u16::MIN), json!(u16::MAX)),
        Int::U32 => (json!(u32::MIN), json!(u32::MAX)),
        Int::U64 => (json!(u64::MIN), json!(u64::MAX)),
    }
}
