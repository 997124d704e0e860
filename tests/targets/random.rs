//! Definitions at random: every shape in every place, with names that are long, odd or taken elsewhere.

use buildamp_codegen::model::{
    At, BuiltIn, Definition, EcoString, Enum, Flat, FlatOf, Int, Items, Key, Kind, Presence,
    Record, Shape, Side, Tagging, Text, TypeShape, VariantBody, WireField, WireNumber, WireVariant,
};

/// A source of numbers that gives the same ones for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Type names that mean something to TypeScript or Elm, that make colliding names, or that are long.
const TYPES: &[&str] = &[
    "Address",
    "AddressLine",
    "AnEvenMuchLongerNameOfATypeThatNobodyWouldWriteButThatStillHasToComeOutRight",
    "Array",
    "Basics",
    "Bool",
    "Char",
    "Cmd",
    "Codec",
    "Connection",
    "Date",
    "Decoder",
    "Dict",
    "Err",
    "Event",
    "False",
    "Float",
    "Guard",
    "GuardT",
    "HTTPError",
    "Incoming",
    "Int",
    "Just",
    "Line",
    "List",
    "Map",
    "Maybe",
    "Never",
    "Nothing",
    "Number",
    "Object",
    "Ok",
    "Order",
    "Platform",
    "Posix",
    "Promise",
    "Received",
    "Record",
    "Result",
    "Resync",
    "SendWelcomeEmail",
    "Sse",
    "SseEvent",
    "SseMessage",
    "String",
    "Sub",
    "Symbol",
    "T",
    "Task",
    "TheVeryLongNameOfATypeThatSomebodyWroteOnARainyAfternoon",
    "True",
    "U",
    "Unknown",
    "UnknownMessage",
    "UserId",
    "Utf8",
    "Value",
    "WorkflowProgress",
    "X",
    "codec",
    "connect",
    "snake_type",
    "string",
    "Ünïcödé",
];

const FIELDS: &[&str] = &[
    "a",
    "alias",
    "alternating_current_of_the_second_transformer_station",
    "as_",
    "as",
    "case",
    "constructor",
    "else",
    "email",
    "exposing",
    "f_0",
    "f0",
    "first_name",
    "id",
    "if",
    "import",
    "in",
    "is",
    "let",
    "max",
    "module",
    "name",
    "not",
    "of",
    "port",
    "string",
    "then",
    "to_string",
    "type",
    "value",
    "where",
    "x1_2",
    "_private",
    "é",
    "名前",
    "a_rather_long_name_of_a_field_that_is_still_fine",
];

/// What `rename` can make of a key.
const KEYS: &[&str] = &[
    "",
    "1",
    "01",
    "1e3",
    "-1",
    "a b",
    "a-b",
    "$ref",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\"quoted\"",
    "it's",
    "back\\slash",
    "two\nlines",
    "\u{2028}",
    "\u{feff}",
    "ключ",
    "鍵の名前はここにあります",
    "🦀",
    "é",
    "e\u{301}",
    "tab\t",
    "*/",
    "-}",
    "type",
    "\u{7f}",
    "'\"",
    "if",
    "a key that is so long that it takes most of a line, and that nobody would ever write",
];

const FILES: &[&[&str]] = &[
    &["index"],
    &["buildamp"],
    &["events", "email"],
    &["events", "billing", "invoice"],
    &["shared"],
    &["sse", "email"],
    &["list"],
    &["events", "string"],
];

const DOCS: &[&[&str]] = &[
    &[],
    &[],
    &[],
    &["What it is."],
    &["Two lines,", "of which this is the second."],
    &[
        "",
        "A paragraph.",
        "",
        "* a list",
        "  * within",
        "",
        "    code */ -}",
        "",
        "# Heading",
        "`x` <b> \\n {-",
    ],
    &[
        "1. one",
        "2. two   ",
        "@docs none",
        "--- ",
        "café 名前 | table |",
    ],
];

