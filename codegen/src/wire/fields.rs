//! The fields of a struct or a variant.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::case;
use super::item::side;
use super::ty::{Scope, ends_in};
use crate::model::{
    At, DefaultValue, Field, Flat, FlatOf, Items, Presence, Record, SerdeContainer, SerdeField,
    Shape, Side, WireField,
};
use crate::report;
use crate::resolve::plain;

/// What stands for a field, and how that came about.
pub(super) struct Value {
    pub(super) shape: Shape,
    /// Whether serde's own rule for a missing `Option` holds.
    plain: bool,
    /// Whether the outermost `Option` of the field is no part of the shape.
    peeled: bool,
}

pub(super) fn value(field: &Field, scope: &mut Scope<'_>) -> Option<Value> {
    let with = side(&field.serde.with, scope.side);
    let value = |shape| Value {
        shape,
        plain: false,
        peeled: false,
    };
    match (&field.stated, with) {
        (Some(ty), with) => {
            let shape = scope.shape(ty)?;
            let plain = with.is_none() && ends_in(&field.ty, "Option");
            Some(Value {
                plain,
                ..value(shape)
            })
        }
        (None, Some(with)) => scope.with(with, &field.ty).map(|through| Value {
            shape: through.shape,
            plain: false,
            peeled: through.peeled,
        }),
        (None, None) => scope.shape(&field.ty).map(|shape| Value {
            plain: true,
            ..value(shape)
        }),
    }
}

pub(super) fn tuple(
    fields: &[Field],
    serde: &SerdeContainer,
    scope: &mut Scope<'_>,
) -> Option<Items> {
    let mut items = Items::default();
    let mut complete = true;
    let there: Vec<&Field> = fields
        .iter()
        .filter(|field| !side(&field.serde.skip, scope.side))
        .collect();
    for (position, field) in there.iter().enumerate() {
        if field.serde.flatten {
            complete = false;
            scope.wrong::<()>(
                report::SERDE_ATTRIBUTE,
                &field.at,
                "`flatten` needs a field with a name".to_owned(),
                "write the fields with names, between braces".to_owned(),
            );
        }
        let may_miss = match scope.side {
            Side::Accepted => field.serde.default.is_some() || serde.default.is_some(),
            Side::Both | Side::Written => field.serde.skip_serializing_if.is_some(),
        };
        let is_last = position + 1 == there.len();
        match value(field, scope) {
            Some(value) if may_miss && scope.side == Side::Written && !is_last => {
                drop(value);
                complete = false;
                scope.wrong::<()>(
                    report::SERDE_ATTRIBUTE,
                    &field.at,
                    "what follows a field that is left out of a tuple takes its place".to_owned(),
                    "take `skip_serializing_if` away, or write the fields with names".to_owned(),
                );
            }
            Some(value) => {
                let shape = if may_miss && scope.side == Side::Written {
                    peel(&field.serde, value)
                } else {
                    value.shape
                };
                items.shapes.push(shape);
            }
            None => complete = false,
        }
        if !may_miss {
            items.required = position + 1;
        }
    }
    complete.then_some(items)
}

/// The shape of what is written when `skip_serializing_if` lets it through.
fn peel(serde: &SerdeField, value: Value) -> Shape {
    let by_none = serde
        .skip_serializing_if
        .as_deref()
        .is_some_and(|path| path.replace(' ', "").ends_with("Option::is_none"));
    match value.shape {
        Shape::Option(of) if by_none && !value.peeled => *of,
        shape => shape,
    }
}

pub(super) fn record(
    fields: &[Field],
    rule: Option<&str>,
    serde: &SerdeContainer,
    scope: &mut Scope<'_>,
) -> Option<Record> {
    let mut record = Record {
        closed: serde.deny_unknown_fields,
        fields: Vec::with_capacity(fields.len()),
        ..Record::default()
    };
    let mut complete = true;
    for field in fields {
        let is_unsent = scope.side == Side::Accepted && field.rules.is_not_sent();
        if *side(&field.serde.skip, scope.side) || is_unsent {
            continue;
        }
        let lowered = if field.serde.flatten {
            flat(field, serde, scope).map(|flat| record.flat.extend(flat))
        } else {
            wire_field(field, rule, serde, scope).map(|it| record.fields.push(it))
        };
        complete &= lowered.is_some();
    }
    let names = record.fields.iter();
    let names = names.map(|it| (it.name.as_str(), &it.key, it.aliases.as_slice()));
    let at = |name: &str| fields.iter().find(|field| plain(&field.ident) == name);
    let doubles = doubles(names);
    for (name, key, first) in doubles {
        if let (Some(second), Some(first)) = (at(&name), at(&first)) {
            taken(&key, "fields", &second.at, first.at.line, scope);
        }
    }
    complete.then_some(record)
}

