//! Crates that use serde and nothing of ours.

use std::collections::BTreeSet;

use super::Placed;
use crate::model::Has;
use crate::scan::{PackageId, Tree};

/// Leaves out what never meets serde in a crate that has nothing of ours: there, other types of the same files do what
/// these do not. What is left has all that it will ever have.
pub fn on_the_wire(tree: &Tree, items: &mut Vec<Placed>) {
    let package = |placed: &Placed| {
        let module = tree.module(placed.module);
        module.package.filter(|_| tree.is_plain(&module))
    };
    let meets_serde = |placed: &Placed| {
        let has = placed.parsed.item.has;
        has.serialize || has.deserialize
    };
    let own: BTreeSet<PackageId> = items
        .iter()
        .filter(|placed| meets_serde(placed))
        .filter_map(package)
        .collect();
    items.retain_mut(|placed| {
        if package(placed).is_none_or(|package| !own.contains(&package)) {
            return true;
        }
        let stays = meets_serde(placed);
        placed.parsed.item.has = Has {
            debug: true,
            clone: true,
            serialize: true,
            deserialize: true,
            kind: true,
        };
        stays
    });
}