/// Names under which the keys of tags stand. No field has one of them.
const TAGS: &[&str] = &["kind", "$type", "t", "tag of it"];

/// The same of structs.
const STRUCT_TAGS: &[&str] = &["@type", "what it is"];

/// Names under which what a variant carries stands.
const CONTENTS: &[&str] = &["c", "content", "data!"];

const ALIASES: &[&str] = &["other name", "alias1", "Alias", "it\u{2019}s", "über"];

pub const FORMS: &[Text] = &[
    Text::Any,
    Text::Char,
    Text::Uuid,
    Text::Timestamp,
    Text::Zoned,
    Text::Date,
    Text::Time,
    Text::DateTime,
    Text::Ipv4,
    Text::Ipv6,
    Text::Ip,
    Text::SocketV4,
    Text::SocketV6,
    Text::Socket,
    Text::Url,
    Text::Decimal,
    Text::Digits(Int::U64),
    Text::Digits(Int::I128),
    Text::Digits(Int::I8),
    Text::Hex,
    Text::Base64,
];

/// What a definition is going to be; others have to know before it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Record,
    Map,
    Newtype,
    Tuple,
    Unit,
    Numbers,
    /// External, and all of its variants carry nothing.
    Names,
    External,
    Internal,
    Adjacent,
    Untagged,
}

const CLASSES: &[Class] = &[
    Class::Record,
    Class::Record,
    Class::Record,
    Class::Record,
    Class::Map,
    Class::Newtype,
    Class::Newtype,
    Class::Tuple,
    Class::Unit,
    Class::Numbers,
    Class::Names,
    Class::External,
    Class::External,
    Class::Internal,
    Class::Adjacent,
    Class::Untagged,
];

/// Whether the definitions only have to be such as a compiler takes, or also such as have values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// What lies among the keys of an object may lead back to that object.
    Types,
    /// It does not, and no key stands twice in an object.
    Values,
}

struct Head {
    file: Vec<String>,
    name: EcoString,
    side: Side,
    params: usize,
    class: Class,
}

impl Head {
    fn refer(&self, args: Vec<Shape>) -> Shape {
        Shape::Ref {
            file: self.file.clone().into(),
            name: self.name.clone(),
            side: self.side,
            args: args.into(),
        }
    }
}

/// Some files of definitions that refer to each other.
pub fn definitions(dice: &mut Dice, count: usize, wanted: Wanted) -> Vec<Definition> {
    let mut definitions: Vec<Definition> = Vec::new();
    let mut heads: Vec<Head> = Vec::new();
    while definitions.len() < count {
        let file: Vec<String> = dice.pick(FILES).iter().map(ToString::to_string).collect();
        let name = EcoString::from(*dice.pick(TYPES));
        if definitions
            .iter()
            .any(|other| *other.file == file && other.name == name)
        {
            continue;
        }
        let class = *dice.pick(CLASSES);
        let params = match dice.below(6) {
            _ if matches!(class, Class::Unit | Class::Numbers | Class::Names) => Vec::new(),
            0 => vec![EcoString::from("T")],
            1 => vec!["T".into(), "Number".into()],
            _ => Vec::new(),
        };
        let kind = if file[0] == "sse" {
            Kind::Sse
        } else {
            Kind::Plain
        };
        let durable =
            (kind == Kind::Sse).then(|| format!("{}.{}", file[1..].join("."), name.to_lowercase()));
        let sides: &[Side] = if kind == Kind::Plain && dice.one_in(5) {
            &[Side::Written, Side::Accepted]
        } else {
            &[Side::Both]
        };
        for &side in sides {
            heads.push(Head {
                file: file.clone(),
                name: name.clone(),
                side,
                params: params.len(),
                class,
            });
            definitions.push(Definition {
                name: name.clone(),
                side,
                file: file.clone().into(),
                kind,
                durable: durable.clone(),
                progress: false,
                route: None,
                docs: docs(dice).into(),
                deprecated: deprecated(dice),
                params: params.clone(),
                shape: TypeShape::Unit,
                at: At::default(),
            });
        }
    }
    for index in 0..definitions.len() {
        let (done, rest) = definitions.split_at_mut(index);
        let definition = &mut rest[0];
        let scope = Scope {
            heads: &heads,
            params: &definition.params,
            done,
            wanted,
        };
        definition.shape = type_shape(dice, &scope, &heads[index]);
        use_params(definition);
    }
    definitions
}

