//! Values of a definition as JSON.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use buildamp_codegen::model::{
    BuiltIn, Definition, EcoString, Enum, FlatOf, Int, Items, Key, Presence, Record, Shape, Side,
    Tagging, Text, TypeShape, VariantBody, WireField,
};
use serde_json::{Map, Value, json};

use crate::random::Dice;

/// Stands in a JSON text for half of a surrogate pair, which `Value` cannot hold.
pub const HALF: &str = "half of a surrogate pair";

/// The JSON text of a value.
pub fn text(value: &Value) -> String {
    value.to_string().replace(HALF, r"\ud83d")
}

/// All definitions by name.
pub struct World<'a> {
    definitions: HashMap<(&'a [String], &'a str, Side), &'a Definition>,
    /// What is being judged: a type that holds itself and nothing around it has no value.
    pub asked: RefCell<Vec<(Shape, *const Value)>>,
}

impl<'a> World<'a> {
    pub fn of(definitions: &'a [Definition]) -> Self {
        let entry = |definition: &'a Definition| {
            (
                (
                    definition.file.as_slice(),
                    definition.name.as_str(),
                    definition.side,
                ),
                definition,
            )
        };
        Self {
            definitions: definitions.iter().map(entry).collect(),
            asked: RefCell::default(),
        }
    }

    /// What a reference stands for, with its type arguments put in.
    pub fn resolve(&self, shape: &Shape) -> TypeShape {
        let Shape::Ref {
            file,
            name,
            side,
            args,
        } = shape
        else {
            unreachable!("{shape:?} is no reference");
        };
        let definition = self.definitions[&(file.as_slice(), name.as_str(), *side)];
        let arguments: BTreeMap<&str, &Shape> = definition
            .params
            .iter()
            .map(EcoString::as_str)
            .zip(args)
            .collect();
        let mut found = definition.shape.clone();
        for part in found.parts_mut() {
            put_in(part, &arguments);
        }
        found
    }

    /// A value of a shape; `None` where it takes more than so many types inside each other.
    pub fn example(&self, dice: &mut Dice, shape: &Shape, fuel: usize) -> Option<Value> {
        let many = |dice: &mut Dice, of: &Shape, count: usize| -> Option<Vec<Value>> {
            (0..count).map(|_| self.example(dice, of, fuel)).collect()
        };
        Some(match shape {
            Shape::Any => dice
                .pick(&[
                    Value::Null,
                    json!(true),
                    json!(1.5),
                    json!(["a", null, { "b": [] }]),
                    json!({ "x": { "__proto__": 1 } }),
                    json!("text"),
                ])
                .clone(),
            Shape::Null => Value::Null,
            Shape::Bool => json!(dice.below(2) == 0),
            Shape::Int(int) => {
                let (min, max) = range(*int);
                dice.pick(&[min, max, json!(0), json!(7)]).clone()
            }
            Shape::NonZero(int) => dice.pick(&[range(*int).1, json!(7)]).clone(),
            Shape::Float { null } if *null && dice.one_in(4) => Value::Null,
            Shape::Float { .. } => dice
                .pick(&[
                    json!(1.5),
                    json!(-0.1),
                    json!(3),
                    json!(1e300),
                    json!(5e-324),
                ])
                .clone(),
            Shape::Text(form) => json!(*dice.pick(of_form(*form))),
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
            Shape::Map { key, of } => {
                let count = dice.below(3);
                let values = many(dice, of, count).unwrap_or_default();
                let entries = values
                    .into_iter()
                    .filter_map(|value| Some((self.key(dice, key)?, value)));
                Value::Object(entries.collect())
            }
            Shape::BuiltIn(built_in, args) => self.built_in(dice, *built_in, args, fuel)?,
            Shape::Param(name) => unreachable!("the parameter {name} was replaced"),
            Shape::Ref { .. } => {
                let fuel = fuel.checked_sub(1)?;
                match self.resolve(shape) {
                    TypeShape::Record(record) => Value::Object(self.record(dice, &record, fuel)?),
                    TypeShape::Newtype(shape) => self.example(dice, &shape, fuel)?,
                    TypeShape::Tuple(items) => self.items(dice, &items, fuel)?,
                    TypeShape::Unit => Value::Null,
                    TypeShape::Enum(it) => self.variant(dice, &it, fuel)?,
                    TypeShape::Numbers(_, numbers) => number(dice.pick(&numbers).value),
                }
            }
        })
    }

    fn built_in(
        &self,
        dice: &mut Dice,
        built_in: BuiltIn,
        args: &[Shape],
        fuel: usize,
    ) -> Option<Value> {
        let mut arg = |index: usize| self.example(dice, &args[index], fuel);
        Some(match built_in {
            BuiltIn::Duration => json!({ "secs": 5, "nanos": 999_999_999 }),
            BuiltIn::SystemTime => {
                json!({ "secs_since_epoch": 1_700_000_000, "nanos_since_epoch": 1 })
            }
            BuiltIn::Range => json!({ "start": arg(0)?, "end": arg(0)? }),
            BuiltIn::RangeFrom => json!({ "start": arg(0)? }),
            BuiltIn::RangeTo => json!({ "end": arg(0)? }),
            BuiltIn::Bound => match arg(0) {
                Some(value) if dice.one_in(2) => json!({ "Included": value }),
                Some(value) if dice.one_in(2) => json!({ "Excluded": value }),
                _ => json!("Unbounded"),
            },
            BuiltIn::Result => match (arg(0), arg(1)) {
                (None, Some(value)) => json!({ "Err": value }),
                (Some(_), Some(value)) if dice.one_in(2) => json!({ "Err": value }),
                (Some(value), _) => json!({ "Ok": value }),
                (None, None) => return None,
            },
        })
    }

    fn key(&self, dice: &mut Dice, key: &Key) -> Option<String> {
        Some(match key {
            Key::Text(Text::Any) => {
                (*dice.pick(&["__proto__", "constructor", "", "a b", "名前"])).to_owned()
            }
            Key::Text(form) => (*dice.pick(of_form(*form))).to_owned(),
            Key::Int(int) => (*dice.pick(of_form(Text::Digits(*int)))).to_owned(),
            Key::Bool => (*dice.pick(&["true", "false"])).to_owned(),
            Key::Tag(tag) => self.example(dice, tag, 3)?.as_str()?.to_owned(),
        })
    }

    fn all(&self, dice: &mut Dice, shapes: &[Shape], fuel: usize) -> Option<Vec<Value>> {
        shapes
            .iter()
            .map(|shape| self.example(dice, shape, fuel))
            .collect()
    }

    fn items(&self, dice: &mut Dice, items: &Items, fuel: usize) -> Option<Value> {
        let count = items.required + dice.below(items.shapes.len() - items.required + 1);
        Some(json!(self.all(dice, &items.shapes[..count], fuel)?))
    }

    fn record(&self, dice: &mut Dice, record: &Record, fuel: usize) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        if let Some((key, tag)) = &record.tag {
            object.insert(key.to_string(), json!(tag));
        }
        for field in &record.fields {
            // What is the same as `null` is written as `null`.
            let may_be_missing = field.presence == Presence::Optional;
            if may_be_missing && dice.one_in(2) {
                continue;
            }
            match self.example(dice, &field.shape, fuel) {
                Some(value) => {
                    object.insert(field.key.to_string(), value);
                }
                None if may_be_missing => {}
                None => return None,
            }
        }
        for flat in &record.flat {
            if flat.optional && dice.one_in(2) {
                continue;
            }
            let Some(value) = self.example(dice, flat.of.shape(), fuel) else {
                if flat.optional {
                    continue;
                }
                return None;
            };
            match (&flat.of, value) {
                (FlatOf::Variant { .. }, Value::String(tag)) => {
                    object.insert(tag, Value::Null);
                }
                (FlatOf::Rest { except, .. }, Value::Object(inner)) => {
                    object.extend(
                        inner
                            .into_iter()
                            .filter(|(key, _)| !except.iter().any(|it| it == key)),
                    );
                }
                (_, Value::Object(inner)) => object.extend(inner),
                (of, value) => unreachable!("{value} of {of:?} is no object"),
            }
        }
        Some(object)
    }

    fn variant(&self, dice: &mut Dice, it: &Enum, fuel: usize) -> Option<Value> {
        let variants: Vec<_> = it.variants.iter().filter(|it| !it.other).collect();
        let start = dice.below(variants.len().max(1));
        let (from, to) = variants.split_at(start.min(variants.len()));
        to.iter().chain(from).find_map(|variant| {
            let carried = match &variant.body {
                VariantBody::Unit => None,
                VariantBody::Newtype(shape) => Some(self.example(dice, shape, fuel)?),
                VariantBody::Tuple(items) => Some(self.items(dice, items, fuel)?),
                VariantBody::Record(record) => {
                    Some(Value::Object(self.record(dice, record, fuel)?))
                }
            };
            if variant.untagged {
                return Some(carried.unwrap_or(Value::Null));
            }
            Some(match (&it.tagging, carried) {
                (Tagging::External, None) => json!(variant.tag),
                (Tagging::External, Some(carried)) => object([(&variant.tag, carried)]),
                (Tagging::Internal { tag }, carried) => {
                    let mut carried = match carried {
                        Some(Value::Object(object)) => object,
                        None => Map::new(),
                        Some(other) => unreachable!("{other} is no object"),
                    };
                    carried.insert(tag.to_string(), json!(variant.tag));
                    Value::Object(carried)
                }
                (Tagging::Adjacent { tag, .. }, None) => object([(tag, json!(variant.tag))]),
                (Tagging::Adjacent { tag, content }, Some(carried)) => {
                    object([(tag, json!(variant.tag)), (content, carried)])
                }
                (Tagging::Untagged, carried) => carried.unwrap_or(Value::Null),
            })
        })
    }

    /// Whether a value of the shape is one in a single way, so that it is written back as it was read: nothing is
    /// chosen by what fits, and no key has two names.
    pub fn is_exact(&self, shape: &Shape) -> bool {
        self.exact(shape, &mut Vec::new())
    }

    fn exact(&self, shape: &Shape, within: &mut Vec<Shape>) -> bool {
        if within.contains(shape) || within.len() > 40 {
            return true;
        }
        within.push(shape.clone());
        let mut parts: Vec<Shape> = shape.children().into_iter().cloned().collect();
        let mut is_exact = true;
        if let Shape::Ref { .. } = shape {
            let found = self.resolve(shape);
            let of_record = |record: &Record| record.flat.iter().all(|flat| !flat.optional);
            is_exact = match &found {
                TypeShape::Record(record) => of_record(record),
                TypeShape::Enum(it) => {
                    it.tagging != Tagging::Untagged
                        && it.variants.iter().all(|variant| {
                            !variant.untagged
                                && match &variant.body {
                                    VariantBody::Record(record) => of_record(record),
                                    _ => true,
                                }
                        })
                }
                _ => true,
            };
            parts.extend(found.parts().into_iter().cloned());
        }
        let is_exact = is_exact && parts.iter().all(|part| self.exact(part, within));
        within.pop();
        is_exact
    }
}

