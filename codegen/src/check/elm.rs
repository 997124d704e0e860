//! Elm modules must not import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::events::{references, shapes};
use crate::model::Definition;
use crate::report::{self, Problem};

type Edges<'a> = BTreeMap<&'a [String], BTreeMap<&'a [String], &'a Definition>>;

/// Says of files whose types need each other that Elm refuses them. Asked only when Elm is a target. One problem for
/// each pair of files that stand in a circle, at the type that leads on.
#[must_use]
pub fn elm_cycles(definitions: &[Definition]) -> Vec<Problem> {
    let mut edges: Edges<'_> = BTreeMap::new();
    for definition in definitions {
        let from = definition.file.as_slice();
        for (to, _) in shapes(&definition.shape).into_iter().flat_map(references) {
            if to != from {
                edges
                    .entry(from)
                    .or_default()
                    .entry(to)
                    .or_insert(definition);
            }
        }
    }
    let mut problems = Vec::new();
    let mut told: BTreeSet<&[String]> = BTreeSet::new();
    for (from, targets) in &edges {
        for (to, definition) in targets {
            if told.contains(to) || !leads(&edges, to, from) {
                continue;
            }
            told.insert(from);
            problems.push(Problem::new(
                report::ELM_CYCLE,
                definition.at.clone(),
                format!(
                    "`{}` needs {} and is needed there: Elm modules cannot import each other",
                    definition.name,
                    to.join("/")
                ),
                "put the types that need each other into one file, or generate without `elm`",
            ));
        }
    }
    problems
}

fn leads(edges: &Edges<'_>, from: &[String], to: &[String]) -> bool {
    let mut open = vec![from];
    let mut seen: BTreeSet<&[String]> = BTreeSet::new();
    while let Some(file) = open.pop() {
        if file == to {
            return true;
        }
        if seen.insert(file) {
            open.extend(
                edges
                    .get(file)
                    .into_iter()
                    .flat_map(|targets| targets.keys().copied()),
            );
        }
    }
    false
}