struct Scope<'a> {
    heads: &'a [Head],
    params: &'a [EcoString],
    /// The definitions that are complete.
    done: &'a [Definition],
    wanted: Wanted,
}

fn docs(dice: &mut Dice) -> Vec<String> {
    dice.pick(DOCS).iter().map(ToString::to_string).collect()
}

fn deprecated(dice: &mut Dice) -> Option<Box<str>> {
    let notes = ["", "use the other one", "see */ and -}", "two\nlines"];
    dice.one_in(6).then(|| (*dice.pick(&notes)).into())
}

/// Rust has no unused type parameter, so a definition that has one gets a field for it.
fn use_params(definition: &mut Definition) {
    let all: Vec<Shape> = definition
        .params
        .iter()
        .cloned()
        .map(Shape::Param)
        .collect();
    if all.is_empty() {
        return;
    }
    match &mut definition.shape {
        TypeShape::Record(record) => {
            for (index, shape) in all.into_iter().enumerate() {
                record.fields.push(field(&format!("param_{index}"), shape));
                for flat in &mut record.flat {
                    if let FlatOf::Rest { except, .. } = &mut flat.of {
                        except.push(format!("param_{index}").into());
                    }
                }
            }
        }
        TypeShape::Newtype(Shape::Map { of, .. }) => {
            **of = Shape::Tuple([vec![(**of).clone()], all].concat());
        }
        TypeShape::Newtype(shape) => *shape = Shape::Tuple([vec![shape.clone()], all].concat()),
        TypeShape::Tuple(items) => {
            items.shapes.splice(0..0, all.iter().cloned());
            items.required += all.len();
        }
        TypeShape::Unit | TypeShape::Numbers(..) => {
            definition.shape = TypeShape::Newtype(Shape::Tuple([vec![Shape::Bool], all].concat()));
        }
        TypeShape::Enum(it) => {
            let body = match it.tagging {
                Tagging::Internal { .. } => VariantBody::Record(Record {
                    fields: all
                        .into_iter()
                        .enumerate()
                        .map(|(index, shape)| field(&format!("param_{index}"), shape))
                        .collect(),
                    ..Record::default()
                }),
                Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => {
                    VariantBody::Tuple(Items::all([vec![Shape::Bool], all].concat()))
                }
            };
            it.variants.insert(0, variant("Params", "Params", body));
        }
    }
}

fn field(name: &str, shape: Shape) -> WireField {
    WireField {
        key: name.into(),
        aliases: Vec::new(),
        name: name.into(),
        shape,
        presence: Presence::Always,
        rules: buildamp_codegen::model::Rare::default(),
        docs: Vec::new().into(),
        deprecated: None,
    }
}

fn variant(tag: &str, name: &str, body: VariantBody) -> WireVariant {
    WireVariant {
        tag: tag.into(),
        aliases: Vec::new(),
        name: name.into(),
        body,
        untagged: false,
        other: false,
        docs: Vec::new().into(),
        deprecated: None,
    }
}

