//! Where a name leads, as far as source text allows: items, aliases, `use` lines, globs, the prelude, known crates.

mod length;

use std::collections::BTreeSet;

use crate::model::Ty;
use crate::parse::{Alias, Use};
use crate::scan::{ModuleId, Tree};

pub use self::length::length;

/// The target of a path.
#[derive(Debug, Clone)]
pub enum Found {
    /// A struct or enum below the models: its module and its place among the module's items.
    Item(ModuleId, usize),
    /// A type alias: its module and its name.
    Alias(ModuleId, String),
    /// A type that is declared in a module that is no model.
    Outside(ModuleId, String),
    /// A module.
    Module(ModuleId),
    /// A path into another crate, or the name of a primitive type.
    External(Vec<String>),
    /// Something in a file that could not be read, or that no `mod` line reaches; either was told.
    Unread,
    /// Nothing that could be seen.
    Nothing,
}

/// Follows a path from a module.
#[must_use]
pub fn path(tree: &Tree, from: ModuleId, global: bool, segments: &[String]) -> Found {
    follow(tree, from, global, segments, &mut Seen::new())
}

type Seen = BTreeSet<(ModuleId, String)>;

fn follow(
    tree: &Tree,
    from: ModuleId,
    global: bool,
    segments: &[String],
    seen: &mut Seen,
) -> Found {
    let Some((first, rest)) = segments.split_first() else {
        return Found::Nothing;
    };
    if global {
        return external(segments);
    }
    let start = match plain(first) {
        "crate" => Found::Module(root(tree, from)),
        "self" => Found::Module(from),
        "super" => tree
            .module(from)
            .parent
            .map_or(Found::Nothing, Found::Module),
        name => match (lookup(tree, from, name, seen), rest) {
            (Some(found), _) => found,
            (None, []) => prelude(name).map_or(Found::Nothing, Found::External),
            (None, _) => return external(segments),
        },
    };
    walk(tree, start, rest, seen)
}

fn walk(tree: &Tree, start: Found, rest: &[String], seen: &mut Seen) -> Found {
    let mut found = start;
    for name in rest {
        found = match found {
            Found::Module(module) if name == "super" => tree
                .module(module)
                .parent
                .map_or(Found::Nothing, Found::Module),
            Found::Module(module) => {
                lookup(tree, module, plain(name), seen).unwrap_or(Found::Nothing)
            }
            Found::External(mut path) => {
                path.push(plain(name).to_owned());
                Found::External(path)
            }
            Found::Unread => Found::Unread,
            Found::Item(..) | Found::Alias(..) | Found::Outside(..) | Found::Nothing => {
                Found::Nothing
            }
        };
    }
    found
}

/// Follows the path of a `use` line, where a lone name that is nothing else is a crate.
fn follow_use(tree: &Tree, from: ModuleId, line: &Use, seen: &mut Seen) -> Found {
    match (
        follow(tree, from, line.global, &line.path, seen),
        line.path.as_slice(),
    ) {
        (Found::Nothing, [only]) if !["self", "super", "crate"].contains(&only.as_str()) => {
            external(&line.path)
        }
        (found, _) => found,
    }
}

/// A path whose first name is a crate.
fn external(segments: &[String]) -> Found {
    Found::External(segments.iter().map(|name| plain(name).to_owned()).collect())
}

/// A name in a module: what it declares, then what its `use` lines name, then its globs, in rustc's order.
fn lookup(tree: &Tree, from: ModuleId, name: &str, seen: &mut Seen) -> Option<Found> {
    let key = (from, name.to_owned());
    let is_first = seen.is_empty();
    if let Some(known) = tree.remembered(&key) {
        return known;
    }
    if !seen.insert(key.clone()) {
        return None;
    }
    let found = declared(tree, from, name).or_else(|| imported(tree, from, name, seen));
    // What leads nowhere once does so again: modules that glob each other are walked once, not in every order.
    if found.is_some() {
        seen.remove(&key);
    }
    // Inside another search a name may lead elsewhere, because that search is already under way.
    if is_first {
        tree.remember(key, found.clone());
    }
    found
}

fn declared(tree: &Tree, from: ModuleId, name: &str) -> Option<Found> {
    let module = tree.module(from);
    let facts = &module.facts;
    if let Some(item) = facts
        .items
        .iter()
        .position(|it| plain(&it.item.ident) == name)
    {
        Some(Found::Item(from, item))
    } else if facts.aliases.contains_key(name) {
        Some(Found::Alias(from, name.to_owned()))
    } else if facts.types.contains_key(name) {
        Some(Found::Outside(from, name.to_owned()))
    } else {
        match tree.child(from, name) {
            Some(child) => Some(Found::Module(child)),
            None => tree.is_unread(from, name).then_some(Found::Unread),
        }
    }
}

