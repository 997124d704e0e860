//! What stands in `#[buildamp(..)]` and `#[serde(..)]`: the tables of keys, and the one reader behind every door.

mod of_serde;
mod of_serde_with;
mod serde_keys;

use proc_macro2::Span;
use serde::{Deserialize, Serialize};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, UnOp};

pub use self::of_serde::{container, field, variant};
pub use self::of_serde_with::{serde_as, skip_none, skips_none};
pub use self::serde_keys::SERDE;
use crate::model::{At, Ty};
use crate::parse::unraw;
use crate::report::{self, Notes};

/// What an attribute stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A struct or an enum.
    Type,
    /// A field.
    Field,
    /// A variant of an enum.
    Variant,
    /// A function under the handlers.
    Handler,
}

impl On {
    fn name(self) -> &'static str {
        match self {
            Self::Type => "a type",
            Self::Field => "a field",
            Self::Variant => "a variant",
            Self::Handler => "a handler",
        }
    }
}

/// A key of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// The example that every message about it ends with.
    pub example: &'static str,
    /// What it may stand on.
    pub on: &'static [On],
}

const fn key(name: &'static str, example: &'static str, on: &'static [On]) -> Key {
    Key { name, example, on }
}

/// The keys of `#[buildamp(..)]`.
pub const BUILDAMP: &[Key] = &[
    key("type", "#[buildamp(type = \"email.welcome\")]", &[On::Type]),
    key("plain", "#[buildamp(plain)]", &[On::Type]),
    key(
        "shape",
        "#[buildamp(shape = \"String\")]",
        &[On::Type, On::Field, On::Variant],
    ),
    key("secret", "#[buildamp(secret)]", &[On::Field]),
    key(
        "query",
        "#[buildamp(path = \"ListComments\", query)]",
        &[On::Type],
    ),
    key("Required", "#[buildamp(Required)]", &[On::Field]),
    key("Trim", "#[buildamp(Trim)]", &[On::Field]),
    key("MinLength", "#[buildamp(MinLength(3))]", &[On::Field]),
    key("MaxLength", "#[buildamp(MaxLength(500))]", &[On::Field]),
    key("Range", "#[buildamp(Range(1..=10))]", &[On::Field]),
    key(
        "Pattern",
        "#[buildamp(Pattern = \"[a-z0-9-]+\")]",
        &[On::Field],
    ),
    key("Email", "#[buildamp(Email)]", &[On::Field]),
    key("Url", "#[buildamp(Url)]", &[On::Field]),
    key("Default", "#[buildamp(Default = 20)]", &[On::Field]),
    key("ReadOnly", "#[buildamp(ReadOnly)]", &[On::Field]),
    key("Inject", "#[buildamp(Inject = \"user_id\")]", &[On::Field]),
    key("log_only", "#[buildamp(log_only)]", &[On::Type]),
    key("path", "#[buildamp(path = \"stripe\")]", &[On::Type]),
    key("verify", "#[buildamp(verify = \"stripe\")]", &[On::Type]),
    key(
        "secret",
        "#[buildamp(secret = \"${STRIPE_SECRET}\")]",
        &[On::Type],
    ),
    key(
        "max_body",
        "#[buildamp(max_body = 26_214_400)]",
        &[On::Type],
    ),
    key(
        "target",
        "#[buildamp(target(url = \"https://api.example.com/v1/{id}\", method = \"POST\", auth = \"Bearer ${API_KEY}\"))]",
        &[On::Type],
    ),
    key("response", "#[buildamp(response = Ack)]", &[On::Type]),
    key(
        "on_success",
        "#[buildamp(on_success = MailSent)]",
        &[On::Type],
    ),
    key(
        "on_failure",
        "#[buildamp(on_failure = MailLost)]",
        &[On::Type],
    ),
    key("version", "#[buildamp(version = 2)]", &[On::Type]),
    key(
        "upcast",
        "#[buildamp(version = 2, upcast = from_v1)]",
        &[On::Type],
    ),
    key("priority", "#[buildamp(priority = \"high\")]", &[On::Type]),
    key("max_attempts", "#[buildamp(max_attempts = 3)]", &[On::Type]),
    key(
        "retry",
        "#[buildamp(retry(base = \"2s\", cap = \"1h\"))]",
        &[On::Type],
    ),
    key("timeout", "#[buildamp(timeout = \"30s\")]", &[On::Type]),
    key(
        "subject",
        "#[buildamp(subject = \"user/{email}\")]",
        &[On::Type],
    ),
    key(
        "partition_key",
        "#[buildamp(partition_key = \"account/{number}\")]",
        &[On::Type],
    ),
    key("keep", "#[buildamp(keep = \"30d\")]", &[On::Type]),
    key("progress", "#[buildamp(progress)]", &[On::Type]),
    key(
        "overflow",
        "#[buildamp(overflow = \"drop_oldest\")]",
        &[On::Type],
    ),
    key(
        "coalesce",
        "#[buildamp(coalesce = \"document/{id}\")]",
        &[On::Type],
    ),
    key(
        "consumer",
        "#[buildamp(consumer = \"audit\")]",
        &[On::Handler],
    ),
    key("on", "#[buildamp(on = \"order.**\")]", &[On::Handler]),
    key(
        "concurrency",
        "#[buildamp(concurrency = 20)]",
        &[On::Handler],
    ),
    key(
        "concurrency_per_key",
        "#[buildamp(concurrency_per_key = 2)]",
        &[On::Handler],
    ),
    key("rate", "#[buildamp(rate = \"100/1m\")]", &[On::Handler]),
    key(
        "rate_per_key",
        "#[buildamp(rate_per_key = \"1/1s\")]",
        &[On::Handler],
    ),
    key("in_order", "#[buildamp(in_order)]", &[On::Handler]),
    key(
        "batch",
        "#[buildamp(batch(max = 100, wait = \"50ms\"))]",
        &[On::Handler],
    ),
    key("mode", "#[buildamp(mode = \"inline\")]", &[On::Handler]),
    key(
        "required",
        "#[buildamp(mode = \"inline\", required)]",
        &[On::Handler],
    ),
    key(
        "coalesce",
        "#[buildamp(mode = \"ephemeral\", coalesce(key = \"document/{id}\", window = \"1s\"))]",
        &[On::Handler],
    ),
];

