//! Packages: what their Cargo.toml says about names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::features::Features;
use super::normal;
use super::tree::Tree;
use crate::parse::Builds;

/// A package's place in [`super::Tree`].
pub type PackageId = usize;

/// A folder with a Cargo.toml that has a `[package]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Package {
    /// The folder.
    pub dir: PathBuf,
    /// The name of its library in paths: `[lib] name`, else the package's with `_` for `-`.
    pub lib_name: String,
    /// The package's name.
    pub name: String,
    /// `lib.rs`, or what `[lib] path` says, where there is such a file.
    pub lib: Option<PathBuf>,
    /// The roots of its programs.
    pub bins: Vec<PathBuf>,
    /// Other packages by the names that its own files have for them.
    pub dependencies: BTreeMap<String, Dependency>,
    /// The builds that its files are read for.
    pub builds: Arc<Builds>,
    /// All of its features.
    pub features: BTreeSet<String>,
    /// The files that say so.
    pub manifests: Vec<PathBuf>,
}

impl Package {
    /// Whether it uses serde and nothing of ours: its types are what they are, and nothing is added to them.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        match *self.builds {
            Builds::All => false,
            Builds::With(_) => true,
        }
    }
}

/// A package that another one uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub package: String,
    /// Its folder, when it lies on this disk.
    pub path: Option<PathBuf>,
}

/// The nearest folder at or above `dir` with a Cargo.toml.
pub(super) fn nearest(tree: &Tree, dir: &Path) -> Option<PathBuf> {
    let above = dir.ancestors();
    above
        .filter(|above| !above.as_os_str().is_empty())
        .find(|above| tree.is_file(&above.join("Cargo.toml")))
        .map(Path::to_path_buf)
}

/// Reads the package in a folder; `None` when its Cargo.toml cannot be read or has no `[package]`: cargo tells why.
pub(super) fn read(tree: &Tree, dir: &Path) -> Option<Package> {
    let file = dir.join("Cargo.toml");
    let manifest = table(tree, &file)?;
    let package = manifest.get("package")?.as_table()?;
    let name = text(package, "name")?.to_owned();
    let lib = manifest.get("lib").and_then(Value::as_table);
    let lib_name = lib.and_then(|lib| text(lib, "name")).unwrap_or(&name);
    let lib_file = lib.and_then(|lib| text(lib, "path"));
    let mut read = Package {
        lib_name: lib_name.replace('-', "_"),
        lib: Some(normal(&dir.join(lib_file.unwrap_or("src/lib.rs"))))
            .filter(|it| tree.is_file(it)),
        bins: bins(tree, dir, &manifest),
        dir: dir.to_owned(),
        name,
        dependencies: BTreeMap::new(),
        builds: Arc::default(),
        features: BTreeSet::new(),
        manifests: vec![file],
    };
    let listed = dependencies(&manifest, "dependencies");
    let inherits = |value: &Value| {
        let own = value.as_table();
        own.is_some_and(|own| own.get("workspace").and_then(Value::as_bool) == Some(true))
    };
    let workspace = listed
        .iter()
        .any(|(_, value)| inherits(value))
        .then(|| workspace(tree, dir, package))
        .flatten();
    for (key, value) in listed.iter().copied() {
        let (value, base) = match (&workspace, inherits(value)) {
            (Some((root, table)), true) => (table.get(key).unwrap_or(value), root.as_path()),
            _ => (value, dir),
        };
        let own = value.as_table();
        let dependency = Dependency {
            package: own
                .and_then(|own| text(own, "package"))
                .unwrap_or(key)
                .to_owned(),
            path: own
                .and_then(|own| text(own, "path"))
                .map(|path| normal(&base.join(path))),
        };
        read.dependencies.insert(key.replace('-', "_"), dependency);
    }
    let uses = |name: &str| read.dependencies.values().any(|it| it.package == name);
    let builds = dependencies(&manifest, "build-dependencies");
    let ours = builds.iter().any(|(key, _)| *key == "buildamp-codegen");
    let features = Features::of(&manifest, &listed);
    if uses("serde") && !uses("buildamp") && !ours {
        read.builds = Arc::new(Builds::With(features.on(&tree.features)));
    }
    read.features = features.into_names();
    read.manifests
        .extend(workspace.map(|(root, _)| root.join("Cargo.toml")));
    Some(read)
}

fn bins(tree: &Tree, dir: &Path, manifest: &Table) -> Vec<PathBuf> {
    let named = manifest.get("bin").and_then(Value::as_array);
    let named = named.into_iter().flatten().filter_map(Value::as_table);
    let mut bins = vec![dir.join("src/main.rs")];
    bins.extend(named.filter_map(|bin| Some(normal(&dir.join(text(bin, "path")?)))));
    bins.retain(|file| tree.is_file(file));
    bins.dedup();
    bins
}

/// The entries of a section of dependencies, also those of some targets alone.
fn dependencies<'a>(manifest: &'a Table, section: &str) -> Vec<(&'a str, &'a Value)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    let tables = targets
        .filter_map(Value::as_table)
        .chain([manifest])
        .filter_map(|table| table.get(section)?.as_table());
    tables
        .flat_map(Table::iter)
        .map(|(key, value)| (key.as_str(), value))
        .collect()
}

/// The workspace's folder and its `[workspace.dependencies]`.
fn workspace(tree: &Tree, dir: &Path, package: &Table) -> Option<(PathBuf, Table)> {
    let named = text(package, "workspace").map(|path| normal(&dir.join(path)));
    let above = dir.ancestors().map(Path::to_path_buf);
    named.into_iter().chain(above).find_map(|dir| {
        let mut manifest = table(tree, &dir.join("Cargo.toml"))?;
        let workspace = manifest.get_mut("workspace")?.as_table_mut()?;
        let shared = match workspace.remove("dependencies") {
            Some(Value::Table(shared)) => shared,
            _ => Table::new(),
        };
        Some((dir, shared))
    })
}

fn table(tree: &Tree, file: &Path) -> Option<Table> {
    tree.text(file)?.parse().ok()
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}
