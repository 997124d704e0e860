//! What the models say, as plain data: no syn, no tokens, serialisable.
//!
//! [`Item`] is a struct or an enum as it was written; the Rust emitter reads it. [`Definition`] is the same type as
//! serde writes it on the wire; the TypeScript and Elm emitters read that and nothing else.

mod options;
mod walk;

use serde::Serialize;

pub use self::options::{Options, Overflow, TemplatePart};

/// Where something stands in the user's source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Default)]
pub struct At {
    /// Path as a person would type it: relative to the package's root where it lies below it.
    pub file: String,
    /// First line, from 1.
    pub line: usize,
    /// First column, from 1, in characters.
    pub column: usize,
    /// Last line, from 1.
    pub end_line: usize,
    /// Column after the last character, from 1.
    pub end_column: usize,
}

/// What the folder of a file makes of its structs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `events/`: a background event.
    Event,
    /// `sse/`: a message from the server to a browser session.
    Sse,
    /// `session.rs`: what the application keeps of a browser session.
    Session,
    /// Anywhere else, or `#[buildamp(plain)]`: a type that the others use.
    Plain,
}

impl Kind {
    /// Whether its types implement a trait of ours and have a durable name: what stands for one shape.
    #[must_use]
    pub const fn is_durable(self) -> bool {
        match self {
            Self::Event | Self::Sse => true,
            Self::Session | Self::Plain => false,
        }
    }
}

/// The traits that a type derives or implements itself. What is set, the generator leaves alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag a trait; each is independent of the others"
)]
pub struct Has {
    /// `core::fmt::Debug`.
    pub debug: bool,
    /// `core::clone::Clone`.
    pub clone: bool,
    /// `serde::Serialize`.
    pub serialize: bool,
    /// `serde::Deserialize`.
    pub deserialize: bool,
    /// The trait of its kind: `#[derive(BuildAmpEvent)]`, `#[derive(BuildAmpSSE)]`.
    pub kind: bool,
}

/// A struct or an enum as the user wrote it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// The type's name, with `r#` where it was written so.
    pub ident: String,
    /// What it becomes.
    pub kind: Kind,
    /// The module that holds it, from the crate's root: `["models", "events", "email"]`. Empty behind a derive.
    pub module: Vec<String>,
    /// The folder path below the models' root whose output file takes it: `["events", "email"]`.
    pub file: Vec<String>,
    /// The durable name (an event's `type`, a message's `type`); `None` for a plain type.
    pub durable: Option<String>,
    /// Doc comment, one entry a line, without the leading space.
    pub docs: Vec<String>,
    /// Type and const parameters in order.
    pub generics: Vec<Generic>,
    /// Its fields or variants.
    pub body: Body,
    /// What it brings along.
    pub has: Has,
    /// `#[serde(..)]` of the container.
    pub serde: SerdeContainer,
    /// `#[buildamp(..)]` of the container.
    pub options: Options,
    /// The name in the source.
    pub at: At,
}

/// One parameter of a generic type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Generic {
    /// `T`, `N`.
    pub name: String,
    /// `Some("usize")` for `const N: usize`.
    pub constant: Option<String>,
    /// Bounds as written, each with its full path or from the prelude.
    pub bounds: Vec<String>,
}

/// What `#[serde(..)]` says about a container and is honoured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct SerdeContainer {
    /// `rename_all = "…"`, serde's own spelling of the case.
    pub rename_all: Option<String>,
    /// Whether any `#[serde(..)]` stands on the type, its fields or its variants.
    pub any: bool,
}

/// Fields or variants.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A struct.
    Struct(Fields),
    /// An enum.
    Enum(Vec<Variant>),
}

/// The three forms of a struct or a variant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fields {
    /// `{ a: A }`.
    Named(Vec<Field>),
    /// `(A, B)`.
    Unnamed(Vec<Field>),
    /// Nothing.
    Unit,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The name, with `r#` where written so; the position (`0`, `1`) in a tuple.
    pub ident: String,
    /// Its type.
    pub ty: Ty,
    /// `#[serde(rename = "…")]`.
    pub rename: Option<String>,
    /// Doc comment lines.
    pub docs: Vec<String>,
    /// The name in the source.
    pub at: At,
}

/// A variant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// The name, with `r#` where written so.
    pub ident: String,
    /// Its fields.
    pub fields: Fields,
    /// `#[serde(rename = "…")]`.
    pub rename: Option<String>,
    /// `#[serde(rename_all = "…")]` on the variant: cases its fields.
    pub rename_all: Option<String>,
    /// Doc comment lines.
    pub docs: Vec<String>,
    /// The name in the source.
    pub at: At,
}

/// A type as written, not yet resolved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ty {
    /// `a::b::C<D>`.
    Path {
        /// Whether it begins with `::`.
        global: bool,
        /// The names.
        segments: Vec<String>,
        /// The type arguments of the last segment.
        args: Vec<Ty>,
        /// Where it stands.
        at: At,
    },
    /// `[T; N]`.
    Array {
        /// The element.
        of: Box<Ty>,
        /// The length as written: a number or the name of a const.
        len: String,
        /// Where it stands.
        at: At,
    },
    /// `(A, B)`; `()` when empty.
    Tuple(Vec<Ty>, At),
    /// A reference, a function pointer, a trait object …: never on the wire.
    Other {
        /// As written.
        text: String,
        /// Where it stands.
        at: At,
    },
}

