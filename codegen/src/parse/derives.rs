//! What an item derives.

use std::collections::BTreeMap;

use syn::{Attribute, DeriveInput};

use super::item::Door;
use crate::model::{Has, Kind};
use crate::place;
use crate::report::{self, Notes};

/// The derives on an item as paths, each name followed through the module's `use` lines.
pub(super) fn derives(
    attributes: &[Attribute],
    uses: &BTreeMap<String, Vec<String>>,
) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        // What does not parse is rustc's to report: the file compiles no further there either.
        let _ = attribute.parse_nested_meta(|meta| {
            let path: Vec<String> = meta
                .path
                .segments
                .iter()
                .map(|it| it.ident.to_string())
                .collect();
            paths.push(
                match (
                    path.as_slice(),
                    path.first().and_then(|name| uses.get(name)),
                ) {
                    ([_], Some(full)) => full.clone(),
                    ([_, rest @ ..], Some(full)) => [full, rest].concat(),
                    _ => path,
                },
            );
            Ok(())
        });
    }
    paths
}

pub(super) fn has(derives: &[Vec<String>], kind: Kind, door: Door) -> Has {
    let named = |name: &str| {
        derives
            .iter()
            .any(|path| path.last().is_some_and(|last| last == name))
    };
    Has {
        debug: named("Debug"),
        clone: named("Clone"),
        serialize: derives.iter().any(|path| is_serde(path, "Serialize")),
        deserialize: derives.iter().any(|path| is_serde(path, "Deserialize")),
        kind: door == Door::Location
            && derives
                .iter()
                .any(|path| path.last().and_then(|name| place::derived(name)) == Some(kind)),
    }
}

/// Whether a derive is serde's own, and not one of the same name from another crate.
fn is_serde(path: &[String], name: &str) -> bool {
    match path {
        [only] => only == name,
        [.., home, last] => last == name && (home == "serde" || home == "serde_derive"),
        [] => false,
    }
}

/// Derives that implement serde's traits in their own way.
pub(super) fn is_foreign_serde(path: &[String]) -> bool {
    const KNOWN: [&str; 6] = [
        "Serialize_repr",
        "Deserialize_repr",
        "SerializeDisplay",
        "DeserializeFromStr",
        "Serialize_tuple",
        "Deserialize_tuple",
    ];
    path.last()
        .is_some_and(|name| KNOWN.contains(&name.as_str()))
}

pub(super) fn serde_derived(input: &DeriveInput, derives: &[Vec<String>], notes: &mut Notes<'_>) {
    let is_derived = |name: &str| derives.iter().any(|path| is_serde(path, name));
    let line = match (is_derived("Serialize"), is_derived("Deserialize")) {
        (true, true) => return,
        (true, false) => "#[derive(serde::Deserialize)]",
        (false, true) => "#[derive(serde::Serialize)]",
        (false, false) => "#[derive(serde::Serialize, serde::Deserialize)]",
    };
    notes.add(
        report::SERDE_WITHOUT_DERIVE,
        input.ident.span(),
        format!(
            "`{}` carries `#[serde(..)]` without serde's derives",
            input.ident
        ),
        format!("write `{line}` above it"),
    );
}
