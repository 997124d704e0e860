//! What an item derives.

use std::collections::BTreeMap;

use proc_macro2::TokenTree;
use syn::{Attribute, DeriveInput};

use super::item::Door;
use crate::model::{Has, Int, Kind};
use crate::place;
use crate::report::{self, Notes};

/// The derives on an item as paths, each name followed through the module's `use` lines.
pub(super) fn derives(
    attributes: &[Attribute],
    uses: &BTreeMap<String, Vec<String>>,
) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        for path in written(attribute) {
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
        }
    }
    paths
}

/// The paths in `#[derive(..)]`.
fn written(attribute: &Attribute) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut path = Vec::new();
    let syn::Meta::List(list) = &attribute.meta else {
        return paths;
    };
    for token in list.tokens.clone() {
        match token {
            TokenTree::Ident(name) => path.push(name.to_string()),
            TokenTree::Punct(colon) if colon.as_char() == ':' => {}
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                paths.push(std::mem::take(&mut path));
            }
            // What is no path is rustc's to report: the file compiles no further there either.
            TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => return paths,
        }
    }
    paths.push(path);
    paths.retain(|path| !path.is_empty());
    paths
}

/// The names in `#[derive(..)]`, without their paths; none of another attribute.
pub(super) fn names(attribute: &Attribute) -> impl Iterator<Item = String> {
    let paths = if attribute.path().is_ident("derive") {
        written(attribute)
    } else {
        Vec::new()
    };
    paths.into_iter().filter_map(|mut path| path.pop())
}

/// Whether a derive of this name may implement one of serde's traits.
pub(super) fn is_of_serde(name: &str) -> bool {
    ["Serialize", "Deserialize"].contains(&name) || REPR.contains(&name) || FOREIGN.contains(&name)
}

/// Whether this is a `#[derive(..)]` of one of serde's traits.
#[must_use]
pub fn derives_serde(attribute: &Attribute) -> bool {
    names(attribute).any(|name| is_of_serde(&name))
}

/// Whether a derive of this name implements what we would write otherwise.
pub(super) fn matters(name: &str) -> bool {
    is_of_serde(name) || ["Debug", "Clone"].contains(&name) || place::derived(name).is_some()
}

/// `serde_repr`'s derives.
const REPR: [&str; 2] = ["Serialize_repr", "Deserialize_repr"];

/// Derives that implement serde's traits in a way that cannot be seen.
const FOREIGN: [&str; 4] = [
    "SerializeDisplay",
    "DeserializeFromStr",
    "Serialize_tuple",
    "Deserialize_tuple",
];

pub(super) fn has(derives: &[Vec<String>], kind: Kind, door: Door) -> Has {
    let named = |name: &str| {
        derives
            .iter()
            .any(|path| path.last().is_some_and(|last| last == name))
    };
    Has {
        debug: named("Debug"),
        clone: named("Clone"),
        serialize: derives.iter().any(|path| is_serde(path, "Serialize")) || named(REPR[0]),
        deserialize: derives.iter().any(|path| is_serde(path, "Deserialize")) || named(REPR[1]),
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
        // What a module above brings in under that name is taken to be serde's.
        [.., home, last] => {
            last == name
                && ["serde", "serde_derive", "super", "self", "crate"].contains(&home.as_str())
        }
        [] => false,
    }
}

/// A derive that implements serde's traits in a way that cannot be seen.
pub(super) fn foreign_serde(derives: &[Vec<String>]) -> Option<String> {
    let is_foreign = |path: &&Vec<String>| {
        path.last()
            .is_some_and(|name| FOREIGN.contains(&name.as_str()))
    };
    derives.iter().find(is_foreign).map(|path| path.join("::"))
}

/// The type of `#[repr(..)]`, where `serde_repr` writes the number of a variant for its name.
pub(super) fn repr(
    input: &DeriveInput,
    attributes: &[Attribute],
    derives: &[Vec<String>],
    notes: &mut Notes<'_>,
) -> Option<Int> {
    let named = |name: &str| {
        let last = |path: &Vec<String>| path.last().is_some_and(|last| last == name);
        derives.iter().any(last)
    };
    let (what, help) = match (named(REPR[0]), named(REPR[1])) {
        (false, false) => return None,
        (true, true) => match attributes.iter().find_map(number) {
            Some(int) => return Some(int),
            None => (
                format!("`{}` is written as a number of no known type", input.ident),
                "write `#[repr(u8)]` above it",
            ),
        },
        (true, false) => (
            format!(
                "`{}` is written as a number and read in another way",
                input.ident
            ),
            "derive `serde_repr::Deserialize_repr` too",
        ),
        (false, true) => (
            format!(
                "`{}` is read as a number and written in another way",
                input.ident
            ),
            "derive `serde_repr::Serialize_repr` too",
        ),
    };
    notes.add(report::SERDE_WITHOUT_DERIVE, input.ident.span(), what, help);
    None
}

/// The number type in `#[repr(..)]`.
fn number(attribute: &Attribute) -> Option<Int> {
    let mut found = None;
    if attribute.path().is_ident("repr") {
        // What does not parse is rustc's to report.
        let _ = attribute.parse_nested_meta(|meta| {
            let name = match super::text(&meta.path).as_str() {
                "usize" => "u64".to_owned(),
                "isize" => "i64".to_owned(),
                name => name.to_owned(),
            };
            found = found.or_else(|| Int::ALL.into_iter().find(|int| int.name() == name));
            if meta.input.peek(syn::token::Paren) {
                meta.input.parse::<proc_macro2::TokenTree>()?;
            }
            Ok(())
        });
    }
    found
}

/// Says that a type with `#[serde(..)]` lacks serde's derives: all of an event, and any at all of another.
pub(super) fn serde_derived(input: &DeriveInput, kind: Kind, has: Has, notes: &mut Notes<'_>) {
    let line = match (has.serialize, has.deserialize) {
        (true, true) => return,
        (true, false) | (false, true) if !kind.is_durable() => return,
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
