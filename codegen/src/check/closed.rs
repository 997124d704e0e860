//! The world of definitions is closed: every name that is printed is defined.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::model::{Definition, Shape, Side};
use crate::parallel;
use crate::report::{self, Problem};

/// Says of each reference to a definition that is not there. Where the type behind it was refused, that was told at its
/// own place, so this is asked when nothing else is wrong.
#[must_use]
pub fn closed(definitions: &[Definition]) -> Vec<Problem> {
    let defined: FxHashSet<(&[String], &str, Side)> = definitions
        .iter()
        .map(|it| (it.file.as_slice(), it.name.as_str(), it.side))
        .collect();
    let problems = parallel::map(definitions, |definition| {
        let mut missing = BTreeSet::new();
        let shape = &definition.shape;
        shape.each_part(|part| dangling(part, &defined, &mut missing));
        let problems = missing.into_iter().map(|name| {
            Problem::new(
                report::UNKNOWN_TYPE,
                definition.at.clone(),
                format!(
                    "`{}` refers to `{name}`, which is not defined",
                    definition.name
                ),
                format!("write `{name}` out as a struct or an enum below the models folder"),
            )
        });
        problems.collect::<Vec<_>>()
    });
    problems.into_iter().flatten().collect()
}

fn dangling<'a>(
    shape: &'a Shape,
    defined: &FxHashSet<(&[String], &str, Side)>,
    missing: &mut BTreeSet<&'a str>,
) {
    if let Shape::Ref {
        file, name, side, ..
    } = shape
        && !defined.contains(&(file.as_slice(), name.as_str(), *side))
    {
        missing.insert(name);
    }
    shape.each_child(|child| dangling(child, defined, missing));
}
