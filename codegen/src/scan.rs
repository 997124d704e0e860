//! The module tree: from the crate's root along its `mod` lines to every file of the models and handlers.

mod disk;
mod features;
mod follow;
mod memory;
mod module;
mod package;
mod packages;
mod read;
mod shared;
mod tree;
mod unreached;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub use self::disk::{Answered, Seen, kind, names, text};
pub use self::memory::{Forgetful, Memory, Outcome, Source};
pub use self::module::{Gate, Module, ModuleId, Role};
pub use self::package::{Dependency, Package, PackageId};
pub use self::tree::{Parts, Tree};
use crate::Input;

/// Reads the models and handlers, and of the rest of the crate as much as leads to them. Other modules are read when a
/// name leads there.
#[must_use]
pub fn scan(input: &Input, memory: &Arc<dyn Memory>) -> Tree {
    let tree = Tree::new(input, memory);
    let models: Vec<PathBuf> = tree.model_dirs().to_vec();
    for dir in models.iter().chain(tree.handler_dirs()) {
        if let Some(module) = locate(&tree, dir) {
            tree.load_all(module);
        }
        unreached::report(&tree, dir);
    }
    tree
}

/// The module whose `mod` lines look into `dir`: found from the crate's root, else `dir/mod.rs` or `dir.rs` by itself.
fn locate(tree: &Tree, dir: &Path) -> Option<ModuleId> {
    let roots: Vec<ModuleId> = crate_roots(tree, dir)
        .iter()
        .filter_map(|file| tree.crate_root(file))
        .collect();
    if let Some(found) = roots.iter().find_map(|root| descend(tree, *root, dir, 0)) {
        return Some(found);
    }
    let root = roots.first().copied();
    let file = [dir.join("mod.rs"), dir.with_extension("rs")]
        .into_iter()
        .find(|file| tree.is_file(file))?;
    if root.is_some() {
        tree.broken(unreached::problem(tree, &file, dir));
    }
    tree.detached(&file, root)
}

/// `lib.rs` and `main.rs`, those that exist, in the folder or the nearest one above it that has any; else the roots that
/// the package's Cargo.toml names. Folders above the package are not its own.
fn crate_roots(tree: &Tree, dir: &Path) -> Vec<PathBuf> {
    let beside = |above: &Path| {
        let mut roots = vec![above.join("lib.rs"), above.join("main.rs")];
        roots.retain(|file| tree.is_file(file));
        roots
    };
    for above in dir.ancestors() {
        let roots = beside(above);
        if !roots.is_empty() {
            return roots;
        }
        if above == tree.root() || tree.is_file(&above.join("Cargo.toml")) {
            break;
        }
    }
    tree.package_of(dir).map_or(Vec::new(), |package| {
        let package = tree.package(package);
        let roots = package.lib.iter().chain(&package.bins);
        roots.cloned().collect()
    })
}

/// Follows the `mod` lines that lead towards `dir`, reading no other file.
fn descend(tree: &Tree, from: ModuleId, dir: &Path, depth: usize) -> Option<ModuleId> {
    let module = tree.module(from);
    if module.child_dir == dir {
        return Some(from);
    }
    if depth > 32 {
        return None;
    }
    let names = module.facts.mods.iter().filter(|one| !one.left_out);
    names
        .filter(|one| {
            module
                .child_dir_of(tree, one)
                .is_some_and(|child| dir.starts_with(child))
        })
        .find_map(|one| descend(tree, tree.child(from, &one.name)?, dir, depth + 1))
}

/// A path without `.` and, where text allows it, without `..`.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}