fn wire_field(
    field: &Field,
    rule: Option<&str>,
    serde: &SerdeContainer,
    scope: &mut Scope<'_>,
) -> Option<WireField> {
    let name = plain(&field.ident);
    let renamed = side(&field.serde.rename, scope.side).clone();
    let value = value(field, scope)?;
    let is_option = matches!(value.shape, Shape::Option(_));
    let asks = field.serde.with.accepted.is_some();
    let (shape, presence) = match scope.side {
        Side::Accepted => {
            let presence = match (field.serde.default, serde.default) {
                _ if field.rules.default.is_some() => Presence::Optional,
                (Some(DefaultValue::Trait), _) if is_option && !value.peeled => Presence::OrNull,
                (None, None) if is_option && asks => Presence::Required,
                (None, None) if is_option && value.plain => Presence::OrNull,
                (None, None) => Presence::Always,
                (Some(_), _) | (None, Some(_)) => Presence::Optional,
            };
            (value.shape, presence)
        }
        Side::Both | Side::Written => {
            if field.serde.skip_serializing_if.is_some() {
                (peel(&field.serde, value), Presence::Optional)
            } else if is_option && asks && field.serde.default.is_none() && serde.default.is_none()
            {
                (value.shape, Presence::Required)
            } else {
                (value.shape, Presence::Always)
            }
        }
    };
    Some(WireField {
        key: renamed.unwrap_or_else(|| case::field(name, rule)),
        aliases: aliases(&field.serde.aliases, scope.side),
        name: name.into(),
        shape,
        presence,
        rules: field.rules.clone(),
        docs: field.docs.clone(),
        deprecated: field.deprecated.clone(),
    })
}

/// `flatten`, as far as the field's own type says: [`super::flat`] settles what needs the others. Nothing for `()`.
fn flat(field: &Field, serde: &SerdeContainer, scope: &mut Scope<'_>) -> Option<Vec<Flat>> {
    if serde.deny_unknown_fields {
        return scope.wrong(
            report::SERDE_ATTRIBUTE,
            &field.at,
            "serde does not support `flatten` together with `deny_unknown_fields`".to_owned(),
            "take one of them away".to_owned(),
        );
    }
    if let (Some(with), None) = (side(&field.serde.with, scope.side), &field.stated) {
        return scope.wrong(
            report::SERDE_ATTRIBUTE,
            &with.at,
            "`flatten` with a module of its own cannot be followed".to_owned(),
            "take `with` away, or state the form: `#[buildamp(shape = \"std::collections::HashMap<String, String>\")]`".to_owned(),
        );
    }
    let shape = value(field, scope)?.shape;
    let (shape, is_option) = match shape {
        Shape::Option(of) => (*of, true),
        shape => (shape, false),
    };
    if shape == Shape::Null {
        return Some(Vec::new());
    }
    let may_miss = match scope.side {
        Side::Accepted => false,
        Side::Both | Side::Written => field.serde.skip_serializing_if.is_some(),
    };
    Some(vec![Flat {
        name: plain(&field.ident).into(),
        of: FlatOf::Keys(shape),
        optional: is_option || may_miss,
        docs: field.docs.clone(),
    }])
}

pub(super) fn aliases(written: &[EcoString], side: Side) -> Vec<EcoString> {
    match side {
        Side::Accepted => written.to_vec(),
        Side::Both | Side::Written => Vec::new(),
    }
}

/// The second holder of a name, the name, and the first. Each holder has a name and others.
pub(super) fn doubles<'a>(
    holders: impl Iterator<Item = (&'a str, &'a EcoString, &'a [EcoString])>,
) -> Vec<(String, String, String)> {
    let names: Vec<(&str, &str)> = holders
        .flat_map(|(holder, name, others)| {
            let all = std::iter::once(name).chain(others);
            all.map(move |name| (name.as_str(), holder))
        })
        .collect();
    // As a rule there are few of them, and no two are the same.
    let is_taken = |(place, name): (usize, &(&str, &str))| {
        names[..place].iter().any(|(other, _)| *other == name.0)
    };
    if names.len() < 24 && !names.iter().enumerate().any(is_taken) {
        return Vec::new();
    }
    let mut seen: FxHashMap<&str, &str> = FxHashMap::default();
    let mut doubles = Vec::new();
    for (name, holder) in names {
        match seen.insert(name, holder) {
            Some(first) if first != holder => {
                doubles.push((holder.to_owned(), name.to_owned(), first.to_owned()));
            }
            _ => {}
        }
    }
    doubles
}

/// Says of a second name on the wire that it is taken.
pub(super) fn taken(key: &str, what: &str, at: &At, first: u32, scope: &mut Scope<'_>) {
    scope.wrong::<()>(
        report::DUPLICATE_KEY,
        at,
        format!("two {what} are `{key}` on the wire: the other is on line {first}"),
        "give one of them another `#[serde(rename = \"…\")]`".to_owned(),
    );
}

/// The name of a field in the JSON that is written.
#[must_use]
pub fn field_name(field: &Field, of: &SerdeContainer) -> EcoString {
    let renamed = field.serde.rename.written.clone();
    let rule = of.rename_all.written.as_deref();
    renamed.unwrap_or_else(|| case::field(plain(&field.ident), rule))
}
