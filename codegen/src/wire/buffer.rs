//! What serde reads into a buffer first (internally tagged and untagged enums, `flatten`) it reads from there by other
//! rules than from text, and refuses some of what it wrote.

use ecow::EcoString;

use super::all::{All, Lowered, Users};
use super::arguments::references;
use super::spots::spots;
use crate::model::{Int, Key, Shape, Side, Tagging, TypeShape, VariantBody};
use crate::parallel;
use crate::report::{self, Problem};

/// Says of each value that serde would write and not read back, with the number of its item.
pub(super) fn buffered(
    all: &All<'_>,
    users: &Users,
    lost: Vec<Option<Why>>,
) -> Vec<(usize, Problem)> {
    let buffers: Vec<usize> = (0..all.lowered.len())
        .filter(|&number| {
            let lowered = &all.lowered[number];
            !lowered.only_written && lowered.on(all.side).is_some_and(has_buffer)
        })
        .collect();
    if buffers.is_empty() {
        return Vec::new();
    }
    let lost = spread(lost, users);
    let params = params(all, &buffers);
    let any_param = params.iter().any(|it| !it.is_empty());
    let of_one = |lowered: &Lowered, number: usize| {
        let mut problems = Vec::new();
        let Some(shape) = lowered.on(all.side).filter(|_| !lowered.only_written) else {
            return problems;
        };
        let item = all.item(number);
        let whole = is_whole(shape);
        if lowered.raw && has_buffer(shape) {
            let help = "write `serde_json::Value`";
            problems.push((number, problem(&item.at, "a `RawValue`", help)));
        }
        if !whole && !has_buffer(shape) && !any_param {
            return problems;
        }
        for spot in spots(item, shape) {
            let is_flat = spot.field.is_some_and(|field| field.serde.flatten);
            let what = if whole || is_flat {
                why(all, &lost, spot.shape)
            } else {
                let mut refs = Vec::new();
                references(spot.shape, &mut refs);
                refs.iter().find_map(|(file, name, args)| {
                    let target = all.context.number(file, name)?;
                    let mut args = args.iter().zip(&all.lowered[target].params);
                    args.find_map(|(arg, param)| {
                        let is_buffered = params[target].contains(param);
                        is_buffered.then(|| why(all, &lost, arg)).flatten()
                    })
                })
            };
            if let Some((what, help)) = what {
                problems.push((number, problem(spot.at(item), what, help)));
            }
        }
        problems
    };
    let numbered: Vec<(usize, &Lowered)> = all.lowered.iter().enumerate().collect();
    let problems = parallel::map(&numbered, |(number, lowered)| of_one(lowered, *number));
    problems.into_iter().flatten().collect()
}

fn problem(at: &crate::model::At, what: &str, help: &str) -> Problem {
    Problem::new(
        report::SERDE_ATTRIBUTE,
        at.clone(),
        format!("serde writes {what} here and does not read it back"),
        help,
    )
}

/// Whether all that an enum carries is buffered.
fn is_whole(shape: &TypeShape) -> bool {
    match shape {
        TypeShape::Enum(it) => {
            matches!(it.tagging, Tagging::Internal { .. } | Tagging::Untagged)
                || it.variants.iter().any(|variant| variant.untagged)
        }
        _ => false,
    }
}

fn has_buffer(shape: &TypeShape) -> bool {
    match shape {
        TypeShape::Record(record) => !record.flat.is_empty(),
        TypeShape::Enum(it) => {
            is_whole(shape)
                || it.variants.iter().any(|variant| match &variant.body {
                    VariantBody::Record(record) => !record.flat.is_empty(),
                    VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => false,
                })
        }
        _ => false,
    }
}

/// What cannot be read from a buffer, and what to write instead.
pub(super) type Why = (&'static str, &'static str);