pub fn object<'a>(entries: impl IntoIterator<Item = (&'a EcoString, Value)>) -> Value {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.to_string(), value));
    Value::Object(entries.collect())
}

/// All names of a field.
pub fn names(field: &WireField) -> impl Iterator<Item = &str> {
    let aliases = field.aliases.iter().map(EcoString::as_str);
    std::iter::once(field.key.as_str()).chain(aliases)
}

/// A shape with type arguments in the place of parameters.
fn put_in(shape: &mut Shape, arguments: &BTreeMap<&str, &Shape>) {
    if let Shape::Param(name) = shape {
        *shape = arguments[name.as_str()].clone();
        return;
    }
    for child in shape.children_mut() {
        put_in(child, arguments);
    }
}

fn number(value: i128) -> Value {
    json!(i64::try_from(value).unwrap())
}

/// The smallest and the largest number of a type, as far as JSON text and `Value` agree about it.
pub fn range(int: Int) -> (Value, Value) {
    match int {
        Int::I8 => (json!(i8::MIN), json!(i8::MAX)),
        Int::I16 => (json!(i16::MIN), json!(i16::MAX)),
        Int::I32 => (json!(i32::MIN), json!(i32::MAX)),
        Int::I64 => (json!(i64::MIN), json!(i64::MAX)),
        Int::I128 => (json!(i64::MIN), json!(u64::MAX)),
        Int::U8 => (json!(u8::MIN), json!(u8::MAX)),
        Int::U16 => (json!(u16::MIN), json!(u16::MAX)),
        Int::U32 => (json!(u32::MIN), json!(u32::MAX)),
        Int::U64 | Int::U128 => (json!(u64::MIN), json!(u64::MAX)),
    }
}

