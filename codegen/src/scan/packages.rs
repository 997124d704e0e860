//! Which package is whose: that of the models, that of the handlers, and others that names lead to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::module::{Module, ModuleId};
use super::normal;
use super::package::{self, Package, PackageId};
use super::tree::Tree;
use crate::Input;
use crate::parse::Builds;
use crate::resolve::Found;

/// The packages that were read.
#[derive(Debug, Default)]
pub(super) struct Packages {
    all: Vec<Arc<Package>>,
    /// By folder; `None` for a Cargo.toml without a package.
    by_dir: BTreeMap<PathBuf, Option<PackageId>>,
}

impl Tree {
    /// The package at the root when something of it is listed; else the one that all models belong to.
    pub(super) fn home_package(&self, input: &Input) -> Option<PackageId> {
        let root = self.package_of(&self.root);
        let mut of_models = self.models.iter().map(|dir| self.package_of(dir));
        let handlers = input.handlers.as_ref();
        let of_handlers = handlers.map(|dir| self.package_of(&normal(&input.root.join(dir))));
        let is_listed = root.is_some()
            && (of_models.clone().any(|package| package == root) || of_handlers == Some(root));
        if input.building || is_listed || self.home_handlers(root).is_some() {
            return root;
        }
        let first = of_models.next().flatten();
        first.filter(|_| of_models.all(|package| package == first))
    }

    fn home_handlers(&self, home: Option<PackageId>) -> Option<PathBuf> {
        let handlers = self.package(home?).dir.join("src/handlers");
        Some(handlers).filter(|dir| self.is_module(dir))
    }

    /// The handlers beside the home package's models and those where they usually lie; else those beside other models.
    pub(super) fn usual_handlers(&self, input: &Input) -> Vec<PathBuf> {
        let beside = |dir: &PathBuf| Some(dir.parent()?.join("handlers"));
        let (own, other): (Vec<&PathBuf>, Vec<&PathBuf>) = self
            .models
            .iter()
            .partition(|dir| !self.is_abroad(self.package_of(dir)));
        let own: Vec<PathBuf> = own.into_iter().filter_map(beside).collect();
        let other = other.into_iter().filter_map(beside);
        let there = |dirs: Vec<PathBuf>| {
            let mut there: Vec<PathBuf> =
                dirs.into_iter().filter(|dir| self.is_module(dir)).collect();
            there.dedup();
            Some(there).filter(|there| !there.is_empty())
        };
        let usual = self.home_handlers(self.home);
        there(own.iter().cloned().chain(usual).collect())
            .or_else(|| there(other.filter(|_| !input.building).collect()))
            .unwrap_or_else(|| own.into_iter().take(1).collect())
    }

    /// The package that a folder belongs to: the one whose Cargo.toml is nearest above.
    pub(super) fn package_of(&self, dir: &Path) -> Option<PackageId> {
        let dir = package::nearest(self, dir)?;
        let known = || self.state.borrow().packages.by_dir.get(&dir).copied();
        if let Some(known) = known() {
            return known;
        }
        let _reading = self.reading();
        known().unwrap_or_else(|| {
            let package = package::read(self, &dir);
            let mut state = self.state.borrow_mut();
            let id = package.map(|package| {
                state.inputs.extend(package.manifests.iter().cloned());
                state.packages.all.push(Arc::new(package));
                state.packages.all.len() - 1
            });
            state.packages.by_dir.insert(dir.clone(), id);
            id
        })
    }

    /// A package that was read.
    #[must_use]
    pub fn package(&self, id: PackageId) -> Arc<Package> {
        Arc::clone(&self.state.borrow().packages.all[id])
    }

    /// Whether a module belongs to a package that uses serde and nothing of ours.
    #[must_use]
    pub fn is_plain(&self, module: &Module) -> bool {
        module.package.is_some_and(|id| self.package(id).is_plain())
    }

    /// The builds that the files of a package are read for.
    pub(super) fn builds(&self, package: Option<PackageId>) -> Arc<Builds> {
        package.map_or_else(Arc::default, |id| Arc::clone(&self.package(id).builds))
    }

    /// The packages that the models' folders belong to.
    #[must_use]
    pub fn listed_packages(&self) -> Vec<PackageId> {
        let listed = self.models.iter().filter_map(|dir| self.package_of(dir));
        listed.collect()
    }

    /// The name of the first of them; empty where there is none.
    #[must_use]
    pub fn package_name(&self) -> String {
        let first = self.listed_packages().first().copied();
        first.map_or_else(String::new, |id| self.package(id).name.clone())
    }

