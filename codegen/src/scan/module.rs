//! A module, and where its `mod` lines look.

use std::path::PathBuf;

use super::normal;
use super::package::PackageId;
use super::tree::Tree;
use crate::model::{At, FileName};
use crate::parse::{Facts, Home, Mod};

/// A module's place in [`Tree`].
pub type ModuleId = usize;

/// What a module is to the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Below this one of the models' roots.
    Models(usize),
    /// Below the handlers.
    Handlers,
    /// Anywhere else.
    Other,
}

/// A `mod` line on the way to a module.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The line's module, as written.
    pub name: String,
    /// Its place.
    pub at: At,
    /// Whether generated code, which stands in the crate's root, can pass.
    pub open: bool,
}

/// A module.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its path from the crate's root, names as written.
    pub path: Vec<String>,
    /// The module above; `None` for a crate's root.
    pub parent: Option<ModuleId>,
    /// The package whose Cargo.toml is nearest above its crate's root; `None` where there is none.
    pub package: Option<PackageId>,
    /// Its file, as [`At::file`] says it.
    pub file: FileName,
    /// What it is to the generator.
    pub role: Role,
    /// What it says, without its items, which [`super::Tree::take_items`] gives away.
    pub facts: Facts,
    /// The names of its items in order, as written.
    pub items: Vec<String>,
    /// The `mod` lines from the crate's root to here.
    pub gates: Vec<Gate>,
    /// The folder in which its `mod` lines look.
    pub child_dir: PathBuf,
    /// The folder from which `#[path]` counts.
    pub(super) path_dir: PathBuf,
    /// Where its types go, when they are models.
    pub home: Option<Home>,
    /// Whether it stands between braces inside its parent's file.
    pub inline: bool,
    /// The file on disk.
    pub disk: PathBuf,
}

impl Module {
    /// The file that a `mod` line names.
    pub(super) fn file_of(&self, tree: &Tree, one: &Mod) -> Option<PathBuf> {
        let name = one.name.trim_start_matches("r#");
        let candidates = match &one.path {
            Some(path) => vec![normal(&self.path_dir.join(path))],
            None => vec![
                self.child_dir.join(format!("{name}.rs")),
                self.child_dir.join(name).join("mod.rs"),
            ],
        };
        candidates.into_iter().find(|file| tree.is_file(file))
    }

    /// Where the `mod` lines of the module that a `mod` line names look.
    pub(super) fn child_dir_of(&self, tree: &Tree, one: &Mod) -> Option<PathBuf> {
        let name = one.name.trim_start_matches("r#");
        match (&one.inline, &one.path) {
            (Some(_), Some(path)) => Some(normal(&self.path_dir.join(path))),
            (Some(_) | None, None) => Some(self.child_dir.join(name)),
            (None, Some(_)) => Some(self.file_of(tree, one)?.parent()?.to_owned()),
        }
    }
}
