//! What the models say, as plain data: no syn, no tokens, serialisable.
//!
//! [`Item`] is a struct or an enum as it was written; the Rust emitter reads it. [`Definition`] is the same type as
//! serde writes it on the wire; the TypeScript and Elm emitters read that and nothing else.

mod file_name;
mod limits;
mod options;
mod rare;
mod rules;
mod serde_attributes;
mod service;
mod shape;
mod texts;
mod walk;
mod webhook;

/// The names of types, fields and variants, most of which take no memory of their own.
pub use ecow::EcoString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

pub use self::file_name::FileName;
pub use self::limits::{Batch, Coalesce, Limits, Mode, Rate};
pub use self::options::{Keep, Options, Overflow, Retry, TemplatePart};
pub use self::rare::{Rare, Usual};
pub use self::rules::{
    ContextKey, EndpointHandler, Given, InputForm, Range, Route, RouteInput, Ruled, RuledForm,
    Rules,
};
pub use self::serde_attributes::{
    DefaultValue, PerSide, SerdeContainer, SerdeField, SerdeVariant, SerdeWith, With,
};
pub use self::service::{Call, Content, Follows, Method};
pub use self::shape::{
    BuiltIn, Definition, Enum, Flat, FlatOf, Int, Items, Key, Presence, Record, Shape, Side,
    Tagging, Text, TypeShape, VariantBody, WireField, WireNumber, WireVariant,
};
pub use self::texts::Texts;
pub use self::webhook::{Scheme, Secrets, Verify, Webhook};

/// Where something stands in the user's source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct At {
    /// Path as a person would type it: relative to the package's root where it lies below it.
    pub file: FileName,
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1, in characters.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// Column after the last character, from 1.
    pub end_column: u32,
}

impl At {
    /// From a line and a column to another line and the column behind the last character.
    #[must_use]
    pub fn new(file: FileName, start: (usize, usize), end: (usize, usize)) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file,
            line: count(start.0),
            column: count(start.1),
            end_line: count(end.0),
            end_column: count(end.1),
        }
    }

    /// The first line and column.
    #[must_use]
    pub const fn start(&self) -> (usize, usize) {
        (self.line as usize, self.column as usize)
    }

    /// The last line, and the column after the last character.
    #[must_use]
    pub const fn end(&self) -> (usize, usize) {
        (self.end_line as usize, self.end_column as usize)
    }
}

/// What the folder of a file makes of its structs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `events/`: a background event.
    Event,
    /// `sse/`: a message from the server to a browser session.
    Sse,
    /// `webhooks/`: an event that another system sends.
    Webhook,
    /// `api/` with `#[buildamp(path = "…")]`: a request to an endpoint.
    Api,
    /// `services/`: an event that is a call of another service.
    Service,
    /// `session.rs`: what the application keeps of a browser session.
    Session,
    /// Anywhere else, or `#[buildamp(plain)]`: a type that the others use.
    Plain,
}

impl Kind {
    /// Whether its types implement a trait of ours, and so stand for one shape.
    #[must_use]
    pub const fn is_durable(self) -> bool {
        match self {
            Self::Event | Self::Sse | Self::Webhook | Self::Service | Self::Api => true,
            Self::Session | Self::Plain => false,
        }
    }

    /// Whether its types are events: they are stored, delivered and handled.
    #[must_use]
    pub const fn is_event(self) -> bool {
        match self {
            Self::Event | Self::Webhook | Self::Service => true,
            Self::Sse | Self::Api | Self::Session | Self::Plain => false,
        }
    }
}

/// The traits that a type derives or implements itself. What is set, the generator leaves alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The type's name, with `r#` where it was written so.
    pub ident: EcoString,
    /// What it becomes.
    pub kind: Kind,
    /// The module that holds it, from the crate's root: `["models", "events", "email"]`. Empty behind a derive.
    pub module: Texts,
    /// Its path from the name of its crate, where that is another one than the one that is being built:
    /// `["shop_models", "events", "email", "SendWelcomeEmail"]`. It has its impls there.
    pub foreign: Option<Vec<String>>,
    /// The folder path below the models' root whose output file takes it: `["events", "email"]`.
    pub file: Texts,
    /// The durable name (an event's `type`, a message's `type`); `None` for a plain type.
    pub durable: Option<String>,
    /// Doc comment, one entry a line, without the leading space.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
    /// Lifetime parameters in order.
    pub lifetimes: Vec<Lifetime>,
    /// Type and const parameters in order.
    pub generics: Vec<Generic>,
    /// Its fields or variants.
    pub body: Body,
    /// What it brings along.
    pub has: Has,
    /// `#[serde(..)]` of the container.
    pub serde: Rare<SerdeContainer>,
    /// `#[buildamp(shape = "…")]`: the Rust type whose JSON stands for it, as for one whose `Serialize` is written by
    /// hand.
    pub stated: Option<Box<Ty>>,
    /// `#[buildamp(..)]` of the container.
    pub options: Options,
    /// The name in the source.
    pub at: At,
}

impl Item {
    /// The traits that have to be written for it.
    ///
    /// `#[serde(..)]` speaks to serde's own derives, so of a type that carries any, what serde it has is what it is
    /// meant to have. An event or a message needs both traits, and was told so where it lacks one.
    #[must_use]
    pub fn lacks(&self) -> Has {
        let is_remote = self.serde.remote;
        let is_settled = is_remote || (self.serde.any && !self.kind.is_durable());
        Has {
            debug: !self.has.debug && !is_remote,
            clone: !self.has.clone && !is_remote,
            serialize: !self.has.serialize && !is_settled,
            deserialize: !self.has.deserialize && !is_settled,
            kind: !self.has.kind && self.kind.is_durable(),
        }
    }
}