    /// Whether all models are of the package whose generated code this is about, so that nothing is named abroad.
    #[must_use]
    pub fn is_at_home(&self) -> bool {
        let mut dirs = self.models.iter();
        !dirs.any(|dir| self.is_abroad(self.package_of(dir)))
    }

    /// Whether a package is another one than that whose generated code this is about.
    #[must_use]
    pub fn is_abroad(&self, package: Option<PackageId>) -> bool {
        self.home.is_some() && package != self.home
    }

    /// The package whose Cargo.toml lies in a folder.
    #[must_use]
    pub fn package_in(&self, dir: &Path) -> Option<PackageId> {
        let has_manifest = self.is_file(&dir.join("Cargo.toml"));
        has_manifest.then(|| self.package_of(dir)).flatten()
    }

    /// The path of something that a module declares, by the name of its crate.
    #[must_use]
    pub fn full_path(&self, module: ModuleId, name: &str) -> Vec<String> {
        let home = self.module(module);
        let package = home.package.map(|id| self.package(id).lib_name.clone());
        let path = package.into_iter().chain(home.path.iter().cloned());
        path.chain([name.to_owned()])
            .map(|name| name.trim_start_matches("r#").to_owned())
            .collect()
    }

    /// Keeps how the module `from`, when it is of the home package, names something of another one.
    pub fn name_abroad(&self, from: ModuleId, found: &Found, path: impl FnOnce() -> Vec<String>) {
        let Some(key) = self.key_abroad(found) else {
            return;
        };
        if !self.is_abroad(self.module(from).package) {
            let mut state = self.state.borrow_mut();
            state.names_abroad.entry(key).or_insert_with(path);
        }
    }

    /// The same for what was found under a name in `module`.
    pub fn name_below(&self, from: ModuleId, module: ModuleId, name: &str, found: &Found) {
        let Some(key) = self.key_abroad(&Found::Module(module)) else {
            return;
        };
        let above = self.state.borrow().names_abroad.get(&key).cloned();
        if let Some(mut path) = above {
            path.push(name.to_owned());
            self.name_abroad(from, found, || path);
        }
    }

    /// What is kept under for something of another package; `None` for one's own.
    fn key_abroad(&self, found: &Found) -> Option<(ModuleId, String)> {
        self.home?;
        let (module, name) = match found {
            Found::Item(module, index) => {
                let home = self.module(*module);
                let ident = home.items.get(*index)?.clone();
                (*module, ident.trim_start_matches("r#").to_owned())
            }
            Found::Alias(module, name) | Found::Outside(module, name) => (*module, name.clone()),
            Found::Module(module) => (*module, String::new()),
            Found::External(_) | Found::Unread | Found::Nothing => return None,
        };
        let package = self.module(module).package;
        self.is_abroad(package).then_some((module, name))
    }

    /// How the home package names a type of another one, by the other's name first; `None` for one of its own. A path
    /// that its own files take is one that it may take.
    #[must_use]
    pub fn path_abroad(&self, module: ModuleId, ident: &str) -> Option<Vec<String>> {
        let home = self.module(module);
        if !self.is_abroad(home.package) {
            return None;
        }
        let of = (module, ident.trim_start_matches("r#").to_owned());
        let named = self.state.borrow().names_abroad.get(&of).cloned();
        named.or_else(|| {
            let other = self.package(home.package?);
            let mut path = vec![self.name_of(home.package?, &other)];
            path.extend(home.path.iter().cloned());
            path.push(ident.to_owned());
            Some(path)
        })
    }

    /// What the home package calls another one.
    fn name_of(&self, id: PackageId, other: &Package) -> String {
        let home = self.home.map(|home| self.package(home));
        let called = home.and_then(|home| {
            let mut dependencies = home.dependencies.iter();
            let found = dependencies.find(|(_, one)| match &one.path {
                Some(path) => self.package_of(path) == Some(id),
                None => one.package == other.name,
            });
            found
                .filter(|(name, one)| **name != one.package.replace('-', "_"))
                .map(|(name, _)| name.clone())
        });
        called.unwrap_or_else(|| other.lib_name.clone())
    }

    /// Whether there is a folder of modules, or the one file that stands for it.
    pub(super) fn is_module(&self, dir: &Path) -> bool {
        self.is_dir(dir) || self.is_file(&dir.with_extension("rs"))
    }
}
