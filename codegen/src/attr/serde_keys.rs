//! The keys of `#[serde(..)]`, and what may stand after one.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Lit, LitStr};

use super::{Key, On, examples, key, path_text};
use crate::report::{self, Notes};

const ANY: &[On] = &[On::Type, On::Field, On::Variant];
const TYPE: &[On] = &[On::Type];
const FIELD: &[On] = &[On::Field];
const INSIDE: &[On] = &[On::Field, On::Variant];

/// The keys of `#[serde(..)]`.
#[rustfmt::skip]
pub const SERDE: [Key; 30] = [
    key("rename", "#[serde(rename = \"firstName\")]", ANY),
    key("rename_all", "#[serde(rename_all = \"camelCase\")]", &[On::Type, On::Variant]),
    key("rename_all_fields", "#[serde(rename_all_fields = \"camelCase\")]", TYPE),
    key("tag", "#[serde(tag = \"type\")]", TYPE),
    key("content", "#[serde(tag = \"type\", content = \"data\")]", TYPE),
    key("untagged", "#[serde(untagged)]", &[On::Type, On::Variant]),
    key("deny_unknown_fields", "#[serde(deny_unknown_fields)]", TYPE),
    key("default", "#[serde(default)]", &[On::Type, On::Field]),
    key("transparent", "#[serde(transparent)]", TYPE),
    key("from", "#[serde(from = \"String\")]", TYPE),
    key("try_from", "#[serde(try_from = \"String\")]", TYPE),
    key("into", "#[serde(into = \"String\")]", TYPE),
    key("remote", "#[serde(remote = \"other::Type\")]", TYPE),
    key("alias", "#[serde(alias = \"oldName\")]", INSIDE),
    key("skip", "#[serde(skip)]", INSIDE),
    key("skip_serializing", "#[serde(skip_serializing)]", INSIDE),
    key("skip_deserializing", "#[serde(skip_deserializing)]", INSIDE),
    key("skip_serializing_if", "#[serde(skip_serializing_if = \"Option::is_none\")]", FIELD),
    key("flatten", "#[serde(flatten)]", FIELD),
    key("other", "#[serde(other)]", &[On::Variant]),
    key("with", "#[serde(with = \"module\")]", INSIDE),
    key("serialize_with", "#[serde(serialize_with = \"function\")]", INSIDE),
    key("deserialize_with", "#[serde(deserialize_with = \"function\")]", INSIDE),
    key("bound", "#[serde(bound = \"T: Clone\")]", ANY),
    key("borrow", "#[serde(borrow)]", INSIDE),
    key("crate", "#[serde(crate = \"serde\")]", TYPE),
    key("expecting", "#[serde(expecting = \"a user\")]", TYPE),
    key("getter", "#[serde(getter = \"Type::field\")]", FIELD),
    key("field_identifier", "#[serde(field_identifier)]", TYPE),
    key("variant_identifier", "#[serde(variant_identifier)]", TYPE),
];

/// What stands after a key of serde's.
pub(super) enum Given {
    /// Nothing.
    Nothing,
    /// `= "text"`.
    Text(LitStr),
    /// `(serialize = "a", deserialize = "b", deserialize = "c")`.
    Split {
        /// For what is written.
        written: Option<LitStr>,
        /// For what is read, one and more.
        accepted: Vec<LitStr>,
    },
    /// Something that serde does not take.
    Other,
}

/// A key as it was written.
pub(super) struct Said {
    /// The key.
    pub name: &'static str,
    /// How it is written.
    pub example: &'static str,
    /// What stands after it.
    pub given: Given,
    /// The key's place.
    pub span: Span,
}

/// Visits each key that serde knows here, tells of the others, and says whether any `#[serde(..)]` stands here.
pub(super) fn each(
    attributes: &[Attribute],
    on: On,
    notes: &mut Notes<'_>,
    mut visit: impl FnMut(&Said, &mut Notes<'_>),
) -> bool {
    let mut any = false;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        any = true;
        let outcome = attribute.parse_nested_meta(|meta| {
            let span = meta.path.span();
            let name = path_text(&meta.path);
            let given = given(&meta)?;
            match SERDE.iter().find(|key| key.name == name) {
                Some(key) if key.on.contains(&on) => visit(
                    &Said {
                        name: key.name,
                        example: key.example,
                        given,
                        span,
                    },
                    notes,
                ),
                known => unknown(&name, known, span, on, notes),
            }
            Ok(())
        });
        if let Err(error) = outcome {
            notes.add(
                report::SERDE_REFUSED,
                error.span(),
                format!("`#[serde(..)]` cannot be read: {error}"),
                format!("write keys divided by commas, as in {}", examples_of(on)),
            );
        }
    }
    any
}

