//! What an item derives.

use std::borrow::Cow;
use std::collections::BTreeMap;

use proc_macro2::TokenTree;
use syn::{Attribute, DeriveInput};

use super::item::Door;
use super::lifted::Mark;
use crate::model::{Has, Int, Kind};
use crate::place;
use crate::report::{self, Notes};

/// The path of a derive: `serde::Serialize`.
#[derive(Debug, Clone, Default)]
pub struct Derive<'t> {
    path: Cow<'t, str>,
    /// Where its last name begins.
    name: usize,
}

impl<'t> Derive<'t> {
    /// The path of these names.
    pub(super) fn of(names: &[String]) -> Self {
        names.iter().fold(Self::default(), |mut path, name| {
            path.push(name);
            path
        })
    }

    /// The path that a text is; `None` where nothing stands in it.
    fn read(text: &'t str) -> Option<Self> {
        let text = text.trim_ascii();
        let mut name = 0;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b':' if at > 0 => name = at + 1,
                b':' | b' ' | b'\t' | b'\r' | b'\n' => return Self::scattered(text),
                _ => {}
            }
        }
        (!text.is_empty()).then_some(Self {
            path: Cow::Borrowed(text),
            name,
        })
    }

    /// The same with spaces in it, or with colons in front.
    fn scattered(text: &str) -> Option<Self> {
        let names = text.split(|c: char| c == ':' || c.is_ascii_whitespace());
        let path = names
            .filter(|name| !name.is_empty())
            .fold(Self::default(), |mut path, name| {
                path.push(name);
                path
            });
        (!path.path.is_empty()).then_some(path)
    }

    fn push(&mut self, name: &str) {
        let path = self.path.to_mut();
        if !path.is_empty() {
            path.push_str("::");
        }
        self.name = path.len();
        path.push_str(name);
    }

    /// Its last name.
    pub(super) fn name(&self) -> &str {
        &self.path[self.name..]
    }

    /// The name before the last.
    fn home(&self) -> Option<&str> {
        let above = self.path[..self.name].strip_suffix("::")?;
        above.rsplit("::").next()
    }
}

/// The paths behind the names that a module's `use` lines bring in.
pub type Uses = BTreeMap<String, Derive<'static>>;

/// The derives on an item, those that were taken out of the text first, each followed through the module's `use` lines.
pub(super) fn derives<'t>(
    attributes: &[Attribute],
    lifted: &[Mark<'t>],
    uses: &'t Uses,
) -> Vec<Derive<'t>> {
    let lifted = lifted.iter().flat_map(|list| paths(list.text));
    let mut derives: Vec<Derive<'_>> = lifted.map(|derive| followed(derive, uses)).collect();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        let written = written(attribute).into_iter();
        derives.extend(written.map(|derive| followed(derive, uses)));
    }
    derives
}

fn followed<'t>(derive: Derive<'t>, uses: &'t Uses) -> Derive<'t> {
    let end = match derive.name {
        0 => derive.path.len(),
        _ => derive.path.find("::").unwrap_or(0),
    };
    let (first, rest) = derive.path.split_at(end);
    match uses.get(first) {
        Some(full) if rest.is_empty() => Derive {
            path: Cow::Borrowed(&full.path),
            name: full.name,
        },
        Some(full) => Derive {
            name: full.path.len() + derive.name - end,
            path: Cow::Owned(format!("{}{rest}", full.path)),
        },
        None => derive,
    }
}

/// The paths in a list that was taken out of the text: names, colons and commas.
fn paths(list: &str) -> impl Iterator<Item = Derive<'_>> {
    list.split(',').filter_map(Derive::read)
}

/// Whether a list that was taken out of the text has one of serde's traits, by the name that stands there.
pub(super) fn has_serde(list: &Mark<'_>) -> bool {
    paths(list.text).any(|derive| is_of_serde(derive.name()))
}

/// The paths in `#[derive(..)]`.
fn written(attribute: &Attribute) -> Vec<Derive<'static>> {
    let mut paths = Vec::new();
    let mut path = Derive::default();
    let syn::Meta::List(list) = &attribute.meta else {
        return paths;
    };
    for token in list.tokens.clone() {
        match token {
            TokenTree::Ident(name) => path.push(&name.to_string()),
            TokenTree::Punct(colon) if colon.as_char() == ':' => {}
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                paths.push(std::mem::take(&mut path));
            }
            // What is no path is rustc's to report: the file compiles no further there either.
            TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => return paths,
        }
    }
    paths.push(path);
    paths.retain(|path| !path.path.is_empty());
    paths
}

/// The names in `#[derive(..)]`, without their paths; none of another attribute.
pub(super) fn names(attribute: &Attribute) -> impl Iterator<Item = String> {
    let paths = if attribute.path().is_ident("derive") {
        written(attribute)
    } else {
        Vec::new()
    };
    paths.into_iter().map(|path| path.name().to_owned())
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

pub(super) fn has(derives: &[Derive<'_>], kind: Kind, door: Door) -> Has {
    let mut has = Has::default();
    for derive in derives {
        match derive.name() {
            "Debug" => has.debug = true,
            "Clone" => has.clone = true,
            "Serialize" => has.serialize |= is_of_crate(derive),
            "Deserialize" => has.deserialize |= is_of_crate(derive),
            name if name == REPR[0] => has.serialize = true,
            name if name == REPR[1] => has.deserialize = true,
            name => has.kind |= door == Door::Location && place::derived(name) == Some(kind),
        }
    }
    has
}

/// Whether a derive with a name of serde's is its own, and not one of the same name from another crate.
fn is_of_crate(derive: &Derive<'_>) -> bool {
    // What a module above brings in under that name is taken to be serde's.
    const HOMES: [&str; 5] = ["serde", "serde_derive", "super", "self", "crate"];
    derive.home().is_none_or(|home| HOMES.contains(&home))
}

/// A derive that implements serde's traits in a way that cannot be seen.
pub(super) fn foreign_serde(derives: &[Derive<'_>]) -> Option<String> {
    let is_foreign = |derive: &&Derive<'_>| FOREIGN.contains(&derive.name());
    derives
        .iter()
        .find(is_foreign)
        .map(|derive| derive.path.to_string())
}

/// The type of `#[repr(..)]`, where `serde_repr` writes the number of a variant for its name.
pub(super) fn repr(
    input: &DeriveInput,
    attributes: &[Attribute],
    derives: &[Derive<'_>],
    notes: &mut Notes<'_>,
) -> Option<Int> {
    let named = |name: &str| derives.iter().any(|derive| derive.name() == name);
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