/// A function under `src/handlers/` that takes an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handler {
    /// The consumer's durable name: `email::send_welcome_email`.
    pub consumer: String,
    /// Whether `#[buildamp(consumer = "…")]` pinned that name.
    pub named: bool,
    /// The function from the crate's root: `["handlers", "email", "send_welcome_email"]`.
    pub path: Vec<String>,
    /// What it listens to.
    pub on: On,
    /// The arguments after the event, in order.
    pub takes: Takes,
    /// The path of the application's context type from the crate's root, when it takes one: `crate::Cx`, or the
    /// state inside `Context<..>`.
    pub state: Option<StateOf>,
    /// The function's name in the source.
    pub at: At,
}

/// What a handler listens to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// One event, by the index of its [`Item`] in [`Model::items`].
    Event(usize),
    /// Every event whose type matches the glob: the first argument is an `Envelope`.
    Glob(String),
}

/// Which arguments follow the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// `(event)`.
    Event,
    /// `(event, &Cx)`.
    Context,
    /// `(event, &mut Tx)`.
    Tx,
    /// `(event, &Cx, &mut Tx)`.
    ContextAndTx,
}

/// Where the application's state type is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StateOf {
    /// A path to an alias of `buildamp::Context<State>`, tokens as they can stand anywhere in the crate.
    Alias(String),
    /// The state itself.
    State(String),
}

/// Everything that was found: what `inspect --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Model {
    /// Structs and enums below the models' root, in the order of their files and lines.
    pub items: Vec<Item>,
    /// Handlers, in the order of their files and lines.
    pub handlers: Vec<Handler>,
    /// Whether a `handlers/` folder stood beside the models.
    pub has_handlers: bool,
}

/// A type as serde writes it: the contract between [`crate::wire`] and the emitters of other languages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// The Rust name without `r#`.
    pub name: String,
    /// Output file below the target's folder: `["events", "email"]`.
    pub file: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// The durable name of an event or a message.
    pub durable: Option<String>,
    /// Of an event: the session that it stems from is told how its deliveries fare.
    pub progress: bool,
    /// Doc comment lines.
    pub docs: Vec<String>,
    /// Type parameters in order; const parameters do not appear on the wire.
    pub params: Vec<String>,
    /// What is written.
    pub shape: TypeShape,
    /// Where the type stands, for messages.
    pub at: At,
}

/// The top of a definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeShape {
    /// A struct with named fields: a JSON object. Unknown keys are ignored.
    Record(Vec<WireField>),
    /// A newtype struct: what it wraps.
    Newtype(Shape),
    /// A struct `struct P(A, B);` of two and more: a JSON array of that length.
    Tuple(Vec<Shape>),
    /// `struct P;`: JSON null.
    Unit,
    /// An enum in serde's external form. A unit variant is the string of its tag; every other one is an object with
    /// the tag as its only key.
    Enum(Vec<WireVariant>),
}

/// A key of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WireField {
    /// The JSON key, any text.
    pub key: String,
    /// The Rust name without `r#`, from which other languages make theirs.
    pub name: String,
    /// What stands there. A missing key is accepted for [`Shape::Option`] alone.
    pub shape: Shape,
    /// Doc comment lines.
    pub docs: Vec<String>,
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WireVariant {
    /// The string on the wire, any text.
    pub tag: String,
    /// The Rust name without `r#`.
    pub name: String,
    /// What it carries.
    pub body: VariantBody,
    /// Doc comment lines.
    pub docs: Vec<String>,
}

/// What a variant carries.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantBody {
    /// Nothing: `"Tag"`.
    Unit,
    /// One value: `{"Tag": value}`.
    Newtype(Shape),
    /// Several: `{"Tag": [a, b]}`.
    Tuple(Vec<Shape>),
    /// Named fields: `{"Tag": {"a": …}}`.
    Record(Vec<WireField>),
}

/// A value on the wire.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// `true`, `false`.
    Bool,
    /// A whole number in the range of the Rust type.
    Int(Int),
    /// A finite number (`f32`, `f64`).
    Float,
    /// Text.
    String,
    /// Text in the hyphenated form of a UUID.
    Uuid,
    /// Text in RFC 3339 form with `Z` or `+hh:mm`: chrono's `DateTime<Utc | Local | FixedOffset>`, jiff's `Timestamp`.
    Timestamp,
    /// `null` or the value.
    Option(Box<Shape>),
    /// An array of any length.
    List(Box<Shape>),
    /// An array of exactly this length.
    Array(Box<Shape>, usize),
    /// An array of these, in order; two and more.
    Tuple(Vec<Shape>),
    /// An object with free keys.
    Map(Box<Shape>),
    /// A type parameter of the definition.
    Param(String),
    /// Another definition.
    Ref {
        /// The output file that holds it.
        file: Vec<String>,
        /// Its name.
        name: String,
        /// Its type arguments in order.
        args: Vec<Shape>,
    },
}

/// The integer types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is the Rust type of its name")]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}
