//! The same types as serde writes and reads them: the contract between [`crate::wire`] and the emitters of other
//! languages. Nothing here knows Rust's syntax or serde's attributes.

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::Texts;

use super::{At, Kind, Rare, Route, Rules};

/// A type on the wire.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// The Rust name without `r#`. Other languages call it that, or that with `Input` behind it where
    /// [`Side::Accepted`] is meant.
    pub name: EcoString,
    /// Which of the two directions it describes.
    pub side: Side,
    /// Output file below the target's folder: `["events", "email"]`.
    pub file: Texts,
    /// What it is.
    pub kind: Kind,
    /// The durable name of an event or a message.
    pub durable: Option<String>,
    /// Of an event: the session that it stems from is told how its deliveries fare.
    pub progress: bool,
    /// Of a request: where it goes.
    pub route: Option<Box<Route>>,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
    /// Type parameters in order; const parameters and lifetimes do not appear on the wire.
    pub params: Vec<EcoString>,
    /// What stands there.
    pub shape: TypeShape,
    /// Where the type stands, for messages.
    pub at: At,
}

/// In which direction a definition holds. A type has one definition for [`Side::Both`] where serde accepts what it
/// writes and nothing else; else one for each of the other two.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What is written is what is accepted, or it travels in one direction only.
    #[default]
    Both,
    /// What serde writes: `Foo`.
    Written,
    /// What serde accepts: `FooInput`.
    Accepted,
}

/// The top of a definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeShape {
    /// A struct with named fields: a JSON object.
    Record(Record),
    /// A struct of one value, or one that stands for another type: what it wraps.
    Newtype(Shape),
    /// A struct `struct P(A, B);` of none, two and more: a JSON array.
    Tuple(Items),
    /// `struct P;`: JSON null.
    Unit,
    /// An enum.
    Enum(Enum),
    /// An enum of numbers (`serde_repr`).
    Numbers(Int, Vec<WireNumber>),
}

/// A JSON object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Record {
    /// A key with a fixed text: `#[serde(tag = "…")]` on a struct.
    pub tag: Option<(EcoString, EcoString)>,
    /// The keys with values of their own.
    pub fields: Vec<WireField>,
    /// What lies among them.
    pub flat: Vec<Flat>,
    /// `deny_unknown_fields`: other keys are refused; else they are ignored. Never together with `flat`.
    pub closed: bool,
}

/// A key of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WireField {
    /// The JSON key, any text.
    pub key: EcoString,
    /// Other keys that are accepted in its place; exactly one of all may be there.
    pub aliases: Vec<EcoString>,
    /// The Rust name without `r#`, from which other languages make theirs.
    pub name: EcoString,
    /// What stands there.
    pub shape: Shape,
    /// Whether the key may be missing.
    pub presence: Presence,
    /// What a value has to be besides, where it comes from a client.
    pub rules: Rare<Rules>,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
}

/// Whether a key may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is there. (Serde fills a missing [`Shape::Option`] with `None` all the same: Elm decodes it as `Nothing`,
    /// TypeScript asks for the key.)
    #[default]
    Always,
    /// It may be missing, and that is another state than any value of the shape.
    Optional,
    /// It may be missing, which means the same as `null`; the shape is a [`Shape::Option`].
    OrNull,
    /// It is there, though the shape is a [`Shape::Option`]: serde asks for the key of a field with a module of its own.
    Required,
}

/// `#[serde(flatten)]`: what lies among the keys of the object around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flat {
    /// The Rust name of the field without `r#`.
    pub name: EcoString,
    /// What lies there.
    pub of: FlatOf,
    /// Whether it may not be there at all (`Option`). What cannot be read then counts as not there.
    pub optional: bool,
    /// Doc comment lines.
    pub docs: Texts,
}

/// The three ways in which something lies among other keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlatOf {
    /// A value whose JSON is an object: its keys are among those of the object around it, other keys are ignored.
    Keys(Shape),
    /// An enum in the external form: the first of these keys that is there is its tag. A variant without fields, which
    /// is a text elsewhere, is that key with `null` here.
    Variant {
        /// The enum.
        of: Shape,
        /// The tags of its variants, other accepted names included.
        tags: Vec<EcoString>,
    },
    /// A map, or what wraps one: every key but these.
    Rest {
        /// The map.
        of: Shape,
        /// The keys that belong to the rest of the object.
        except: Vec<EcoString>,
    },
}

/// The elements of an array, each with a shape of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Items {
    /// In order.
    pub shapes: Vec<Shape>,
    /// How many have to be there; those behind may be missing from the end.
    pub required: usize,
}

impl Items {
    /// Elements that are all there.
    #[must_use]
    pub fn all(shapes: Vec<Shape>) -> Self {
        Self {
            required: shapes.len(),
            shapes,
        }
    }
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Enum {
    /// How a variant is told from the others.
    pub tagging: Tagging,
    /// The variants in the order in which they are tried.
    pub variants: Vec<WireVariant>,
    /// `deny_unknown_fields` in the adjacent form: no other keys beside tag and content.
    pub closed: bool,
}

/// How a variant is told from the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tagging {
    /// A variant without fields is the text of its tag; every other one is an object with the tag as its only key.
    External,
    /// An object; this key holds the tag, the fields stand beside it.
    Internal {
        /// The key.
        tag: EcoString,
    },
    /// An object with the tag under one key and what the variant carries under the other.
    Adjacent {
        /// The key of the tag.
        tag: EcoString,
        /// The key of what it carries; missing where that is nothing.
        content: EcoString,
    },
    /// What the variant carries and nothing else: the first variant that fits. One without fields is `null`.
    Untagged,
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WireVariant {
    /// Its name on the wire, any text.
    pub tag: EcoString,
    /// Other names that are accepted.
    pub aliases: Vec<EcoString>,
    /// The Rust name without `r#`.
    pub name: EcoString,
    /// What it carries.
    pub body: VariantBody,
    /// `#[serde(untagged)]` on the variant: what it carries stands alone, tried after all that are tagged.
    pub untagged: bool,
    /// `#[serde(other)]`: it stands for every tag that is no other variant's. Only accepted, never written so.
    pub other: bool,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
}

/// What a variant carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantBody {
    /// Nothing.
    Unit,
    /// One value. In the internal form its JSON is an object, and it never sees the tag's key.
    Newtype(Shape),
    /// Several.
    Tuple(Items),
    /// Named fields. In the internal form the tag's key is not among them, and is not unknown either.
    Record(Record),
}

