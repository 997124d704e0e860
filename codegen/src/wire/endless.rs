//! Types whose JSON would have no end: a newtype of itself, an object that lies among its own keys.

use super::all::Lowered;
use super::context::Context;
use crate::model::{Item, Shape, Tagging, TypeShape, VariantBody};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// The numbers of the types whose JSON stands where that of this one does.
pub(super) fn next(context: &Context<'_>, lowered: &Lowered) -> Vec<usize> {
    let mut next = Vec::new();
    for shape in lowered.written.iter().chain(&lowered.accepted) {
        for part in thin(shape) {
            if let Shape::Ref { file, name, .. } = inner(part) {
                next.extend(context.number(file, name));
            }
        }
    }
    next
}

/// The numbers of the types that lead to themselves with nothing in between that could end it, by what [`next`] says of
/// each.
pub(super) fn endless(next: &[Vec<usize>]) -> Vec<usize> {
    (0..next.len())
        .filter(|&start| {
            let mut seen = Vec::new();
            let mut todo = next[start].clone();
            while let Some(number) = todo.pop() {
                if number == start {
                    return true;
                }
                if !seen.contains(&number) {
                    seen.push(number);
                    todo.extend(&next[number]);
                }
            }
            false
        })
        .collect()
}

/// What of a definition stands where the definition itself stands.
fn thin(shape: &TypeShape) -> Vec<&Shape> {
    match shape {
        TypeShape::Newtype(shape) => vec![shape],
        TypeShape::Record(record) => record.flat.iter().map(|flat| flat.of.shape()).collect(),
        TypeShape::Enum(it) => it
            .variants
            .iter()
            .flat_map(|variant| match &variant.body {
                VariantBody::Newtype(shape)
                    if variant.untagged
                        || matches!(it.tagging, Tagging::Untagged | Tagging::Internal { .. }) =>
                {
                    vec![shape]
                }
                VariantBody::Record(record) => {
                    record.flat.iter().map(|flat| flat.of.shape()).collect()
                }
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn inner(shape: &Shape) -> &Shape {
    match shape {
        Shape::Option(of) => inner(of),
        shape => shape,
    }
}

/// Says so.
pub(super) fn problem(item: &Item) -> Problem {
    let name = plain(&item.ident);
    Problem::new(
        report::NO_SHAPE,
        item.at.clone(),
        format!("the JSON of `{name}` is that of `{name}` itself, without an end"),
        "put a field with a name, a list or a variant with a tag in between",
    )
}