/// A lifetime parameter of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// With its `'`.
    pub name: String,
    /// The lifetimes that it outlives, as written.
    pub bounds: Vec<String>,
    /// Whether what is read has to live as long: a field refers to it. A `Cow` is content with less.
    pub borrowed: bool,
}

/// One parameter of a generic type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generic {
    /// `T`, `N`.
    pub name: EcoString,
    /// `Some("usize")` for `const N: usize`.
    pub constant: Option<String>,
    /// Bounds as written, each with its full path or from the prelude.
    pub bounds: Vec<String>,
}

/// Fields or variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A struct.
    Struct(Fields),
    /// An enum.
    Enum(Vec<Variant>),
}

impl Body {
    /// Every field, those of variants included.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        let (own, variants) = match self {
            Self::Struct(fields) => (Some(fields), [].as_slice()),
            Self::Enum(variants) => (None, variants.as_slice()),
        };
        let variants = variants.iter().map(|variant| &variant.fields);
        own.into_iter().chain(variants).flat_map(Fields::list)
    }
}

/// The three forms of a struct or a variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fields {
    /// `{ a: A }`.
    Named(Vec<Field>),
    /// `(A, B)`.
    Unnamed(Vec<Field>),
    /// Nothing.
    Unit,
}

impl Fields {
    /// The fields, whatever the form.
    #[must_use]
    pub fn list(&self) -> &[Field] {
        match self {
            Self::Named(fields) | Self::Unnamed(fields) => fields,
            Self::Unit => &[],
        }
    }
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name, with `r#` where written so; the position (`0`, `1`) in a tuple.
    pub ident: EcoString,
    /// Its type.
    pub ty: Ty,
    /// What `#[serde(..)]` says about it.
    pub serde: Rare<SerdeField>,
    /// `#[buildamp(shape = "…")]`: the Rust type whose JSON stands there, whatever the field's own type is.
    pub stated: Option<Box<Ty>>,
    /// `#[buildamp(secret)]`: its value is shown to nobody.
    pub secret: bool,
    /// What else `#[buildamp(..)]` says about it.
    pub rules: Rare<Rules>,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
    /// The name in the source.
    pub at: At,
}

/// A variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The name, with `r#` where written so.
    pub ident: EcoString,
    /// Its fields.
    pub fields: Fields,
    /// What `#[serde(..)]` says about it.
    pub serde: Rare<SerdeVariant>,
    /// `#[buildamp(shape = "…")]`: the Rust type whose JSON is that of what it carries.
    pub stated: Option<Box<Ty>>,
    /// `= 3`: the number that stands for it, as written.
    pub discriminant: Option<Box<str>>,
    /// Doc comment lines.
    pub docs: Texts,
    /// `#[deprecated]`: its note, which may be empty.
    pub deprecated: Option<Box<str>>,
    /// The name in the source.
    pub at: At,
}

/// A type as written, not yet resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ty {
    /// `a::b::C<D>`.
    Path {
        /// Whether it begins with `::`.
        global: bool,
        /// The names.
        segments: SmallVec<[String; 1]>,
        /// The type arguments of the last segment.
        args: Box<[Ty]>,
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
    /// `[T]`, which stands behind a pointer.
    Slice(Box<Ty>, At),
    /// `&T`, `&mut T`.
    Reference(Box<Ty>, At),
    /// A function pointer, a trait object …: never on the wire.
    Other {
        /// As written.
        text: String,
        /// Where it stands.
        at: At,
    },
}

/// A function under `src/handlers/` that takes an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// What its consumer is held to.
    pub limits: Limits,
    /// Set where it takes a `Vec` of the event.
    pub batch: Option<Batch>,
    /// When it runs.
    pub mode: Mode,
    /// Set where an ephemeral one takes several events as one.
    pub coalesce: Option<Coalesce>,
    /// Where the secrets are in the JSON of what it returns.
    pub secret_result: Vec<String>,
    /// The function's name in the source.
    pub at: At,
}

/// What a handler listens to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// One event, by the index of its [`Item`] in [`Model::items`].
    Event(usize),
    /// Every event whose type matches the glob: the first argument is an `Envelope`.
    Glob(String),
}

/// Which arguments follow the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateOf {
    /// A path to an alias of `buildamp::Context<State>`, tokens as they can stand anywhere in the crate.
    Alias(String),
    /// The state itself.
    State(String),
}

/// What is generated for events: `[generate] event_store`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Interface {
    /// They are stored with a transaction, and arrive.
    #[default]
    Reliable,
    /// `event_store = false`: they are handed over in the process, at once or by a volatile timer.
    Immediate,
}

/// Everything that was found: what `inspect --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Model {
    /// Structs and enums below the models' root, in the order of their files and lines.
    pub items: Vec<Item>,
    /// Handlers, in the order of their files and lines.
    pub handlers: Vec<Handler>,
    /// The functions that answer requests, in the order of their files and lines.
    pub endpoints: Vec<EndpointHandler>,
    /// Whether a `handlers/` folder stood beside the models.
    pub has_handlers: bool,
    /// What is generated for events.
    pub interface: Interface,
    /// The name of the package that the models belong to; empty where there is none.
    pub package: String,
}
