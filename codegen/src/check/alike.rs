//! Under `int64 = "string"` a wide integer is a text in TypeScript: of an enum without tags it has to show which variant
//! the text belongs to, or the number would come back to Rust as a text.

mod form;

use std::collections::{BTreeSet, HashSet};

use ecow::EcoString;

use self::form::{Form, Forms};
use crate::model::{Definition, Enum, Shape, Tagging, TypeShape, VariantBody, WireVariant};
use crate::report::{self, Problem};

/// Says of each enum that has such variants.
#[must_use]
pub fn alike(definitions: &[Definition]) -> Vec<Problem> {
    let forms = Forms::of(definitions);
    let mut told = BTreeSet::new();
    let mut problems = Vec::new();
    for (definition, shape) in all(definitions, &forms) {
        let TypeShape::Enum(it) = &shape else {
            continue;
        };
        let Some((one, other)) = confused(it, &forms) else {
            continue;
        };
        let name = &definition.name;
        if told.insert((&definition.file, name)) {
            problems.push(Problem::new(
                report::ALIKE,
                definition.at.clone(),
                format!(
                    "`{name}::{one}` and `{name}::{other}` may be the same text under `int64 = \"string\"`"
                ),
                "write `int64 = \"bigint\"` in buildamp.toml, or give the enum a tag",
            ));
        }
    }
    problems
}

/// How long the arguments of a generic type may be when they are written out: some types are made of themselves, with
/// longer arguments each time.
const LONGEST: usize = 4_000;

/// All definitions, and generic ones with each list of arguments that they are given.
fn all<'a>(definitions: &'a [Definition], forms: &Forms<'a>) -> Vec<(&'a Definition, TypeShape)> {
    let mut all: Vec<(&Definition, TypeShape)> = definitions
        .iter()
        .map(|definition| (definition, definition.shape.clone()))
        .collect();
    let mut seen = HashSet::new();
    let mut next = 0;
    while next < all.len() {
        let mut given = Vec::new();
        for part in all[next].1.parts() {
            collect(part, &mut given);
        }
        for shape in given {
            let text = format!("{shape:?}");
            if text.len() < LONGEST && seen.insert(text) {
                all.extend(forms.resolve(&shape));
            }
        }
        next += 1;
    }
    all
}

fn collect(shape: &Shape, given: &mut Vec<Shape>) {
    if let Shape::Ref { args, .. } = shape
        && !args.is_empty()
    {
        given.push(shape.clone());
    }
    for child in shape.children() {
        collect(child, given);
    }
}

/// The first two variants of which a value may be taken for the other's.
fn confused<'a>(it: &'a Enum, forms: &Forms<'_>) -> Option<(&'a str, &'a str)> {
    let variants: Vec<(&str, Form)> = it
        .variants
        .iter()
        .filter_map(|variant| {
            let form = if variant.untagged || it.tagging == Tagging::Untagged {
                forms.body(&variant.body)
            } else {
                tag(it, variant)?
            };
            Some((variant.name.as_str(), form))
        })
        .collect();
    variants
        .iter()
        .enumerate()
        .find_map(|(place, (name, form))| {
            let before = variants[..place].iter();
            let mut alike = before.filter(|(_, other)| forms.are_alike(other, form));
            alike.next().map(|(other, _)| (*other, *name))
        })
}

/// The text of a variant that is nothing but its tag, if it may be a number's.
fn tag(it: &Enum, variant: &WireVariant) -> Option<Form> {
    let is_text = it.tagging == Tagging::External && variant.body == VariantBody::Unit;
    let mut tags = std::iter::once(&variant.tag).chain(&variant.aliases);
    let is_number = |tag: &EcoString| tag.parse::<i128>().is_ok() || tag.parse::<u128>().is_ok();
    (is_text && tags.any(is_number)).then_some(Form::Text)
}