fn type_shape(dice: &mut Dice, scope: &Scope, head: &Head) -> TypeShape {
    match head.class {
        Class::Record => {
            let mut record = record(dice, scope, 4);
            if dice.one_in(6) {
                record.tag = Some(((*dice.pick(STRUCT_TAGS)).into(), (*dice.pick(KEYS)).into()));
                for flat in &mut record.flat {
                    if let (FlatOf::Rest { except, .. }, Some((key, _))) =
                        (&mut flat.of, &record.tag)
                    {
                        except.push(key.clone());
                    }
                }
            }
            TypeShape::Record(record)
        }
        Class::Map => TypeShape::Newtype(Shape::Map {
            key: Key::Text(Text::Any),
            of: Box::new(shape(dice, scope, 1)),
        }),
        Class::Newtype => TypeShape::Newtype(shape(dice, scope, 0)),
        Class::Tuple => TypeShape::Tuple(items(dice, scope)),
        Class::Unit => TypeShape::Unit,
        Class::Numbers => numbers(dice),
        Class::Names | Class::External | Class::Internal | Class::Adjacent | Class::Untagged => {
            let tag = EcoString::from(*dice.pick(TAGS));
            let tagging = match head.class {
                Class::Internal => Tagging::Internal { tag },
                Class::Adjacent => Tagging::Adjacent {
                    tag,
                    content: (*dice.pick(CONTENTS)).into(),
                },
                Class::Untagged => Tagging::Untagged,
                _ => Tagging::External,
            };
            let variants = variants(dice, scope, head, &tagging);
            let closed = matches!(tagging, Tagging::Adjacent { .. }) && dice.one_in(3);
            TypeShape::Enum(Enum {
                tagging,
                variants,
                closed,
            })
        }
    }
}

fn numbers(dice: &mut Dice) -> TypeShape {
    let int = *dice.pick(&Int::ALL);
    let mut numbers: Vec<WireNumber> = Vec::new();
    for _ in 0..=dice.below(5) {
        let value = i128::try_from(dice.below(100)).unwrap();
        let name = EcoString::from(*dice.pick(TYPES));
        let value = if int.name().starts_with('i') && dice.one_in(3) {
            -value
        } else {
            value
        };
        if numbers
            .iter()
            .all(|other| other.value != value && other.name != name)
        {
            numbers.push(WireNumber {
                value,
                name,
                other: false,
                docs: docs(dice).into(),
                deprecated: deprecated(dice),
            });
        }
    }
    if let Some(last) = numbers.last_mut() {
        last.other = dice.one_in(5);
    }
    TypeShape::Numbers(int, numbers)
}

fn items(dice: &mut Dice, scope: &Scope) -> Items {
    let shapes: Vec<Shape> = (0..dice.below(5)).map(|_| shape(dice, scope, 0)).collect();
    let mut items = Items::all(shapes);
    if dice.one_in(3) {
        items.required = dice.below(items.shapes.len() + 1);
    }
    items
}

fn shapes(dice: &mut Dice, scope: &Scope, depth: usize) -> Vec<Shape> {
    (0..=dice.below(4))
        .map(|_| shape(dice, scope, depth))
        .collect()
}

/// An object, with something among its keys in one of so many cases.
fn record(dice: &mut Dice, scope: &Scope, flat: usize) -> Record {
    let mut record = Record {
        fields: fields(dice, scope),
        ..Record::default()
    };
    if dice.one_in(flat) {
        record.flat = among(dice, scope, &record.fields);
    } else {
        record.closed = dice.one_in(4);
    }
    record
}

fn fields(dice: &mut Dice, scope: &Scope) -> Vec<WireField> {
    let mut fields: Vec<WireField> = Vec::new();
    let mut taken: Vec<EcoString> = Vec::new();
    for _ in 0..dice.below(6) {
        let name = EcoString::from(*dice.pick(FIELDS));
        let key = if dice.one_in(4) {
            (*dice.pick(KEYS)).into()
        } else {
            name.clone()
        };
        if taken.contains(&key) || fields.iter().any(|field| field.name == name) {
            continue;
        }
        taken.push(key.clone());
        let mut aliases = Vec::new();
        if dice.one_in(8) {
            for _ in 0..=dice.below(2) {
                let alias = EcoString::from(*dice.pick(ALIASES));
                if !taken.contains(&alias) {
                    taken.push(alias.clone());
                    aliases.push(alias);
                }
            }
        }
        let mut shape = shape(dice, scope, 0);
        let presence = match dice.below(6) {
            0 => Presence::Optional,
            1 => Presence::OrNull,
            _ => Presence::Always,
        };
        if presence == Presence::OrNull && !matches!(shape, Shape::Option(_)) {
            shape = Shape::Option(Box::new(shape));
        }
        fields.push(WireField {
            key,
            aliases,
            name,
            shape,
            presence,
            rules: buildamp_codegen::model::Rare::default(),
            docs: docs(dice).into(),
            deprecated: deprecated(dice),
        });
    }
    fields
}