fn given(meta: &ParseNestedMeta<'_>) -> syn::Result<Given> {
    if meta.input.is_empty() || meta.input.peek(syn::Token![,]) {
        return Ok(Given::Nothing);
    }
    if meta.input.peek(syn::token::Paren) {
        let (mut written, mut accepted) = (None, Vec::new());
        let mut fits = true;
        meta.parse_nested_meta(|inner| {
            let text = match given(&inner)? {
                Given::Text(text) => Some(text),
                Given::Nothing | Given::Split { .. } | Given::Other => None,
            };
            fits &= text.is_some();
            if inner.path.is_ident("serialize") {
                set(&mut written, text);
            } else if inner.path.is_ident("deserialize") {
                accepted.extend(text);
            } else {
                fits = false;
            }
            Ok(())
        })?;
        return Ok(if fits {
            Given::Split { written, accepted }
        } else {
            Given::Other
        });
    }
    let value = meta.value()?;
    // Nearly always a string and nothing more, for which there is no need to look for an expression.
    let text = value.step(|cursor| {
        let only = cursor.literal().filter(|(_, rest)| {
            let comma = rest.punct();
            rest.eof() || comma.is_some_and(|(comma, _)| comma.as_char() == ',')
        });
        match only.map(|(literal, rest)| (Lit::new(literal), rest)) {
            Some((Lit::Str(text), rest)) => Ok((Some(text), rest)),
            _ => Ok((None, *cursor)),
        }
    })?;
    if let Some(text) = text {
        return Ok(Given::Text(text));
    }
    let value: syn::Expr = value.parse()?;
    Ok(string(&value).map_or(Given::Other, Given::Text))
}

/// The string that an expression is, also where a macro has put it into a group.
pub(in crate::attr) fn string(value: &syn::Expr) -> Option<LitStr> {
    match value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.clone()),
        syn::Expr::Group(group) => string(&group.expr),
        _ => None,
    }
}

fn unknown(name: &str, known: Option<&Key>, span: Span, on: On, notes: &mut Notes<'_>) {
    let here = || SERDE.iter().filter(|key| key.on.contains(&on));
    let meant = report::nearest(name, here().map(|key| key.name))
        .and_then(|meant| here().find(|key| key.name == meant));
    let (what, help) = match (known, meant) {
        (Some(key), _) => (
            format!("serde's `{name}` does not apply to {}", on.name()),
            format!("remove it; it stands on {}", places(key)),
        ),
        (None, Some(key)) => (
            format!("serde has no attribute `{name}`"),
            format!("did you mean `{}`? write {}", key.name, key.example),
        ),
        (None, None) => (
            format!("serde has no attribute `{name}`"),
            format!("serde's attributes of {} are {}", on.name(), names(on)),
        ),
    };
    notes.add(report::SERDE_REFUSED, span, what, help);
}

fn places(key: &Key) -> String {
    let names: Vec<&str> = key.on.iter().map(|on| on.name()).collect();
    names.join(" or ")
}

fn names(on: On) -> String {
    let here = SERDE.iter().filter(|key| key.on.contains(&on));
    here.map(|key| key.name).collect::<Vec<_>>().join(", ")
}

fn examples_of(on: On) -> String {
    examples(&SERDE[..2], on)
}

impl Said {
    /// Says that what stands after a key is not what it takes.
    pub fn wrong(&self, takes: &str, notes: &mut Notes<'_>) {
        notes.add(
            report::SERDE_REFUSED,
            self.span,
            format!("serde's `{}` takes {takes}", self.name),
            format!("write {}", self.example),
        );
    }
}

/// Puts a value where there is none yet.
pub(super) fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}