/// What makes a struct a request to an endpoint: `path` is for webhooks, too.
pub const REQUEST: &str = "#[buildamp(path = \"SubmitComment\")]";

/// The example of a key of `#[buildamp(..)]`, by the first place that it may stand at.
#[must_use]
pub fn example(name: &str) -> &'static str {
    let key = BUILDAMP.iter().find(|key| key.name == name);
    key.map_or("#[buildamp(..)]", |key| key.example)
}

/// The example of a key that a handler has.
#[must_use]
pub fn example_on_a_handler(name: &str) -> &'static str {
    named(name, On::Handler).map_or("#[buildamp(..)]", |key| key.example)
}

/// The key of this name: the one that may stand here, if there is one.
fn named(name: &str, on: On) -> Option<&'static Key> {
    let mut keys = BUILDAMP.iter().filter(|key| key.name == name);
    let here = keys.clone().find(|key| key.on.contains(&on));
    here.or_else(|| keys.next())
}

/// Why a key of `#[buildamp(..)]` means nothing where events are not stored; `None` when it does.
#[must_use]
pub fn without_store(name: &str) -> Option<&'static str> {
    match name {
        "version" | "upcast" => Some("no event is ever read that an older build wrote"),
        "priority" => Some("events are handled in the order of their emits"),
        "max_attempts" | "retry" => Some("no handler is tried again"),
        "keep" => Some("no event is kept"),
        "progress" => Some("there are no browser sessions that could be told"),
        "partition_key"
        | "concurrency"
        | "concurrency_per_key"
        | "rate"
        | "rate_per_key"
        | "in_order" => Some("limits and order are kept by what waits in it"),
        "batch" => Some("batches are made of what waits in it"),
        "query" => Some("a request is answered once its transaction is committed"),
        "mode" | "required" => {
            Some("every handler runs after its emit, and nothing of it is on record")
        }
        _ => None,
    }
}

/// What to write instead of such a key.
pub const WITH_A_STORE: &str = "remove it, or take `event_store = false` out of buildamp.toml and give the application a store";

/// A key as it was written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row of the table.
    pub key: Key,
    /// What stands after `=`.
    pub value: Value,
    /// The key's place.
    pub span: Span,
    /// The value's place; the key's where there is none, or a list.
    pub value_span: Span,
}

/// What stands after a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing: `plain`.
    None,
    /// `= "text"`.
    Text(String),
    /// `= ["text", "text"]`.
    Texts(Vec<String>),
    /// `= 3`, `= -3`.
    Number(i64),
    /// `= a::path`.
    Path(String),
    /// `(every = "30s")`.
    List(Vec<Argument>),
    /// `= 0.5`, as written.
    Decimal(String),
    /// `= true`.
    Bool(bool),
    /// `(1..=10)`.
    Range {
        /// Before the dots.
        min: Option<Box<Value>>,
        /// Behind them.
        max: Option<Box<Value>>,
        /// Whether they are `..=`.
        closed: bool,
    },
}

/// A key between the parentheses of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// How it is written.
    pub name: String,
    /// What stands after it.
    pub value: Value,
}

