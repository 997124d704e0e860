//! Attributes behind `cfg_attr`, and what stands under `cfg`: what they say where their condition holds.
//!
//! A type that derives serde's traits under one condition, and carries `#[serde(..)]` under the same, has one JSON:
//! wherever it has any, it has that. So such attributes count as if they stood there alone. A condition on what does not
//! change the JSON (docs, lints, other tools) is nobody's business. Of the rest, those are settled that are the same in
//! all [`Builds`] that the output is for; what remains is a mistake.

use std::borrow::Cow;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Token};

use super::cfg::{Builds, Known, Predicate, every};
use super::derives::{self, Derive};
use super::lifted::Mark;
use super::ty::text;
use crate::model::Kind;
use crate::report::{self, Notes};

/// What is known of the conditions in an item.
pub(super) struct Conditions<'a> {
    pub known: Known<'a>,
    /// The condition under which it has serde's traits, as written, where there is one and no other.
    of_serde: Option<String>,
    /// Whether it derives serde's traits by itself.
    derives: bool,
}

impl<'a> Conditions<'a> {
    /// What the attributes of an item tell of them, which derives these without any condition: wherever it has a JSON, the
    /// condition of its derives holds.
    pub fn of(
        (attributes, lifted): (&[Attribute], &[Mark<'_>]),
        written: &[Derive<'_>],
        kind: Kind,
        builds: &'a Builds,
    ) -> Self {
        let mut conditions = Self {
            known: Known::of(builds),
            of_serde: None,
            derives: false,
        };
        if kind.is_durable() && *builds == Builds::All {
            return conditions;
        }
        if !attributes.iter().any(|it| it.path().is_ident("cfg_attr")) {
            let mut names = written.iter().map(Derive::name);
            conditions.derives = names.any(derives::is_of_serde);
            return conditions;
        }
        let sure = lifted.iter().filter(|list| derives::has_serde(list));
        let mut derives: Vec<(Vec<Predicate>, String)> = sure.map(|_| Default::default()).collect();
        let written = unfold(attributes).into_iter();
        let written = written.filter(|inner| derives::derives_serde(&inner.attribute));
        derives.extend(written.map(|inner| (inner.conditions, inner.text)));
        derives.dedup_by(|one, other| one.0 == other.0);
        conditions.derives = !derives.is_empty();
        let is_there =
            |(all, _): &(Vec<Predicate>, String)| conditions.known.all(all) == Some(true);
        let is_sure = derives.iter().any(is_there);
        let mut known = conditions.known.clone();
        for (all, text) in &derives {
            let (alone, said) = (derives.len() == 1, known.all(all));
            let counts = match builds {
                Builds::All => alone,
                Builds::With(_) => !is_sure || said.is_none(),
            };
            if counts {
                for one in all {
                    known.assume(one, true);
                }
            }
            conditions.of_serde = Some(text.clone()).filter(|text| alone && !text.is_empty());
        }
        conditions.known = known;
        conditions
    }

    /// The attributes as they count: those behind `cfg_attr` in its place where they hold whenever the JSON does, and
    /// left out where they do not matter. Of every other condition is told.
    pub fn effective<'b>(
        &self,
        attributes: &'b [Attribute],
        notes: &mut Notes<'_>,
    ) -> Cow<'b, [Attribute]> {
        if !attributes.iter().any(is_conditional) {
            return Cow::Borrowed(attributes);
        }
        let mut effective = Vec::new();
        for attribute in attributes {
            let mut inner = unfold(std::slice::from_ref(attribute));
            inner.retain(|inner| inner.conditions.is_empty() || matters(&inner.attribute));
            if attribute.path().is_ident("cfg") || !inner.iter().all(|inner| self.hold(inner)) {
                self.tell(attribute, notes);
            } else {
                effective.extend(inner.into_iter().map(|inner| inner.attribute));
            }
        }
        Cow::Owned(effective)
    }

    /// Whether an attribute holds wherever the type has a JSON.
    fn hold(&self, inner: &Inner) -> bool {
        // A type that derives serde's traits by itself may have those and others when it likes.
        self.known.all(&inner.conditions) == Some(true)
            || self.derives && inner.attribute.path().is_ident("derive")
    }

    /// Whether the item has a JSON, of its own or by what is written for it.
    pub fn is_sent(&self) -> bool {
        self.derives || *self.known.builds == Builds::All
    }

    /// Says of a condition that it is a mistake.
    fn tell(&self, attribute: &Attribute, notes: &mut Notes<'_>) {
        let help = match &self.of_serde {
            _ if attribute.path().is_ident("cfg") => "remove the attribute".to_owned(),
            Some(condition) if *self.known.builds == Builds::All => {
                format!("write the condition of its derives, `{condition}`, or none")
            }
            Some(_) | None => "write the attribute without the condition".to_owned(),
        };
        self.tell_with(attribute, &help, notes);
    }

    /// The same with a word on what to do, besides moving it away.
    fn tell_with(&self, attribute: &Attribute, help: &str, notes: &mut Notes<'_>) {
        let what = format!(
            "`{}` in a model: {}",
            text(attribute),
            self.known.builds.why()
        );
        let help = format!("{help}, or move what depends on it out of the models folder");
        notes.add(report::CFG, attribute.span(), what, help);
    }

    /// Says what stays open of the attributes of a type, where the type has a JSON.
    pub fn tell_open(&self, open: &[Attribute], notes: &mut Notes<'_>) {
        for attribute in open.iter().filter(|_| self.derives) {
            self.tell(attribute, notes);
        }
    }

    /// The same for what serde can skip.
    pub fn tell_skippable(&self, open: &[Attribute], notes: &mut Notes<'_>) {
        for attribute in open.iter().filter(|_| self.derives) {
            if attribute.path().is_ident("cfg") {
                self.tell_with(attribute, SKIP, notes);
            } else {
                self.tell(attribute, notes);
            }
        }
    }
}

const SKIP: &str =
    "remove the attribute, or write `#[serde(skip)]` beside it where the JSON does without";

pub(super) fn is_conditional(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

/// Whether anything is there under these attributes; `None` where that cannot be known.
pub(super) fn is_there(attributes: &[Attribute], known: &Known<'_>) -> Option<bool> {
    if !attributes.iter().any(is_conditional) {
        return Some(true);
    }
    let conditions = unfold(attributes).into_iter().filter_map(|inner| {
        let predicate = predicate(&inner.attribute)?;
        match known.all(&inner.conditions) {
            Some(true) => Some(known.holds(&predicate)),
            Some(false) => None,
            None => Some(known.holds(&predicate).filter(|it| *it)),
        }
    });
    every(conditions)
}

/// Puts in the place of every `cfg` and `cfg_attr` what it comes to. Gives those of which that cannot be known, where
/// what they hold `matters`.
pub(super) fn settle(
    attributes: &mut Vec<Attribute>,
    known: &Known<'_>,
    matters: fn(&Attribute) -> bool,
) -> Vec<Attribute> {
    if !attributes.iter().any(is_conditional) {
        return Vec::new();
    }
    let (mut settled, mut open) = (Vec::new(), Vec::new());
    for attribute in std::mem::take(attributes) {
        let mut is_open = false;
        for inner in unfold(std::slice::from_ref(&attribute)) {
            let holds = known.all(&inner.conditions);
            match (holds, predicate(&inner.attribute)) {
                (Some(false), _) => {}
                (Some(true), None) => settled.push(inner.attribute),
                (None, None) => is_open |= matters(&inner.attribute),
                (Some(true) | None, Some(predicate)) => {
                    is_open |= known.holds(&predicate) != Some(true);
                }
            }
        }
        open.extend(Some(attribute).filter(|_| is_open));
    }
    *attributes = settled;
    open
}

/// What stands in `#[cfg(..)]`; `None` for any other attribute. What does not parse is rustc's to report.
fn predicate(attribute: &Attribute) -> Option<Predicate> {
    let is_cfg = attribute.path().is_ident("cfg");
    is_cfg.then(|| attribute.parse_args().ok()).flatten()
}

/// Whether an attribute can change the JSON.
pub(super) fn changes_json(attribute: &Attribute) -> bool {
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
    let last = attribute.path().segments.last();
    derives::derives_serde(attribute)
        || last.is_some_and(|last| KNOWN.contains(&last.ident.to_string().as_str()))
}

/// Whether an attribute can change the JSON, or what has to be written for the type.
fn matters(attribute: &Attribute) -> bool {
    changes_json(attribute) || derives::names(attribute).any(|name| derives::matters(&name))
}

/// An attribute with the conditions under which it stands.
struct Inner {
    conditions: Vec<Predicate>,
    /// The conditions, as written.
    text: String,
    attribute: Attribute,
}

/// Each attribute, and in the place of a `cfg_attr` what it holds.
fn unfold(attributes: &[Attribute]) -> Vec<Inner> {
    let each = attributes.iter();
    each.flat_map(|attribute| below(attribute, &[], ""))
        .collect()
}

fn below(attribute: &Attribute, conditions: &[Predicate], written: &str) -> Vec<Inner> {
    let list = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") && conditions.len() < 8 => list,
        _ => {
            return vec![Inner {
                conditions: conditions.to_vec(),
                text: written.to_owned(),
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
        Ok((condition.to_string(), syn::parse2(condition)?, metas))
    });
    // What does not parse is rustc's to report.
    let Ok((condition, predicate, metas)) = parsed else {
        return Vec::new();
    };
    let conditions = [conditions, &[predicate]].concat();
    let written = match written {
        "" => condition,
        above => format!("{above}, {condition}"),
    };
    let each = metas.into_iter().flat_map(|meta| {
        let inner = Attribute {
            meta,
            ..attribute.clone()
        };
        below(&inner, &conditions, &written)
    });
    each.collect()
}
