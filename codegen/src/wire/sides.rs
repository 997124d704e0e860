//! Who travels in which direction, and whose two sides differ.

use super::all::{Lowered, Users};
use super::context::Context;
use crate::check;
use crate::model::{
    Enum, Kind, Presence, Record, Shape, Side, TypeShape, VariantBody, WireField, WireVariant,
};

/// Marks the types that only leave the server: messages, answers to requests, and what nobody else uses.
pub(super) fn directions(context: &Context<'_>, lowered: &mut [Lowered]) {
    let all = lowered.len();
    let is_message = |number: &usize| context.items[*number].parsed.item.kind == Kind::Sse;
    let requests = context.items.iter();
    let requests = requests.filter(|placed| placed.parsed.item.kind == Kind::Api);
    let answers = requests.filter_map(|request| check::answer(context.items, request));
    let leaving = (0..all).filter(is_message).chain(answers);
    let left = reached(leaving, lowered, all);
    let rest = (0..all).filter(|&number| !left[number]);
    let travels = reached(rest, lowered, all);
    for (lowered, travels) in lowered.iter_mut().zip(travels) {
        lowered.only_written = !travels;
    }
}

/// Takes back the mark of what is used by a type without it; gives the numbers of those.
pub(super) fn spread(lowered: &mut [Lowered]) -> Vec<usize> {
    let travelling = (0..lowered.len()).filter(|&number| !lowered[number].only_written);
    let travels = reached(travelling, lowered, lowered.len());
    let mut found = Vec::new();
    for (number, (lowered, travels)) in lowered.iter_mut().zip(travels).enumerate() {
        if travels && lowered.only_written {
            lowered.only_written = false;
            found.push(number);
        }
    }
    found
}

fn reached(from: impl Iterator<Item = usize>, lowered: &[Lowered], all: usize) -> Vec<bool> {
    let mut reached = vec![false; all];
    let mut next: Vec<usize> = from.collect();
    while let Some(number) = next.pop() {
        if !std::mem::replace(&mut reached[number], true) {
            next.extend(lowered[number].uses.iter().filter(|&&used| !reached[used]));
        }
    }
    reached
}

/// Whether the two sides of a type differ by themselves.
pub(super) fn is_split(lowered: &Lowered) -> bool {
    match (&lowered.written, &lowered.accepted) {
        (Some(written), Some(accepted)) => !lowered.only_written && !same(written, accepted),
        _ => false,
    }
}

/// Which types have two definitions: those whose sides differ, and those that refer to such a type.
pub(super) fn split(mut split: Vec<bool>, lowered: &[Lowered], users: &Users) -> Vec<bool> {
    let mut next: Vec<usize> = (0..split.len()).filter(|&number| split[number]).collect();
    while let Some(number) = next.pop() {
        for &user in users.of(number) {
            if !split[user] && !lowered[user].only_written {
                split[user] = true;
                next.push(user);
            }
        }
    }
    split
}

/// Whether serde accepts what it writes and nothing else; a missing `Option` does not count.
fn same(written: &TypeShape, accepted: &TypeShape) -> bool {
    match (written, accepted) {
        (TypeShape::Record(written), TypeShape::Record(accepted)) => {
            is_same_record(written, accepted)
        }
        (TypeShape::Enum(written), TypeShape::Enum(accepted)) => is_same_enum(written, accepted),
        (written, accepted) => written == accepted,
    }
}

fn is_same_enum(written: &Enum, accepted: &Enum) -> bool {
    let Enum {
        tagging,
        variants,
        closed,
    } = accepted;
    written.tagging == *tagging
        && written.closed == *closed
        && written.variants.len() == variants.len()
        && written.variants.iter().zip(variants).all(|(one, other)| {
            let WireVariant {
                tag,
                aliases,
                name,
                body,
                untagged,
                other,
                docs,
                deprecated,
            } = other;
            let is_same_body = match (&one.body, body) {
                (VariantBody::Record(one), VariantBody::Record(other)) => {
                    is_same_record(one, other)
                }
                (one, other) => one == other,
            };
            is_same_body
                && one.tag == *tag
                && one.aliases == *aliases
                && one.name == *name
                && one.untagged == *untagged
                && one.other == *other
                && one.docs == *docs
                && one.deprecated == *deprecated
        })
}

fn is_same_record(written: &Record, accepted: &Record) -> bool {
    let Record {
        tag,
        fields,
        flat,
        closed,
    } = accepted;
    written.tag == *tag
        && written.flat == *flat
        && written.closed == *closed
        && written.fields.len() == fields.len()
        && written.fields.iter().zip(fields).all(|(one, other)| {
            let WireField {
                key,
                aliases,
                name,
                shape,
                presence,
                rules: _,
                docs,
                deprecated,
            } = other;
            let presence = match presence {
                Presence::OrNull => Presence::Always,
                presence => *presence,
            };
            one.presence == presence
                && one.key == *key
                && one.aliases == *aliases
                && one.name == *name
                && one.shape == *shape
                && one.docs == *docs
                && one.deprecated == *deprecated
        })
}

/// The accepted side of a type for which it was not looked at by itself: what is written, where an `Option` may be
/// missing.
pub(super) fn accepted(written: &TypeShape) -> TypeShape {
    let mut accepted = written.clone();
    for record in records(&mut accepted) {
        for field in &mut record.fields {
            if let (Presence::Always, Shape::Option(_)) = (field.presence, &field.shape) {
                field.presence = Presence::OrNull;
            }
        }
    }
    accepted
}

fn records(shape: &mut TypeShape) -> Vec<&mut Record> {
    match shape {
        TypeShape::Record(record) => vec![record],
        TypeShape::Enum(it) => it
            .variants
            .iter_mut()
            .filter_map(|variant| match &mut variant.body {
                VariantBody::Record(record) => Some(record),
                VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Says of each reference to a type with two definitions which of them is meant.
pub(super) fn point(shape: &mut TypeShape, side: Side, is_split: &dyn Fn(&[String], &str) -> bool) {
    for part in shape.parts_mut() {
        point_at(part, side, is_split);
    }
}

fn point_at(shape: &mut Shape, meant: Side, is_split: &dyn Fn(&[String], &str) -> bool) {
    if let Shape::Ref {
        file, name, side, ..
    } = shape
        && is_split(file, name)
    {
        *side = meant;
    }
    for child in shape.children_mut() {
        point_at(child, meant, is_split);
    }
}