/// What lies among the keys of an object with these fields.
fn among(dice: &mut Dice, scope: &Scope, fields: &[WireField]) -> Vec<Flat> {
    let mut taken: Vec<EcoString> = fields.iter().flat_map(names).collect();
    // What `use_params` and `tag` may still add.
    let reserved = ["param_0", "param_1"].iter().chain(TAGS).chain(STRUCT_TAGS);
    let mut flats: Vec<Flat> = Vec::new();
    for _ in 0..=dice.below(3) {
        let head = dice.below(scope.heads.len());
        let (class, is_done) = (scope.heads[head].class, head < scope.done.len());
        let args = |dice: &mut Dice| {
            (0..scope.heads[head].params)
                .map(|_| shape(dice, scope, 3))
                .collect()
        };
        let keys = if is_done {
            all_keys(scope.done, &scope.done[head])
        } else {
            None
        };
        let fits = match scope.wanted {
            Wanted::Types => true,
            Wanted::Values => keys.as_ref().is_some_and(|keys| {
                keys.iter().all(|key| {
                    !taken.contains(key) && !reserved.clone().any(|reserved| reserved == key)
                })
            }),
        };
        let of = match class {
            Class::Record | Class::Internal | Class::Adjacent if fits => {
                FlatOf::Keys(scope.heads[head].refer(args(dice)))
            }
            Class::External | Class::Names if fits && is_done => FlatOf::Variant {
                of: scope.heads[head].refer(args(dice)),
                tags: keys.clone().unwrap_or_default(),
            },
            _ => continue,
        };
        taken.extend(keys.unwrap_or_default());
        let name = EcoString::from(format!("flat_{}", flats.len()));
        flats.push(Flat {
            name,
            of,
            optional: dice.one_in(4),
            docs: docs(dice).into(),
        });
    }
    let only_records = flats.iter().all(|flat| match &flat.of {
        FlatOf::Keys(Shape::Ref { .. }) => false,
        FlatOf::Keys(_) | FlatOf::Variant { .. } | FlatOf::Rest { .. } => true,
    });
    if (only_records || scope.wanted == Wanted::Types) && dice.one_in(2) {
        let maps: Vec<&Head> = scope
            .heads
            .iter()
            .filter(|head| head.class == Class::Map && head.params == 0)
            .collect();
        let of = if maps.is_empty() || dice.one_in(2) {
            Shape::Map {
                key: Key::Text(Text::Any),
                of: Box::new(shape(dice, scope, 2)),
            }
        } else {
            dice.pick(&maps).refer(Vec::new())
        };
        flats.push(Flat {
            name: "rest".into(),
            of: FlatOf::Rest { of, except: taken },
            optional: dice.one_in(4),
            docs: Vec::new().into(),
        });
    }
    flats
}

fn names(field: &WireField) -> impl Iterator<Item = EcoString> {
    let names = std::iter::once(&field.key).chain(&field.aliases);
    names.cloned()
}

