//! Features that the settings ask for.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::At;
use crate::report::{self, Problem};
use crate::scan::Tree;

/// Says of every feature that no listed package has.
pub fn features(tree: &Tree, asked: &BTreeMap<String, At>) -> Vec<Problem> {
    let packages = tree.listed_packages();
    let each = packages.into_iter().map(|id| tree.package(id));
    let known: BTreeSet<String> = each.flat_map(|package| package.features.clone()).collect();
    let unknown = asked.iter().filter(|(name, _)| !known.contains(*name));
    let told = unknown.map(|(name, at)| {
        let help = match report::nearest(name, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it, or declare it under `[features]` in the Cargo.toml of the models"
                .to_owned(),
        };
        let what = format!("no package with models has a feature `{name}`");
        Problem::new(report::CONFIG, at.clone(), what, help)
    });
    told.collect()
}
