//! The names of crates: what a Cargo.toml calls them, and which of them lie on this disk.

use super::known::is_well_known;
use super::{Found, plain, search};
use crate::scan::{ModuleId, PackageId, Tree};

/// The crates that are there without being asked for.
const STANDARD: [&str; 5] = ["std", "core", "alloc", "proc_macro", "test"];

/// Where a path begins whose first name is a crate: in the root module of one on this disk, else nowhere that could be
/// read. Comes back with the path by the crate's own name in the latter case, and as written in the former.
pub(super) fn enter(tree: &Tree, from: ModuleId, mut path: Vec<String>) -> (Found, Vec<String>) {
    let Some(first) = path.first().cloned() else {
        return (Found::Nothing, path);
    };
    if STANDARD.contains(&first.as_str()) {
        return (Found::External(path.clone()), path);
    }
    let root = search::root(tree, from);
    let lines = tree.module(root);
    let mut lines = lines.facts.uses.iter().filter(|line| line.extern_crate);
    let renamed = lines.find(|line| line.name.as_deref() == Some(&first));
    let name = renamed.and_then(|line| line.path.first());
    let name = name.map_or(first.as_str(), |name| plain(name));
    if name == "crate" {
        return (Found::Module(root), path);
    }
    let (canonical, package) = named(tree, tree.module(from).package, name);
    let mut full = path.clone();
    full[0].clone_from(&canonical);
    let lib = package.and_then(|package| tree.package(package).lib.clone());
    match lib.filter(|_| !is_well_known(&canonical)) {
        Some(lib) if !tree.has_stated(&full) => match tree.crate_root(&lib) {
            Some(root) => (Found::Module(root), path),
            None => (Found::Unread, path),
        },
        _ => {
            path[0] = canonical;
            (Found::External(path.clone()), path)
        }
    }
}

/// The crate that a package calls by a name: its own name, and its package when that lies on this disk.
fn named(tree: &Tree, package: Option<PackageId>, name: &str) -> (String, Option<PackageId>) {
    let lib = |id: PackageId| (tree.package(id).lib_name.clone(), Some(id));
    let listed = || tree.listed_packages();
    let own = package.map(|id| (id, tree.package(id)));
    if let Some((id, own)) = &own {
        if own.lib_name == name {
            return lib(*id);
        }
        if let Some(dependency) = own.dependencies.get(name) {
            let by_path = dependency
                .path
                .as_ref()
                .and_then(|path| tree.package_in(path));
            let by_name = || {
                let mut listed = listed().into_iter();
                listed.find(|id| tree.package(*id).name == dependency.package)
            };
            return match by_path.or_else(by_name) {
                Some(id) => lib(id),
                None => (dependency.package.replace('-', "_"), None),
            };
        }
        // `[lib] name` is another than the package's.
        let paths = own.dependencies.values().filter_map(|it| it.path.as_ref());
        let mut ids = paths.filter_map(|path| tree.package_in(path));
        if let Some(id) = ids.find(|id| tree.package(*id).lib_name == name) {
            return lib(id);
        }
    }
    let mut listed = listed().into_iter();
    match listed.find(|id| tree.package(*id).lib_name == name) {
        Some(id) => lib(id),
        None => (name.to_owned(), None),
    }
}
