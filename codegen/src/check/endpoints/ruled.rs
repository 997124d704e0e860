//! Whether rules fit the fields that they stand on, and which fields lead to others with rules.

use rustc_hash::FxHashSet;

use super::forms::Known;
use super::{is_option, ruled_form};
use crate::attr;
use crate::check::Placed;
use crate::model::{
    Body, Definition, Field, Fields, Int, Item, Kind, Record, Ruled, RuledForm, Rules, Shape,
    Tagging, Text, TypeShape, VariantBody,
};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// A type by file and name.
type Name = (Vec<String>, String);

/// Writes into the fields what their rules are about, and which lead to rules; says what does not fit.
pub(super) fn ruled(known: &Known<'_>, items: &mut [Placed]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut with_rules = FxHashSet::default();
    for placed in items.iter_mut() {
        let item = &mut placed.parsed.item;
        let record = record(known, item);
        let shown = item.clone();
        let Body::Struct(Fields::Named(fields)) = &mut item.body else {
            continue;
        };
        for field in fields {
            if *field.rules == Rules::default() {
                continue;
            }
            let is_generic = !shown.generics.is_empty() && field.rules.is_looked_at();
            let refused = if is_generic {
                let what = format!("`{}` has type parameters, and so no rules", shown.ident);
                Some((
                    what,
                    "write the type out for what it is used with".to_owned(),
                ))
            } else {
                field_of(&shown, field, record, known).err()
            };
            if let Some((what, help)) = refused {
                problems.push(Problem::new(report::RULE, field.at.clone(), what, help));
            } else if field.rules.is_looked_at() {
                with_rules.insert((shown.file.to_vec(), plain(&shown.ident).to_owned()));
            }
        }
    }
    lead(known, items, with_rules, &mut problems);
    problems
}

/// The object that a type is read from.
fn record<'d>(known: &Known<'d>, item: &Item) -> Option<&'d Record> {
    match known.accepted(&item.file, plain(&item.ident))?.shape {
        TypeShape::Record(ref record) => Some(record),
        _ => None,
    }
}

type Refused = (String, String);

fn field_of(
    item: &Item,
    field: &mut Field,
    record: Option<&Record>,
    known: &Known<'_>,
) -> Result<(), Refused> {
    let name = plain(&field.ident).to_owned();
    if field.rules.read_only && item.has.deserialize && !field.serde.skip.accepted {
        return Err((
            format!("`{name}` is read-only, and the derived `Deserialize` reads it"),
            "write `#[serde(skip_deserializing)]` beside it, or leave the derive to BuildAmp"
                .to_owned(),
        ));
    }
    let own = record.and_then(|record| record.fields.iter().find(|it| it.name == name));
    let Some(own) = own else {
        // It is not read at all, or its type was refused.
        return Ok(());
    };
    let (shape, optional) = match &own.shape {
        Shape::Option(of) => (&**of, true),
        shape => (shape, false),
    };
    if let Some(json) = &field.rules.default {
        default_fits(known, shape, json).map_err(|what| {
            let help = format!("write one that it takes: {}", attr::example("Default"));
            (format!("`Default` of `{name}` has to be {what}"), help)
        })?;
    }
    if !field.rules.is_looked_at() {
        return Ok(());
    }
    let is_other = field.stated.is_some()
        || field.serde.with.accepted.is_some()
        || optional != is_option(&field.ty);
    if is_other {
        return Err((
            format!("`{name}` has other JSON than its type says, so its rules cannot be looked at"),
            "take the rules away, or the type's own form".to_owned(),
        ));
    }
    let on = Ruled {
        optional,
        of: ruled_form(shape),
    };
    let rules: &Rules = &field.rules;
    if let Some((rule, needs)) = misplaced(rules, on) {
        return Err((
            format!("`{rule}` does not fit `{name}`: it is for {needs}"),
            format!(
                "remove it, or give the field such a type: {}",
                attr::example(rule)
            ),
        ));
    }
    if let (Some(range), RuledForm::Int(int) | RuledForm::NonZero(int)) = (&rules.range, on.of) {
        for bound in [&range.min, &range.max].into_iter().flatten() {
            if !holds(int, bound) {
                return Err((
                    format!(
                        "`Range` of `{name}` names {bound}, which no `{}` is",
                        int.name()
                    ),
                    "name numbers of the field's type".to_owned(),
                ));
            }
        }
    }
    field.rules.on = Some(on);
    Ok(())
}