/// All keys that an object of this definition may have; `None` where that is any.
fn all_keys(done: &[Definition], definition: &Definition) -> Option<Vec<EcoString>> {
    let of_record = |record: &Record| {
        let mut keys: Vec<EcoString> = record.tag.iter().map(|(key, _)| key.clone()).collect();
        keys.extend(record.fields.iter().flat_map(names));
        for flat in &record.flat {
            match &flat.of {
                FlatOf::Keys(of) => {
                    let Shape::Ref {
                        file, name, side, ..
                    } = of
                    else {
                        return None;
                    };
                    let inner = done
                        .iter()
                        .find(|it| it.file == *file && it.name == *name && it.side == *side)?;
                    keys.extend(all_keys(done, inner)?);
                }
                FlatOf::Variant { tags, .. } => keys.extend(tags.iter().cloned()),
                FlatOf::Rest { .. } => return None,
            }
        }
        Some(keys).filter(|_| !record.closed)
    };
    match &definition.shape {
        TypeShape::Record(record) => of_record(record),
        TypeShape::Enum(it) => {
            let mut keys = Vec::new();
            for variant in &it.variants {
                if variant.untagged || variant.other {
                    return None;
                }
                let tags = std::iter::once(&variant.tag).chain(&variant.aliases);
                match (&it.tagging, &variant.body) {
                    (Tagging::External, _) => keys.extend(tags.cloned()),
                    (Tagging::Internal { .. }, VariantBody::Record(record)) => {
                        keys.extend(of_record(record)?);
                    }
                    (Tagging::Internal { .. } | Tagging::Adjacent { .. }, VariantBody::Unit) => {}
                    (Tagging::Adjacent { .. }, _) if !it.closed => {}
                    (
                        Tagging::Internal { .. } | Tagging::Adjacent { .. } | Tagging::Untagged,
                        _,
                    ) => {
                        return None;
                    }
                }
            }
            match &it.tagging {
                Tagging::External | Tagging::Untagged => {}
                Tagging::Internal { tag } => keys.push(tag.clone()),
                Tagging::Adjacent { tag, content } => keys.extend([tag.clone(), content.clone()]),
            }
            Some(keys)
        }
        TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Numbers(..) => {
            None
        }
    }
}

fn variants(dice: &mut Dice, scope: &Scope, head: &Head, tagging: &Tagging) -> Vec<WireVariant> {
    let documented = dice.one_in(3);
    let mut variants: Vec<WireVariant> = Vec::new();
    let mut taken: Vec<EcoString> = Vec::new();
    let most = if *tagging == Tagging::Untagged { 5 } else { 11 };
    for _ in 0..dice.below(most) + usize::from(head.class != Class::External) {
        let name = EcoString::from(*dice.pick(TYPES));
        let tag = if dice.one_in(4) {
            (*dice.pick(KEYS)).into()
        } else {
            name.clone()
        };
        if taken.contains(&tag) || variants.iter().any(|variant| variant.name == name) {
            continue;
        }
        taken.push(tag.clone());
        let Some(body) = body(dice, scope, head, tagging) else {
            continue;
        };
        let mut it = variant(&tag, &name, body);
        if documented {
            it.docs = docs(dice).into();
            it.deprecated = deprecated(dice);
        }
        let alias = EcoString::from(*dice.pick(ALIASES));
        if dice.one_in(8) && !taken.contains(&alias) && *tagging != Tagging::Untagged {
            taken.push(alias.clone());
            it.aliases.push(alias);
        }
        variants.push(it);
    }
    let is_tagged = *tagging != Tagging::Untagged && head.class != Class::Names;
    let more = dice.below(6);
    if is_tagged && more == 0 {
        let mut other = variant("the other", "TheOther", VariantBody::Unit);
        other.other = true;
        if documented {
            other.docs = docs(dice).into();
        }
        variants.push(other);
    } else if is_tagged && more == 1 {
        let mut loose = variant(
            "loose",
            "Loose",
            VariantBody::Newtype(shape(dice, scope, 1)),
        );
        loose.untagged = true;
        if documented {
            loose.docs = docs(dice).into();
        }
        variants.push(loose);
    }
    variants
}

