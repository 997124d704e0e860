//! Attributes behind `cfg_attr`: what they say where their condition holds.
//!
//! A type that derives serde's traits under one condition, and carries `#[serde(..)]` under the same, has one JSON:
//! wherever it has any, it has that. So such attributes count as if they stood there alone. Every other condition on
//! what changes the JSON is a mistake; one on what does not (docs, lints, other tools) is nobody's business.

use std::borrow::Cow;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Token};

use super::derives;
use super::ty::text;
use crate::model::Kind;
use crate::report::{self, Notes};

/// Under which condition an item has serde's traits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// It derives none of them, or it is an event or a message, which have them always.
    Never,
    /// Always, or where this `cfg` holds.
    One(String),
    /// Each under another one.
    Several,
}

/// Finds it among the attributes of an item, which derives these without any condition.
pub(super) fn of_serde(attributes: &[Attribute], derived: &[Vec<String>], kind: Kind) -> Condition {
    if kind.is_durable() {
        return Condition::Never;
    }
    if !attributes.iter().any(|it| it.path().is_ident("cfg_attr")) {
        let mut names = derived.iter().filter_map(|path| path.last());
        let any = names.any(|name| derives::is_of_serde(name));
        return if any {
            Condition::One(String::new())
        } else {
            Condition::Never
        };
    }
    let mut conditions: Vec<String> = unfold(attributes)
        .into_iter()
        .filter(|inner| derives::derives_serde(&inner.attribute))
        .map(|inner| inner.condition)
        .collect();
    conditions.dedup();
    match (conditions.pop(), conditions.is_empty()) {
        (None, _) => Condition::Never,
        (Some(one), true) => Condition::One(one),
        (Some(_), false) => Condition::Several,
    }
}

/// The attributes as they count: those behind `cfg_attr` in its place where they hold whenever the JSON does, and left
/// out where they do not matter. Of every other condition is told.
pub(super) fn effective<'a>(
    attributes: &'a [Attribute],
    serde: &Condition,
    notes: &mut Notes<'_>,
) -> Cow<'a, [Attribute]> {
    let is_conditional =
        |it: &Attribute| it.path().is_ident("cfg") || it.path().is_ident("cfg_attr");
    if !attributes.iter().any(is_conditional) {
        return Cow::Borrowed(attributes);
    }
    let mut effective = Vec::new();
    for attribute in attributes {
        let mut inner = unfold(std::slice::from_ref(attribute));
        inner.retain(|inner| inner.condition.is_empty() || matters(&inner.attribute));
        if attribute.path().is_ident("cfg") {
            tell(attribute, "remove the attribute", notes);
        } else if inner.iter().all(|inner| holds(inner, serde)) {
            effective.extend(inner.into_iter().map(|inner| inner.attribute));
        } else {
            let help = match serde {
                Condition::One(condition) if !condition.is_empty() => {
                    format!("write the condition of its derives, `{condition}`, or none")
                }
                Condition::Never | Condition::One(_) | Condition::Several => {
                    "write the attribute without the condition".to_owned()
                }
            };
            tell(attribute, &help, notes);
        }
    }
    Cow::Owned(effective)
}

/// Whether an attribute holds wherever the type has a JSON.
fn holds(inner: &Inner, serde: &Condition) -> bool {
    match serde {
        _ if inner.condition.is_empty() => true,
        Condition::Never => false,
        Condition::One(condition) if *condition == inner.condition => true,
        // A type that derives serde's traits by itself may have those and others when it likes.
        Condition::One(_) | Condition::Several => inner.attribute.path().is_ident("derive"),
    }
}

fn tell(attribute: &Attribute, help: &str, notes: &mut Notes<'_>) {
    let what = format!(
        "`{}` in a model: generated code is the same for every feature and target",
        text(attribute)
    );
    let help = format!("{help}, or move what depends on it out of the models folder");
    notes.add(report::CFG, attribute.span(), what, help);
}

/// Whether an attribute can change the JSON, or what has to be written for the type.
fn matters(attribute: &Attribute) -> bool {
    const KNOWN: [&str; 9] = [
        "serde",
        "serde_as",
        "skip_serializing_none",
        "serialize_always",
        "serde_inline_default",
        "apply",
        "buildamp",
        "cfg",
        "repr",
    ];
    match attribute.path().segments.last() {
        Some(last) if last.ident == "derive" => {
            derives::names(attribute).any(|name| derives::matters(&name))
        }
        Some(last) => KNOWN.contains(&last.ident.to_string().as_str()),
        None => false,
    }
}

/// An attribute with the condition under which it stands; empty where there is none.
struct Inner {
    condition: String,
    attribute: Attribute,
}

/// Each attribute, and in the place of a `cfg_attr` what it holds.
fn unfold(attributes: &[Attribute]) -> Vec<Inner> {
    let each = attributes.iter();
    each.flat_map(|attribute| below(attribute, &[])).collect()
}

fn below(attribute: &Attribute, conditions: &[String]) -> Vec<Inner> {
    let list = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") && conditions.len() < 8 => list,
        _ => {
            return vec![Inner {
                condition: conditions.join(", "),
                attribute: attribute.clone(),
            }];
        }
    };
    let parsed = list.parse_args_with(|input: ParseStream<'_>| {
        let mut condition = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            condition.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Option<Token![,]>>()?;
        let metas = Punctuated::<Meta, Token![,]>::parse_terminated(input)?;
        Ok((condition, metas))
    });
    // What does not parse is rustc's to report.
    let Ok((condition, metas)) = parsed else {
        return Vec::new();
    };
    let conditions = [conditions, &[condition.to_string()]].concat();
    let each = metas.into_iter().flat_map(|meta| {
        let inner = Attribute {
            meta,
            ..attribute.clone()
        };
        below(&inner, &conditions)
    });
    each.collect()
}
