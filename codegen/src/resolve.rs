//! Where a name leads, as far as source text allows: items, aliases, `use` lines, globs, other crates, the prelude.
//!
//! Only types and modules are looked for. What rustc refuses because it is private is rustc's to refuse; here `pub`
//! counts where a glob takes along what it may see.

mod crates;
mod known;
mod length;
mod search;
mod tell;

use crate::model::Ty;
use crate::parse::Alias;
use crate::scan::{ModuleId, Tree};

pub use self::known::OURS;
pub use self::length::length;
pub(crate) use self::search::Answer;
use self::search::Search;
pub use self::tell::{missing, outside, stated, unlisted};

/// The target of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A struct or enum below the models: its module and its place among the module's items.
    Item(ModuleId, usize),
    /// A type alias: its module and its name.
    Alias(ModuleId, String),
    /// A type that is declared in a module that is no model.
    Outside(ModuleId, String),
    /// A module.
    Module(ModuleId),
    /// A path into another crate, by the crate's own name, or the name of a primitive type.
    External(Vec<String>),
    /// Something in a file that could not be read, or that no `mod` line reaches; either was told.
    Unread,
    /// Nothing that could be seen, or no telling which.
    Nothing,
}

/// Follows a path from a module.
#[must_use]
pub fn path(tree: &Tree, from: ModuleId, global: bool, segments: &[String]) -> Found {
    let found = Search::default().follow(tree, from, global, segments);
    match (&found, segments) {
        // `use std::u8;` hides no type.
        (Found::Module(_) | Found::External(_), [only])
            if known::is_primitive(plain(only)) && !is_type(&found) =>
        {
            Found::External(vec![plain(only).to_owned()])
        }
        // What the settings speak of by the path of its declaration.
        (Found::Outside(home, name), _) => {
            let full = tree.full_path(*home, name);
            if tree.has_stated(&full) {
                Found::External(full)
            } else {
                found
            }
        }
        // What a macro writes, and the settings speak of.
        (Found::Nothing, _) if tree.states_any() => {
            let (home, name) = tell::dead_end(tree, from, global, segments, 0);
            let full = tree.full_path(home, &name);
            if tree.has_stated(&full) {
                Found::External(full)
            } else {
                found
            }
        }
        _ => found,
    }
}

/// Whether a module has something of this name, so that it is not what every module sees under it.
#[must_use]
pub fn is_named(tree: &Tree, module: ModuleId, name: &str) -> bool {
    tree.may_name(module, name) && Search::default().names(tree, module, name)
}

/// The path by which the settings speak of a function, or of a module of functions: that of its declaration, as far as
/// `use` lines name it.
#[must_use]
pub fn settings_path(tree: &Tree, from: ModuleId, segments: &[String]) -> Vec<String> {
    if let Found::External(full) = path(tree, from, false, segments) {
        return full;
    }
    let (home, name) = tell::dead_end(tree, from, false, segments, 0);
    tree.full_path(home, &name)
}

/// Whether it may be a type, and not only the module of a primitive one.
fn is_type(found: &Found) -> bool {
    match found {
        Found::External(path) => path.len() > 2 || crate::wire::known(path).is_some(),
        _ => false,
    }
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

/// A name without `r#`.
#[must_use]
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