fn body(dice: &mut Dice, scope: &Scope, head: &Head, tagging: &Tagging) -> Option<VariantBody> {
    Some(match (tagging, dice.below(6)) {
        _ if head.class == Class::Names => VariantBody::Unit,
        (Tagging::Internal { .. }, 0..=1) => VariantBody::Unit,
        (Tagging::Internal { .. }, 2) => {
            // What is known to be an object. It may have the tag's key too, and never sees that.
            let heads: Vec<&Head> = scope
                .heads
                .iter()
                .filter(|head| matches!(head.class, Class::Record | Class::Map))
                .collect();
            if heads.is_empty() {
                return None;
            }
            let head = dice.pick(&heads);
            let args = (0..head.params).map(|_| shape(dice, scope, 2)).collect();
            VariantBody::Newtype(head.refer(args))
        }
        (Tagging::Internal { .. }, _) => VariantBody::Record(record(dice, scope, 8)),
        (_, 0..=2) => VariantBody::Unit,
        (_, 3) => VariantBody::Newtype(shape(dice, scope, 0)),
        (_, 4) => VariantBody::Tuple(items(dice, scope)),
        _ => VariantBody::Record(record(dice, scope, 8)),
    })
}

fn key(dice: &mut Dice, scope: &Scope) -> Key {
    let names: Vec<&Head> = scope
        .heads
        .iter()
        .filter(|head| head.class == Class::Names)
        .collect();
    match dice.below(6) {
        0 => Key::Int(*dice.pick(&Int::ALL)),
        1 => Key::Bool,
        2 => Key::Text(*dice.pick(FORMS)),
        3 if !names.is_empty() => Key::Tag(Box::new(dice.pick(&names).refer(Vec::new()))),
        _ => Key::Text(Text::Any),
    }
}

fn built_in(dice: &mut Dice, scope: &Scope, depth: usize) -> Shape {
    let (built_in, args) = *dice.pick(&[
        (BuiltIn::Duration, 0),
        (BuiltIn::SystemTime, 0),
        (BuiltIn::Range, 1),
        (BuiltIn::RangeFrom, 1),
        (BuiltIn::RangeTo, 1),
        (BuiltIn::Bound, 1),
        (BuiltIn::Result, 2),
    ]);
    let args = (0..args).map(|_| shape(dice, scope, depth + 1)).collect();
    Shape::BuiltIn(built_in, args)
}

fn shape(dice: &mut Dice, scope: &Scope, depth: usize) -> Shape {
    let inner = |dice: &mut Dice| Box::new(shape(dice, scope, depth + 1));
    match dice.below(if depth > 3 { 7 } else { 17 }) {
        0 => Shape::Bool,
        1 => Shape::Int(*dice.pick(&Int::ALL)),
        2 => Shape::Float {
            null: dice.one_in(2),
        },
        3 => Shape::Text(Text::Any),
        4 => Shape::Text(*dice.pick(FORMS)),
        5 if dice.one_in(3) => Shape::Any,
        5 => Shape::NonZero(*dice.pick(&Int::ALL)),
        6 if dice.one_in(3) => Shape::Null,
        6 => Shape::Text(Text::Timestamp),
        7 | 8 => Shape::Option(inner(dice)),
        9 => Shape::List(inner(dice)),
        10 => {
            let length = *dice.pick(&[0, 1, 2, 3, 20]);
            Shape::Array(inner(dice), length)
        }
        11 => Shape::Tuple(shapes(dice, scope, depth + 1)),
        12 => Shape::Map {
            key: key(dice, scope),
            of: inner(dice),
        },
        13 => built_in(dice, scope, depth),
        14 if !scope.params.is_empty() => Shape::Param(dice.pick(scope.params).clone()),
        _ => {
            let head = dice.pick(scope.heads);
            // A decoder of a parameter cannot know that an absent one is `None`.
            let known = |it: Shape| match it {
                Shape::Option(of) => *of,
                it => it,
            };
            let args = (0..head.params)
                .map(|_| known(known(known(shape(dice, scope, depth + 2)))))
                .collect();
            head.refer(args)
        }
    }
}