/// Whether `#[buildamp]` or `#[buildamp(..)]` stands here.
#[must_use]
pub fn is_buildamp(attribute: &Attribute) -> bool {
    let mut names = attribute.path().segments.iter();
    names.next().is_some_and(|first| first.ident == "buildamp")
        && names.next().is_none_or(|second| second.ident == "buildamp")
        && names.next().is_none()
}

/// Reads every `#[buildamp(..)]` among the attributes of something.
pub fn buildamp(attributes: &[Attribute], on: On, notes: &mut Notes<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for attribute in attributes.iter().filter(|it| is_buildamp(it)) {
        match &attribute.meta {
            syn::Meta::Path(_) => {}
            syn::Meta::List(list) => buildamp_args(list.tokens.clone(), on, notes, &mut entries),
            syn::Meta::NameValue(_) => notes.add(
                report::BUILDAMP_ATTRIBUTE,
                attribute.span(),
                "`#[buildamp]` takes its keys in parentheses",
                format!("for example {}", examples(BUILDAMP, on)),
            ),
        }
    }
    entries
}

/// Reads what stands between the parentheses of `#[buildamp(..)]`.
pub fn buildamp_args(
    tokens: proc_macro2::TokenStream,
    on: On,
    notes: &mut Notes<'_>,
    entries: &mut Vec<Entry>,
) {
    let parser = syn::meta::parser(|meta| {
        let span = meta.path.span();
        let name = path_text(&meta.path);
        let value_span = value_span(&meta);
        let value = value(&meta);
        match (named(&name, on), value) {
            (Some(key), _) if !key.on.contains(&on) => notes.add(
                report::BUILDAMP_ATTRIBUTE,
                span,
                format!("`{name}` does not apply to {}", on.name()),
                match examples(BUILDAMP, on) {
                    none if none.is_empty() => "remove it".to_owned(),
                    some => format!("here one writes {some}"),
                },
            ),
            (Some(key), _) if entries.iter().any(|entry: &Entry| entry.key == *key) => notes.add(
                report::BUILDAMP_ATTRIBUTE,
                span,
                format!("`{name}` is given twice"),
                "keep one of them",
            ),
            (Some(key), Some(value))
                if key.name == "shape" && stated(&value, &notes.at(value_span)).is_none() =>
            {
                notes.add(
                    report::BUILDAMP_ATTRIBUTE,
                    value_span,
                    "`shape` is the Rust type whose JSON stands here, as a string",
                    format!("write {}", key.example),
                );
            }
            (Some(key), Some(value)) => entries.push(Entry {
                key: *key,
                value,
                span,
                value_span,
            }),
            (Some(key), None) => notes.add(
                report::BUILDAMP_ATTRIBUTE,
                span,
                format!("`{name}` has a value that cannot be read"),
                format!("write {}", key.example),
            ),
            (None, _) => unknown(&name, span, on, notes),
        }
        Ok(())
    });
    if let Err(error) = syn::parse::Parser::parse2(parser, tokens) {
        notes.add(
            report::BUILDAMP_ATTRIBUTE,
            error.span(),
            format!("`#[buildamp(..)]` cannot be read: {error}"),
            format!("for example {}", examples(BUILDAMP, on)),
        );
    }
}

fn unknown(name: &str, span: Span, on: On, notes: &mut Notes<'_>) {
    let here = || BUILDAMP.iter().filter(|key| key.on.contains(&on));
    let meant = report::nearest(name, here().map(|key| key.name))
        .and_then(|meant| here().find(|key| key.name == meant));
    let help = match (meant, examples(BUILDAMP, on)) {
        (Some(key), _) => format!("did you mean `{}`? write {}", key.name, key.example),
        (None, none) if none.is_empty() => {
            format!("no key applies to {} yet: remove it", on.name())
        }
        (None, some) => format!("the keys here are {some}"),
    };
    notes.add(
        report::BUILDAMP_ATTRIBUTE,
        span,
        format!("`#[buildamp(..)]` has no key `{name}`"),
        help,
    );
}

/// Where the value of a key begins.
fn value_span(meta: &ParseNestedMeta<'_>) -> Span {
    let rest = meta.input.fork();
    match rest.parse::<syn::Token![=]>() {
        Ok(_) if !rest.is_empty() => rest.span(),
        Ok(_) | Err(_) => meta.path.span(),
    }
}

