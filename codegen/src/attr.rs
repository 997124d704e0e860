//! What stands in `#[buildamp(..)]` and `#[serde(..)]`: the table of keys, and the one reader behind every door.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, UnOp};

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
pub const BUILDAMP: [Key; 12] = [
    key("type", "#[buildamp(type = \"email.welcome\")]", &[On::Type]),
    key("plain", "#[buildamp(plain)]", &[On::Type]),
    key("log_only", "#[buildamp(log_only)]", &[On::Type]),
    key("version", "#[buildamp(version = 2)]", &[On::Type]),
    key("priority", "#[buildamp(priority = \"high\")]", &[On::Type]),
    key("max_attempts", "#[buildamp(max_attempts = 3)]", &[On::Type]),
    key(
        "subject",
        "#[buildamp(subject = \"user/{email}\")]",
        &[On::Type],
    ),
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
];

/// The example of a key of `#[buildamp(..)]`.
#[must_use]
pub fn example(name: &str) -> &'static str {
    let key = BUILDAMP.iter().find(|key| key.name == name);
    key.map_or("#[buildamp(..)]", |key| key.example)
}

/// The keys of `#[serde(..)]` that are honoured.
pub const SERDE: [Key; 2] = [
    key(
        "rename",
        "#[serde(rename = \"firstName\")]",
        &[On::Type, On::Field, On::Variant],
    ),
    key(
        "rename_all",
        "#[serde(rename_all = \"camelCase\")]",
        &[On::Type, On::Variant],
    ),
];

/// The keys that serde knows and this version does not honour.
const SERDE_REFUSED: [&str; 25] = [
    "alias",
    "borrow",
    "bound",
    "content",
    "crate",
    "default",
    "deny_unknown_fields",
    "deserialize_with",
    "expecting",
    "flatten",
    "from",
    "getter",
    "into",
    "other",
    "remote",
    "rename_all_fields",
    "serialize_with",
    "skip",
    "skip_deserializing",
    "skip_serializing",
    "skip_serializing_if",
    "tag",
    "transparent",
    "try_from",
    "untagged",
];

/// A key as it was written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row of the table.
    pub key: Key,
    /// What stands after `=`.
    pub value: Value,
    /// The key's place.
    pub span: Span,
}

/// What stands after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `plain`.
    None,
    /// `= "text"`.
    Text(String),
    /// `= 3`, `= -3`.
    Number(i64),
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
                format!("for example {}", examples(&BUILDAMP, on)),
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
        let value = value(&meta);
        match (BUILDAMP.iter().find(|key| key.name == name), value) {
            (Some(key), _) if !key.on.contains(&on) => notes.add(
                report::BUILDAMP_ATTRIBUTE,
                span,
                format!("`{name}` does not apply to {}", on.name()),
                match examples(&BUILDAMP, on) {
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
            (Some(key), Some(value)) => entries.push(Entry {
                key: *key,
                value,
                span,
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
            format!("for example {}", examples(&BUILDAMP, on)),
        );
    }
}

fn unknown(name: &str, span: Span, on: On, notes: &mut Notes<'_>) {
    let here = || BUILDAMP.iter().filter(|key| key.on.contains(&on));
    let meant = report::nearest(name, here().map(|key| key.name))
        .and_then(|meant| here().find(|key| key.name == meant));
    let help = match (meant, examples(&BUILDAMP, on)) {
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

/// What is honoured of `#[serde(..)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Serde {
    /// Whether any stands here.
    pub any: bool,
    /// `rename = "…"`.
    pub rename: Option<String>,
    /// `rename_all = "…"`.
    pub rename_all: Option<String>,
}

/// Reads every `#[serde(..)]` among the attributes of something.
pub fn serde(attributes: &[Attribute], on: On, notes: &mut Notes<'_>) -> Serde {
    let mut read = Serde::default();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        read.any = true;
        let outcome = attribute.parse_nested_meta(|meta| {
            serde_key(&meta, on, notes, &mut read);
            Ok(())
        });
        if let Err(error) = outcome {
            notes.add(
                report::SERDE_ATTRIBUTE,
                error.span(),
                format!("`#[serde(..)]` cannot be read: {error}"),
                format!("for example {}", examples(&SERDE, on)),
            );
        }
    }
    read
}

fn serde_key(meta: &ParseNestedMeta<'_>, on: On, notes: &mut Notes<'_>, read: &mut Serde) {
    let span = meta.path.span();
    let name = path_text(&meta.path);
    let split = meta.input.peek(syn::token::Paren);
    let value = value(meta);
    let key = SERDE.iter().find(|key| key.name == name);
    let (what, help) = match (key, value) {
        (Some(key), Some(Value::Text(text))) if key.on.contains(&on) => {
            let known = name != "rename_all" || crate::wire::CASES.contains(&text.as_str());
            let slot = match name.as_str() {
                "rename" => &mut read.rename,
                _ => &mut read.rename_all,
            };
            match (known, &slot) {
                (true, None) => {
                    *slot = Some(text);
                    return;
                }
                (true, Some(_)) => (
                    format!("serde's `{name}` is given twice"),
                    "keep one of them".to_owned(),
                ),
                (false, _) => (
                    format!("serde has no case `{text}`"),
                    match report::nearest(&text, crate::wire::CASES) {
                        Some(case) => format!("did you mean `rename_all = \"{case}\"`?"),
                        None => format!("the cases are {}", crate::wire::CASES.join(", ")),
                    },
                ),
            }
        }
        (Some(key), _) if !key.on.contains(&on) => (
            format!("serde's `{name}` does not apply to {}", on.name()),
            format!("here one writes {}", examples(&SERDE, on)),
        ),
        (Some(key), _) if split => (
            format!("serde's `{name}(..)` with a name per direction cannot be honoured"),
            format!("write one name for both: {}", key.example),
        ),
        (Some(key), _) => (
            format!("serde's `{name}` needs a string"),
            format!("write {}", key.example),
        ),
        (None, _) if name == "with" || SERDE_REFUSED.contains(&name.as_str()) => (
            format!("serde's `{name}` cannot be honoured: the other languages would not follow it"),
            format!("remove it; accepted here: {}", examples(&SERDE, on)),
        ),
        (None, _) => (
            format!("serde has no attribute `{name}`"),
            match report::nearest(&name, SERDE.iter().map(|key| key.name)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("accepted here: {}", examples(&SERDE, on)),
            },
        ),
    };
    notes.add(report::SERDE_ATTRIBUTE, span, what, help);
}

/// Takes what stands after a key off the input; `None` when it is neither nothing nor a string nor a whole number.
fn value(meta: &ParseNestedMeta<'_>) -> Option<Value> {
    if meta.input.is_empty() || meta.input.peek(syn::Token![,]) {
        return Some(Value::None);
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

fn literal(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(Value::Text(text.value())),
            Lit::Int(number) => number.base10_parse().ok().map(Value::Number),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match literal(&unary.expr)? {
            Value::Number(number) => number.checked_neg().map(Value::Number),
            Value::None | Value::Text(_) => None,
        },
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}

fn path_text(path: &syn::Path) -> String {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| {
            segment
                .ident
                .to_string()
                .trim_start_matches("r#")
                .to_owned()
        })
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