/// A variant of an enum of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireNumber {
    /// What stands on the wire.
    pub value: i128,
    /// The Rust name without `r#`.
    pub name: EcoString,
    /// `#[serde(other)]`: it stands for every other number of the type.
    pub other: bool,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
}

/// A value on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Any JSON (`serde_json::Value`).
    Any,
    /// `null` (`()`, `PhantomData`).
    Null,
    /// `true`, `false`.
    Bool,
    /// A whole number in the range of the Rust type.
    Int(Int),
    /// The same without zero (`NonZero`).
    NonZero(Int),
    /// A number (`f32`, `f64`).
    Float {
        /// Whether `null` stands for those that JSON cannot hold: NaN and the infinities. Serde writes it and never
        /// reads it.
        null: bool,
    },
    /// Text of some form.
    Text(Text),
    /// `null` or the value.
    Option(Box<Shape>),
    /// An array of any length.
    List(Box<Shape>),
    /// An array of exactly this length.
    Array(Box<Shape>, usize),
    /// An array of these, in order; one and more.
    Tuple(Vec<Shape>),
    /// An object with free keys.
    Map {
        /// What the keys are.
        key: Key,
        /// What stands under each.
        of: Box<Shape>,
    },
    /// A type of the standard library with a form of its own, and its type arguments in order.
    BuiltIn(BuiltIn, Vec<Shape>),
    /// A type parameter of the definition.
    Param(EcoString),
    /// Another definition.
    Ref {
        /// The output file that holds it.
        file: Texts,
        /// Its name.
        name: EcoString,
        /// Which of its definitions.
        side: Side,
        /// Its type arguments in order.
        args: Box<[Shape]>,
    },
}

/// The integer types. `usize` and `isize` are those of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is the Rust type of its name")]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    I128,
    U8,
    U16,
    U32,
    U64,
    U128,
}

impl Int {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::I128,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::U128,
    ];

    /// Its name in Rust.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::I128 => "i128",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::U128 => "u128",
        }
    }

    /// Whether it has values that a JavaScript number cannot hold exactly: those beyond 2^53.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        match self {
            Self::I64 | Self::I128 | Self::U64 | Self::U128 => true,
            Self::I8 | Self::I16 | Self::I32 | Self::U8 | Self::U16 | Self::U32 => false,
        }
    }
}

/// The forms of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Text {
    /// Any text that UTF-8 can hold, so without half of a surrogate pair.
    Any,
    /// One Unicode scalar value (`char`).
    Char,
    /// A UUID in its hyphenated form.
    Uuid,
    /// A time with its offset as in RFC 3339: `2024-06-19T15:22:45.5Z`, `…+02:00`.
    Timestamp,
    /// A time with its zone: `2024-06-19T15:22:45-04:00[America/New_York]` (`jiff::Zoned`).
    Zoned,
    /// A day: `2024-06-19`.
    Date,
    /// A time of day: `15:22:45.5`.
    Time,
    /// A day and a time of day without offset: `2024-06-19T15:22:45.5`.
    DateTime,
    /// `127.0.0.1`.
    Ipv4,
    /// `::1`.
    Ipv6,
    /// Either.
    Ip,
    /// `127.0.0.1:80`.
    SocketV4,
    /// `[::1]:80`.
    SocketV6,
    /// Either.
    Socket,
    /// An absolute URL.
    Url,
    /// A decimal number: `-12.50` (`rust_decimal::Decimal`).
    Decimal,
    /// The digits of a whole number in the range of the type (`buildamp::int_string`).
    Digits(Int),
    /// Bytes, two hexadecimal digits each.
    Hex,
    /// Bytes in base 64 with padding, the standard alphabet.
    Base64,
}

/// The keys of a map: always text in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Text of some form.
    Text(Text),
    /// The shortest digits of a whole number in the range of the type.
    Int(Int),
    /// `true` or `false`.
    Bool,
    /// The tag of an enum whose variants carry nothing: a [`Shape::Ref`].
    Tag(Box<Shape>),
}

/// Types of the standard library that serde writes in a form of its own, and their number of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltIn {
    /// `{"secs": u64, "nanos": u32}`
    Duration,
    /// `{"secs_since_epoch": u64, "nanos_since_epoch": u32}`
    SystemTime,
    /// `Range<T>`, `RangeInclusive<T>`: `{"start": T, "end": T}`
    Range,
    /// `RangeFrom<T>`: `{"start": T}`
    RangeFrom,
    /// `RangeTo<T>`: `{"end": T}`
    RangeTo,
    /// `Bound<T>`: `"Unbounded"`, `{"Included": T}`, `{"Excluded": T}`
    Bound,
    /// `Result<T, E>`: `{"Ok": T}`, `{"Err": E}`
    Result,
}
