//! Crates that use serde and nothing of ours.

use std::collections::{BTreeMap, BTreeSet};

use super::Placed;
use crate::model::Has;
use crate::parse;
use crate::scan::{PackageId, Tree};

/// Takes from the settings which Rust type has the JSON of a listed type, where its own file does not say so.
pub fn stated(tree: &Tree, types: &BTreeMap<String, String>, items: &mut [Placed]) {
    for Placed { module, parsed, .. } in items.iter_mut().filter(|_| !types.is_empty()) {
        let item = &mut parsed.item;
        let row = types.get(&tree.full_path(*module, &item.ident).join("::"));
        let ty = row.and_then(|row| parse::ty_of(row, &item.at));
        item.stated = item.stated.take().or(ty.map(Box::new));
    }
}

/// Leaves out what never meets serde in a crate that has nothing of ours: there, other types of the same files do what
/// these do not. What is left has all that it will ever have.
pub fn on_the_wire(tree: &Tree, items: &mut Vec<Placed>) {
    let package = |placed: &Placed| {
        let module = tree.module(placed.module);
        module.package.filter(|_| tree.is_plain(&module))
    };
    let meets_serde = |placed: &Placed| {
        let has = placed.parsed.item.has;
        has.serialize || has.deserialize || placed.parsed.item.stated.is_some()
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