/// The first rule that does not fit, and what it is for.
fn misplaced(rules: &Rules, on: Ruled) -> Option<(&'static str, &'static str)> {
    let is_text = on.of == RuledForm::Text;
    let is_long = is_text || on.of == RuledForm::Elements;
    let is_number = match on.of {
        RuledForm::Int(_) | RuledForm::NonZero(_) | RuledForm::Float => true,
        RuledForm::Text | RuledForm::Elements | RuledForm::Other => false,
    };
    let text = "text (`String`)";
    let all = [
        (
            rules.required,
            on.optional || is_long,
            "Required",
            "text, lists, maps and `Option`s",
        ),
        (rules.trim, is_text, "Trim", text),
        (
            rules.min_length.is_some(),
            is_long,
            "MinLength",
            "text, lists and maps",
        ),
        (
            rules.max_length.is_some(),
            is_long,
            "MaxLength",
            "text, lists and maps",
        ),
        (rules.range.is_some(), is_number, "Range", "numbers"),
        (rules.pattern.is_some(), is_text, "Pattern", text),
        (rules.email, is_text, "Email", text),
        (rules.url, is_text, "Url", text),
    ];
    let mut all = all.into_iter();
    let found = all.find(|(is_there, fits, ..)| *is_there && !fits);
    found.map(|(_, _, rule, needs)| (rule, needs))
}

fn holds(int: Int, number: &str) -> bool {
    let Ok(number) = number.parse::<i128>() else {
        return false;
    };
    match int {
        Int::I8 => i8::try_from(number).is_ok(),
        Int::I16 => i16::try_from(number).is_ok(),
        Int::I32 => i32::try_from(number).is_ok(),
        Int::I64 => i64::try_from(number).is_ok(),
        Int::I128 => true,
        Int::U8 => u8::try_from(number).is_ok(),
        Int::U16 => u16::try_from(number).is_ok(),
        Int::U32 => u32::try_from(number).is_ok(),
        Int::U64 => u64::try_from(number).is_ok(),
        Int::U128 => u128::try_from(number).is_ok(),
    }
}

/// Whether the JSON of a default is a value of the shape.
fn default_fits(known: &Known<'_>, shape: &Shape, json: &str) -> Result<(), String> {
    let is_text = json.starts_with('"');
    let is_bool = ["true", "false"].contains(&json);
    let is_number = !is_text && !is_bool;
    let (fits, what) = match shape {
        Shape::Bool => (is_bool, "`true` or `false`"),
        Shape::Int(int) => (is_number && holds(*int, json), "a whole number of its type"),
        Shape::NonZero(int) => (
            is_number && json != "0" && holds(*int, json),
            "a whole number of its type",
        ),
        Shape::Float { .. } => (is_number, "a number"),
        Shape::Text(Text::Any) => (is_text, "a text"),
        Shape::Ref { file, name, .. } => match known.accepted(file, name).map(|it| &it.shape) {
            Some(TypeShape::Newtype(of)) => return default_fits(known, of, json),
            Some(TypeShape::Enum(it)) if it.tagging == Tagging::External => {
                let units = it.variants.iter().filter(|it| it.body == VariantBody::Unit);
                let mut tags = units.map(|it| serde_json::Value::from(it.tag.as_str()).to_string());
                (
                    tags.any(|tag| tag == json),
                    "the name of a variant without fields",
                )
            }
            _ => (false, "on a text, a number, a `bool` or an enum"),
        },
        _ => (false, "on a text, a number, a `bool` or an enum"),
    };
    if fits { Ok(()) } else { Err(what.to_owned()) }
}