/// Texts of a form.
pub fn of_form(form: Text) -> &'static [&'static str] {
    match form {
        Text::Any => &[
            "",
            "text",
            "\"\\\n\u{2028}\0",
            "🦀 名前",
            "C:\\udir 🦀",
            "__proto__",
        ],
        Text::Char => &["a", "🦀", "\n", "\0", "é", "\""],
        Text::Uuid => &["01890a5d-ac96-774b-bcce-b302099a8057"],
        Text::Timestamp => &[
            "2024-02-29T23:59:59Z",
            "1969-12-31T23:59:60.5+05:30",
            "-0001-01-01T00:00:00.000000001-23:59",
            "+12345-06-07T08:09:10Z",
            "-009999-12-31T00:00:00Z",
            "2000-02-29T00:00:00.123456789Z",
        ],
        Text::Zoned => &[
            "2024-06-19T15:22:45-04:00[America/New_York]",
            "2024-06-19T15:22:45.5+00:00[UTC]",
            "2024-06-19T15:22:45+05:30[+05:30]",
        ],
        Text::Date => &["2024-02-29", "-0001-01-01", "0000-12-31"],
        Text::Time => &["15:22:45", "00:00:00.000000001", "23:59:59.5"],
        Text::DateTime => &["2024-02-29T15:22:45", "1969-12-31T23:59:59.123"],
        Text::Ipv4 => &["127.0.0.1", "255.255.255.255", "0.0.0.0"],
        Text::Ipv6 => &[
            "::",
            "::1",
            "2001:db8::1",
            "::ffff:192.0.2.128",
            "1:2:3:4:5:6:7:8",
        ],
        Text::Ip => &["127.0.0.1", "::1"],
        Text::SocketV4 => &["127.0.0.1:80", "10.0.0.1:65535"],
        Text::SocketV6 => &["[::1]:80", "[2001:db8::1]:0", "[fe80::1%5]:80"],
        Text::Socket => &["127.0.0.1:80", "[::1]:80"],
        Text::Url => &[
            "https://example.com/a?b=c#d",
            "mailto:a@example.com",
            "http://[::1]:8080/",
        ],
        Text::Decimal => &[
            "-12.50",
            "0",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
        ],
        Text::Digits(int) => match int {
            Int::I8 => &["-128", "127", "0"],
            Int::I16 => &["-32768", "32767", "0"],
            Int::I32 => &["-2147483648", "2147483647", "0"],
            Int::I64 => &["-9223372036854775808", "9223372036854775807", "0"],
            Int::I128 => &[
                "-170141183460469231731687303715884105728",
                "170141183460469231731687303715884105727",
                "7",
            ],
            Int::U8 => &["255", "0"],
            Int::U16 => &["65535", "0"],
            Int::U32 => &["4294967295", "0"],
            Int::U64 => &["18446744073709551615", "0", "42"],
            Int::U128 => &["340282366920938463463374607431768211455", "0"],
        },
        Text::Hex => &["", "00ff", "deadbeef"],
        Text::Base64 => &["", "aGk=", "aA==", "AAAA"],
    }
}
