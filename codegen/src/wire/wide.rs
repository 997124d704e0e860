//! Integers that JavaScript cannot hold exactly.

use super::spots::spots;
use crate::config::Int64;
use crate::emit::Target;
use crate::lock;
use crate::model::{Field, Int, Item, Shape, Ty, TypeShape, With};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Which languages round what is wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// All of them, as `JSON.parse` does.
    JavaScript,
    /// Elm alone: its `Int` is a number, and its decoders see what `JSON.parse` has rounded.
    Elm,
    /// None.
    Nowhere,
}

impl Rounding {
    /// What the setting and the languages that are written come to.
    #[must_use]
    pub fn of(int64: Int64, targets: &[Target]) -> Self {
        match (int64, targets.contains(&Target::Elm)) {
            (Int64::Number, _) => Self::JavaScript,
            (Int64::String | Int64::BigInt, true) => Self::Elm,
            (Int64::String | Int64::BigInt, false) => Self::Nowhere,
        }
    }
}

/// Each field with such an integer that does not say that it is meant: its line in `schema.lock`, which is about the
/// wire whatever is made of it, and the warning where a language rounds.
pub(super) fn wide(
    item: &Item,
    shape: &TypeShape,
    rounding: Rounding,
) -> Vec<(String, Option<Problem>)> {
    let mut any = false;
    shape.each_part(|part| any = any || find(part).is_some());
    if !any {
        return Vec::new();
    }
    let spots = spots(item, shape);
    let found = spots.iter().filter_map(|spot| {
        let int = find(spot.shape)?;
        let field = spot.field.filter(|field| !is_meant(field))?;
        let variant = spot.variant.map(|variant| plain(&variant.ident));
        let (name, ident) = (plain(&item.ident), plain(&field.ident));
        let line = lock::wide(&item.file, name, variant, ident);
        let (holder, remedy) = match rounding {
            Rounding::Nowhere => return Some((line, None)),
            Rounding::JavaScript => (
                "JavaScript",
                Some("`int64 = \"bigint\"` under `[generate]` in buildamp.toml for TypeScript"),
            ),
            Rounding::Elm => ("Elm's `Int`", None),
        };
        let int = int.name();
        let article = if int.starts_with('i') { "an" } else { "a" };
        let what = format!(
            "`{}` is {article} `{int}`, of which {holder} holds those up to 2^53 exactly",
            spot.name(item)
        );
        let help = help(spot.shape, int, remedy);
        let problem = Problem::new(report::WIDE_INTEGER, field.at.clone(), what, help);
        Some((line.clone(), Some(problem.seen_as(line))))
    });
    found.collect()
}

/// What to write instead; `remedy` is one that helps whatever the shape is.
fn help(shape: &Shape, int: &str, remedy: Option<&str>) -> String {
    let with = "with = \"buildamp::int_string\")]` above it to send text";
    let (text, stated) = match shape {
        Shape::Int(_) => (Some(format!("`#[serde({with}")), int.to_owned()),
        Shape::Option(of) if matches!(**of, Shape::Int(_)) => (
            Some(format!("`#[serde(default, {with}")),
            format!("Option<{int}>"),
        ),
        _ => (None, "…".to_owned()),
    };
    let ways: Vec<String> = text.into_iter().chain(remedy.map(str::to_owned)).collect();
    let ways = match ways.as_slice() {
        [] => "use a smaller integer".to_owned(),
        ways => format!("write {}", ways.join(", ")),
    };
    format!("{ways}, or `#[buildamp(shape = \"{stated}\")]` when it stays below 2^53")
}

fn direct(shape: &Shape) -> Option<Int> {
    match shape {
        Shape::Int(int) | Shape::NonZero(int) => Some(*int).filter(|int| int.is_wide()),
        _ => None,
    }
}

/// A wide integer in a shape; keys are text, and hold any number.
fn find(shape: &Shape) -> Option<Int> {
    let mut found = direct(shape);
    shape.each_child(|child| found = found.or_else(|| find(child)));
    found
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