fn imported(tree: &Tree, from: ModuleId, name: &str, seen: &mut Seen) -> Option<Found> {
    let module = tree.module(from);
    let named = module
        .facts
        .uses
        .iter()
        .filter(|line| line.name.as_deref() == Some(name));
    for line in named {
        match follow_use(tree, from, line, seen) {
            Found::Nothing => {}
            found => return Some(found),
        }
    }
    let globs = module.facts.uses.iter().filter(|line| line.name.is_none());
    let mut unread = None;
    for line in globs {
        let found = match follow_use(tree, from, line, seen) {
            Found::Module(module) => lookup(tree, module, name, seen),
            Found::External(mut path) => {
                path.push(name.to_owned());
                is_known_export(&path).then_some(Found::External(path))
            }
            Found::Unread => Some(Found::Unread),
            Found::Item(..) | Found::Alias(..) | Found::Outside(..) | Found::Nothing => None,
        };
        match found {
            // Another glob may know better; `Vec` is rather the prelude's than in a file that could not be read.
            Some(Found::Unread) => unread = Some(Found::Unread).filter(|_| prelude(name).is_none()),
            Some(found) => return Some(found),
            None => {}
        }
    }
    unread
}

/// Follows aliases to what they stand for, when that is a path too. The arguments of the way are dropped.
#[must_use]
pub fn through_aliases(tree: &Tree, from: ModuleId, ty: &Ty) -> Option<(Found, ModuleId, Ty)> {
    let (mut module, mut ty) = (from, ty.clone());
    for _ in 0..32 {
        let Ty::Path {
            global, segments, ..
        } = &ty
        else {
            return None;
        };
        match path(tree, module, *global, segments) {
            Found::Alias(home, name) => {
                let alias = alias(tree, home, &name)?;
                (module, ty) = (home, alias.ty);
            }
            found => return Some((found, module, ty)),
        }
    }
    None
}

/// An alias by its module and name.
#[must_use]
pub fn alias(tree: &Tree, module: ModuleId, name: &str) -> Option<Alias> {
    tree.module(module).facts.aliases.get(name).cloned()
}

/// The root of a module's crate.
fn root(tree: &Tree, mut from: ModuleId) -> ModuleId {
    while let Some(parent) = tree.module(from).parent {
        from = parent;
    }
    from
}

/// A name without `r#`.
#[must_use]
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// What every module sees unless it says otherwise.
fn prelude(name: &str) -> Option<Vec<String>> {
    let path: &[&str] = match name {
        "String" => &["std", "string", "String"],
        "Option" => &["std", "option", "Option"],
        "Vec" => &["std", "vec", "Vec"],
        "Box" => &["std", "boxed", "Box"],
        "Result" => &["std", "result", "Result"],
        name if PRIMITIVES.contains(&name) => return Some(vec![name.to_owned()]),
        _ => return None,
    };
    Some(path.iter().map(|&name| name.to_owned()).collect())
}

/// A type of another crate that has a form on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// A primitive type, by name.
    Primitive(&'static str),
    /// `String`.
    String,
    /// `Option<T>`.
    Option,
    /// `Vec<T>`.
    Vec,
    /// `Box<T>`.
    Box,
    /// `HashMap<K, V>`, `BTreeMap<K, V>`.
    Map,
    /// `uuid::Uuid`.
    Uuid,
    /// `chrono::DateTime<Z>`.
    DateTime,
    /// `chrono::{Utc, Local, FixedOffset}`: a zone, no type of its own.
    Zone,
    /// `jiff::Timestamp`.
    Timestamp,
}

/// The table of those types by their canonical paths, `core` and `alloc` included.
#[must_use]
pub fn known(path: &[String]) -> Option<Known> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let primitive = |name: &str| {
        PRIMITIVES
            .iter()
            .find(|it| **it == name)
            .map(|name| Known::Primitive(name))
    };
    match path.as_slice() {
        [name] | ["std" | "core", "primitive", name] => primitive(name),
        ["std" | "alloc", "string", "String"] => Some(Known::String),
        ["std" | "core", "option", "Option"] => Some(Known::Option),
        ["std" | "alloc", "vec", "Vec"] => Some(Known::Vec),
        ["std" | "alloc", "boxed", "Box"] => Some(Known::Box),
        ["std", "collections", "HashMap"]
        | ["std", "collections", "hash_map", "HashMap"]
        | ["std" | "alloc", "collections", "BTreeMap"]
        | ["std" | "alloc", "collections", "btree_map", "BTreeMap"] => Some(Known::Map),
        ["std" | "core" | "alloc", "prelude", _, name] => prelude(name)
            .filter(|path| path.len() > 1)
            .and_then(|path| known(&path)),
        ["uuid", "Uuid"] => Some(Known::Uuid),
        ["chrono", "DateTime"] | ["chrono", "prelude", "DateTime"] => Some(Known::DateTime),
        ["chrono", "Utc" | "Local" | "FixedOffset"]
        | [
            "chrono",
            "prelude" | "offset",
            "Utc" | "Local" | "FixedOffset",
        ] => Some(Known::Zone),
        ["jiff", "Timestamp"] => Some(Known::Timestamp),
        _ => None,
    }
}

/// Whether a glob of another crate is known to bring in this name.
fn is_known_export(path: &[String]) -> bool {
    let ours = path.first().is_some_and(|first| first == "buildamp")
        && path
            .last()
            .is_some_and(|last| OURS.contains(&last.as_str()));
    ours || (path.len() > 1 && known(path).is_some())
}

/// The names of ours that a handler's signature mentions.
pub const OURS: [&str; 4] = ["Context", "Tx", "Envelope", "Settle"];