/// Takes what stands after a key off the input; `None` when it is nothing that a [`Value`] can be.
fn value(meta: &ParseNestedMeta<'_>) -> Option<Value> {
    if meta.input.is_empty() || meta.input.peek(syn::Token![,]) {
        return Some(Value::None);
    }
    if meta.input.peek(syn::token::Paren) {
        let inside = meta.input.parse::<proc_macro2::Group>().ok()?.stream();
        let alone = |inside| literal(&syn::parse2(inside).ok()?);
        return list(inside.clone()).or_else(|| is_rule(&meta.path).then(|| alone(inside))?);
    }
    let read = meta
        .value()
        .and_then(syn::parse::ParseBuffer::parse::<Expr>)
        .ok()
        .and_then(|expr| literal(&expr));
    while !meta.input.is_empty() && !meta.input.peek(syn::Token![,]) {
        meta.input.parse::<proc_macro2::TokenTree>().ok()?;
    }
    read
}

/// Whether a key is a rule about a field, whose value may stand between parentheses by itself: `MaxLength(500)`.
fn is_rule(path: &syn::Path) -> bool {
    let name = path.get_ident().map(unraw);
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// The keys between parentheses, each with its value.
fn list(tokens: proc_macro2::TokenStream) -> Option<Value> {
    let mut arguments = Vec::new();
    let parser = syn::meta::parser(|meta| {
        let name = path_text(&meta.path);
        let value = value(&meta).ok_or_else(|| meta.error("a value that cannot be read"))?;
        arguments.push(Argument { name, value });
        Ok(())
    });
    syn::parse::Parser::parse2(parser, tokens).ok()?;
    Some(Value::List(arguments))
}

fn literal(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(Value::Text(text.value())),
            Lit::Int(number) => number.base10_parse().ok().map(Value::Number),
            Lit::Float(number) if number.suffix().is_empty() => {
                Some(Value::Decimal(number.base10_digits().to_owned()))
            }
            Lit::Bool(value) => Some(Value::Bool(value.value)),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match literal(&unary.expr)? {
            Value::Number(number) => number.checked_neg().map(Value::Number),
            Value::Decimal(text) => Some(Value::Decimal(format!("-{text}"))),
            Value::None
            | Value::Text(_)
            | Value::Texts(_)
            | Value::Path(_)
            | Value::List(_)
            | Value::Bool(_)
            | Value::Range { .. } => None,
        },
        Expr::Array(array) => {
            let texts = array.elems.iter().map(|element| match literal(element)? {
                Value::Text(text) => Some(text),
                _ => None,
            });
            texts.collect::<Option<_>>().map(Value::Texts)
        }
        Expr::Range(range) => {
            let bound = |bound: &Option<Box<Expr>>| match bound {
                Some(bound) => literal(bound).map(|it| Some(Box::new(it))),
                None => Some(None),
            };
            Some(Value::Range {
                min: bound(&range.start)?,
                max: bound(&range.end)?,
                closed: matches!(range.limits, syn::RangeLimits::Closed(_)),
            })
        }
        Expr::Path(path) if path.qself.is_none() => Some(Value::Path(crate::parse::text(path))),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}

fn path_text(path: &syn::Path) -> String {
    if let Some(name) = path.get_ident() {
        return unraw(name);
    }
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| unraw(&segment.ident))
        .collect();
    names.join("::")
}

fn examples(table: &[Key], on: On) -> String {
    let examples: Vec<&str> = table
        .iter()
        .filter(|key| key.on.contains(&on))
        .map(|key| key.example)
        .collect();
    examples.join(", ")
}

/// The type that `shape = "…"` among the entries states.
#[must_use]
pub fn shape(entries: &[Entry], notes: &Notes<'_>) -> Option<Ty> {
    let entry = entries.iter().find(|entry| entry.key.name == "shape")?;
    stated(&entry.value, &notes.at(entry.value_span))
}

/// Whether `secret` is among the entries of a field.
pub fn secret(entries: &[Entry], is_flat: bool, notes: &mut Notes<'_>) -> bool {
    let Some(entry) = entries.iter().find(|entry| entry.key.name == "secret") else {
        return false;
    };
    match (&entry.value, is_flat) {
        (Value::None, false) => true,
        (Value::None, true) => {
            notes.add(
                report::BUILDAMP_ATTRIBUTE,
                entry.span,
                "`secret` cannot stand beside `flatten`, which puts the field's keys among the others",
                format!("write {} on the fields of its type instead", entry.key.example),
            );
            false
        }
        (_, _) => {
            notes.add(
                report::BUILDAMP_ATTRIBUTE,
                entry.value_span,
                "`secret` takes no value",
                format!("write {}", entry.key.example),
            );
            false
        }
    }
}

fn stated(value: &Value, at: &At) -> Option<Ty> {
    match value {
        Value::Text(text) => crate::parse::ty_of(text, at),
        Value::None
        | Value::Texts(_)
        | Value::Number(_)
        | Value::Path(_)
        | Value::List(_)
        | Value::Decimal(_)
        | Value::Bool(_)
        | Value::Range { .. } => None,
    }
}