const WIDE: Why = (
    "a 128-bit integer",
    "write `#[serde(with = \"buildamp::int_string\")]` above it, a smaller integer, or `content = \"…\"` beside `tag`",
);
const KEYS: Why = (
    "a map whose keys are numbers or `bool`",
    "write `String` for the key, a `Vec` of pairs, or `content = \"…\"` beside `tag`",
);
const RAW: Why = ("a `RawValue`", "write `serde_json::Value`");

fn direct(shape: &Shape) -> Option<Why> {
    match shape {
        Shape::Int(Int::I128 | Int::U128) | Shape::NonZero(Int::I128 | Int::U128) => Some(WIDE),
        Shape::Map {
            key: Key::Int(_) | Key::Bool,
            ..
        } => Some(KEYS),
        shape => {
            let mut found = None;
            shape.each_child(|child| found = found.or_else(|| direct(child)));
            found
        }
    }
}

/// Why what serde accepts for a type cannot be read from a buffer, when that lies in itself.
pub(super) fn lost(lowered: &Lowered) -> Option<Why> {
    let mut found = None;
    if let Some(shape) = lowered.on(Side::Accepted) {
        shape.each_part(|part| found = found.or_else(|| direct(part)));
    }
    found.or(lowered.raw.then_some(RAW))
}

/// The same wherever in it that lies.
fn spread(mut lost: Vec<Option<Why>>, users: &Users) -> Vec<Option<Why>> {
    let mut next: Vec<usize> = (0..lost.len())
        .filter(|&number| lost[number].is_some())
        .collect();
    while let Some(number) = next.pop() {
        for &user in users.of(number) {
            if lost[user].is_none() {
                lost[user] = lost[number];
                next.push(user);
            }
        }
    }
    lost
}

fn why(all: &All<'_>, lost: &[Option<Why>], shape: &Shape) -> Option<Why> {
    if let Some(why) = direct(shape) {
        return Some(why);
    }
    if let Shape::Ref { file, name, .. } = shape
        && let Some(why) = all.context.number(file, name).and_then(|it| lost[it])
    {
        return Some(why);
    }
    let mut found = None;
    shape.each_child(|child| found = found.or_else(|| why(all, lost, child)));
    found
}

/// The type parameters of each definition that are read from a buffer.
fn params(all: &All<'_>, buffers: &[usize]) -> Vec<Vec<EcoString>> {
    let mut params: Vec<Vec<EcoString>> = vec![Vec::new(); all.lowered.len()];
    for &number in buffers {
        let Some(shape) = all.lowered[number].on(all.side) else {
            continue;
        };
        if all.lowered[number].params.is_empty() {
            continue;
        }
        let whole = is_whole(shape);
        for spot in spots(all.item(number), shape) {
            if whole || spot.field.is_some_and(|field| field.serde.flatten) {
                mentioned(spot.shape, &mut params[number]);
            }
        }
    }
    let generic: Vec<usize> = (0..all.lowered.len())
        .filter(|&number| !all.lowered[number].params.is_empty())
        .collect();
    let mut changed = params.iter().any(|it| !it.is_empty());
    while changed {
        changed = false;
        for &number in &generic {
            let parts = all.lowered[number].on(all.side).map(TypeShape::parts);
            let mut refs = Vec::new();
            for part in parts.into_iter().flatten() {
                references(part, &mut refs);
            }
            for (file, name, args) in refs {
                let Some(target) = all.context.number(file, name) else {
                    continue;
                };
                let mut found = Vec::new();
                for (arg, param) in args.iter().zip(&all.lowered[target].params) {
                    if params[target].contains(param) {
                        mentioned(arg, &mut found);
                    }
                }
                for param in found {
                    if !params[number].contains(&param) {
                        params[number].push(param);
                        changed = true;
                    }
                }
            }
        }
    }
    params
}

fn mentioned(shape: &Shape, found: &mut Vec<EcoString>) {
    if let Shape::Param(name) = shape
        && !found.contains(name)
    {
        found.push(name.clone());
    }
    for child in shape.children() {
        mentioned(child, found);
    }
}
