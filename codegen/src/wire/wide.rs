//! Integers that JavaScript cannot hold exactly.

use super::spots::{Spot, spots};
use crate::lock;
use crate::model::{Field, Int, Item, Shape, Ty, TypeShape, With};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Warns of each field with such an integer that does not say that it is meant.
pub(super) fn wide(item: &Item, shape: &TypeShape) -> Vec<Problem> {
    if !shape.parts().into_iter().any(|part| find(part).is_some()) {
        return Vec::new();
    }
    let spots = spots(item, shape);
    let warned = spots.iter().filter_map(|spot| {
        let int = find(spot.shape)?;
        let field = spot.field?;
        (!is_meant(field)).then(|| warning(item, spot, field, int))
    });
    warned.collect()
}

fn warning(item: &Item, spot: &Spot<'_>, field: &Field, int: Int) -> Problem {
    let int = int.name();
    let variant = spot.variant.map(|variant| plain(&variant.ident));
    let help = match spot.shape {
        Shape::Int(_) => format!(
            "write `#[serde(with = \"buildamp::int_string\")]` above it to send text, or `#[buildamp(shape = \"{int}\")]` \
             when it stays below 2^53"
        ),
        Shape::Option(of) if matches!(**of, Shape::Int(_)) => format!(
            "write `#[serde(default, with = \"buildamp::int_string\")]` above it to send text, or \
             `#[buildamp(shape = \"Option<{int}>\")]` when it stays below 2^53"
        ),
        _ => "use a smaller integer, or state the type as it is, `#[buildamp(shape = \"…\")]`, when it stays below 2^53"
            .to_owned(),
    };
    let article = if int.starts_with('i') { "an" } else { "a" };
    Problem::new(
        report::WIDE_INTEGER,
        field.at.clone(),
        format!(
            "`{}` is {article} `{int}`, of which JavaScript holds those up to 2^53 exactly",
            spot.name(item)
        ),
        help,
    )
    .seen_as(lock::wide(
        &item.file,
        plain(&item.ident),
        variant,
        plain(&field.ident),
    ))
}

fn direct(shape: &Shape) -> Option<Int> {
    match shape {
        Shape::Int(int) | Shape::NonZero(int) => Some(*int).filter(|int| int.is_wide()),
        _ => None,
    }
}

/// A wide integer in a shape; keys are text, and hold any number.
fn find(shape: &Shape) -> Option<Int> {
    direct(shape).or_else(|| shape.children().into_iter().find_map(find))
}

/// Whether the source says that the numbers are meant, or a unit does in which they stay small for long.
fn is_meant(field: &Field) -> bool {
    if field.stated.is_some() {
        return true;
    }
    match field.serde.with.written.as_ref().map(|with| &with.what) {
        Some(With::Module(Ty::Path { segments, .. })) => !nanos(segments),
        Some(With::Function(path)) => !nanos(std::slice::from_ref(path)),
        Some(With::As(Ty::Path { segments, .. })) => {
            let last = segments.last().map_or("", String::as_str);
            last.contains("Seconds") && !nanos(segments)
        }
        _ => false,
    }
}

fn nanos(segments: &[String]) -> bool {
    let mut segments = segments.iter();
    segments.any(|name| name.to_lowercase().contains("nanosec"))
}