/// Marks the fields that lead to rules, from the types that have some outwards.
fn lead(
    known: &Known<'_>,
    items: &mut [Placed],
    mut with_rules: FxHashSet<Name>,
    problems: &mut Vec<Problem>,
) {
    let mut told = FxHashSet::default();
    loop {
        let before = with_rules.len();
        for placed in items.iter_mut() {
            let item = &mut placed.parsed.item;
            // Nobody looks at what does not arrive in a request.
            if !matches!(item.kind, Kind::Api | Kind::Plain) {
                continue;
            }
            let name = (item.file.to_vec(), plain(&item.ident).to_owned());
            let Some(definition) = known.accepted(&item.file, plain(&item.ident)) else {
                continue;
            };
            let (marked, lost) = mark(item, definition, &with_rules);
            if marked {
                with_rules.insert(name.clone());
            }
            if lost && told.insert(name) {
                problems.push(Problem::new(
                    report::RULE,
                    item.at.clone(),
                    format!(
                        "`{}` holds a type with rules where they cannot be looked at",
                        plain(&item.ident)
                    ),
                    "rules are followed through the fields of structs without type parameters, `Option`, `Box`, `Vec` and \
                     maps: take the rules away, or hold the type there",
                ));
            }
        }
        if with_rules.len() == before {
            return;
        }
    }
}

/// Whether a field of the item leads to rules, and whether some are lost in it.
fn mark(item: &mut Item, definition: &Definition, with_rules: &FxHashSet<Name>) -> (bool, bool) {
    let is_generic = !item.generics.is_empty();
    match (&mut item.body, &definition.shape) {
        (Body::Struct(Fields::Named(fields)), TypeShape::Record(record)) => {
            let (mut marked, mut lost) = (false, false);
            for field in fields {
                let own = record.fields.iter();
                let own = own
                    .filter(|it| it.name == plain(&field.ident))
                    .map(|it| &it.shape);
                let flat = record.flat.iter();
                let flat = flat
                    .filter(|it| it.name == plain(&field.ident))
                    .map(|it| it.of.shape());
                let shape = own.chain(flat).next();
                let (leads, loses) = shape.map_or((false, false), |it| leads(it, with_rules));
                field.rules.within |= leads && !is_generic;
                marked |= field.rules.within;
                lost |= loses || (leads && is_generic);
            }
            (marked, lost)
        }
        (Body::Struct(Fields::Unnamed(fields)), TypeShape::Newtype(shape)) => {
            let (leads, lost) = leads(shape, with_rules);
            if let [only] = fields.as_mut_slice() {
                only.rules.within |= leads && !is_generic;
            }
            (leads && !is_generic, lost || (leads && is_generic))
        }
        _ => {
            let parts = definition.shape.parts();
            let lost = parts.iter().any(|part| {
                let (leads, lost) = leads(part, with_rules);
                leads || lost
            });
            (false, lost)
        }
    }
}

/// Whether rules are reached through the shape, and whether some are in it and are not.
fn leads(shape: &Shape, with_rules: &FxHashSet<Name>) -> (bool, bool) {
    match shape {
        Shape::Option(of) | Shape::List(of) | Shape::Array(of, _) | Shape::Map { of, .. } => {
            leads(of, with_rules)
        }
        Shape::Ref {
            file, name, args, ..
        } => {
            let leads_itself = with_rules.contains(&(file.to_vec(), name.to_string()));
            let lost = args.iter().any(|arg| {
                let (leads, lost) = leads(arg, with_rules);
                leads || lost
            });
            (leads_itself, lost)
        }
        Shape::Tuple(parts) | Shape::BuiltIn(_, parts) => {
            let lost = parts.iter().any(|part| {
                let (leads, lost) = leads(part, with_rules);
                leads || lost
            });
            (false, lost)
        }
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Text(_)
        | Shape::Param(_) => (false, false),
    }
}
