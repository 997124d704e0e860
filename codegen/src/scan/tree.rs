//! Everything that was read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::module::{Module, ModuleId};
use super::normal;
use crate::Input;
use crate::place::Places;
use crate::report::Problem;
use crate::resolve::Found;

/// Everything read so far. Reading happens behind `&self`, because looking up a name may lead to a file.
#[derive(Debug)]
pub struct Tree {
    pub(super) root: PathBuf,
    pub(super) models: Vec<PathBuf>,
    pub(super) handlers: Option<PathBuf>,
    pub(super) places: Places,
    pub(super) state: RefCell<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) modules: Vec<Rc<Module>>,
    pub(super) children: BTreeMap<(ModuleId, String), Option<ModuleId>>,
    pub(super) roots: BTreeMap<PathBuf, Option<ModuleId>>,
    pub(super) sources: BTreeMap<String, String>,
    pub(super) inputs: BTreeSet<PathBuf>,
    /// Folders below which nothing is known to be missing: their module is left out or could not be read.
    pub(super) closed: Vec<PathBuf>,
    /// Modules whose files no `mod` line reaches, each as the path of its file without the extension.
    pub(super) unreached: BTreeSet<PathBuf>,
    /// Names that were looked up.
    names: BTreeMap<(ModuleId, String), Option<Found>>,
    pub(super) problems: Vec<Problem>,
    broken: bool,
    /// Whether something outside the models was left unread.
    hides_handlers: bool,
}

/// What [`Tree::into_parts`] leaves.
pub struct Parts {
    /// Text by file.
    pub sources: BTreeMap<String, String>,
    /// Files and folders that were read.
    pub inputs: Vec<PathBuf>,
    /// Problems of scanning and parsing.
    pub problems: Vec<Problem>,
}

impl Tree {
    pub(super) fn new(input: &Input) -> Self {
        let absolute = |path: &PathBuf| normal(&input.root.join(path));
        let models: Vec<PathBuf> = input.models.iter().map(absolute).collect();
        let beside = models
            .first()
            .and_then(|models| Some(models.parent()?.join("handlers")));
        Self {
            root: normal(&input.root),
            handlers: input.handlers.as_ref().map(absolute).or(beside),
            models,
            places: input.places.clone(),
            state: RefCell::default(),
        }
    }

    /// The package's root.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The models' roots on disk.
    #[must_use]
    pub fn model_dirs(&self) -> &[PathBuf] {
        &self.models
    }

    /// The handlers' folder on disk, whether it exists or not.
    #[must_use]
    pub fn handler_dir(&self) -> Option<&PathBuf> {
        self.handlers.as_ref()
    }

    /// Whether there are handlers to look at: a folder, or `handlers.rs`.
    #[must_use]
    pub fn has_handlers(&self) -> bool {
        self.handlers
            .as_ref()
            .is_some_and(|dir| dir.is_dir() || dir.with_extension("rs").is_file())
    }

    /// A module that was read.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Rc<Module> {
        Rc::clone(&self.state.borrow().modules[id])
    }

    /// Every module read so far, in the order of reading.
    #[must_use]
    pub fn modules(&self) -> Vec<(ModuleId, Rc<Module>)> {
        self.state
            .borrow()
            .modules
            .iter()
            .cloned()
            .enumerate()
            .collect()
    }

    /// Whether some file could not be read, so that a name without a target may be no mistake.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.state.borrow().broken
    }

    /// Whether a file was left unread in which a handler could stand, so that an event without one may be no mistake.
    #[must_use]
    pub fn hides_handlers(&self) -> bool {
        self.state.borrow().hides_handlers
    }

    /// Takes down a problem that leaves part of the source unread.
    pub fn broken(&self, problem: Problem) {
        let file = Path::new(&problem.at.file);
        let is_model = self
            .models
            .iter()
            .any(|dir| file.starts_with(self.shown(dir)));
        let mut state = self.state.borrow_mut();
        state.broken = true;
        state.hides_handlers |= !is_model;
        state.problems.push(problem);
    }

    /// What a name was found to lead to before.
    #[must_use]
    pub fn remembered(&self, name: &(ModuleId, String)) -> Option<Option<Found>> {
        self.state.borrow().names.get(name).cloned()
    }

    /// Keeps what a name leads to, for the next time.
    pub fn remember(&self, name: (ModuleId, String), found: Option<Found>) {
        self.state.borrow_mut().names.insert(name, found);
    }

    pub(super) fn unreached(&self, modules: impl Iterator<Item = PathBuf>) {
        self.state.borrow_mut().unreached.extend(modules);
    }

    pub(super) fn input(&self, path: PathBuf) {
        self.state.borrow_mut().inputs.insert(path);
    }

    /// Whether a file below a folder was read or has a reason not to be.
    pub(super) fn accounts_for(&self, file: &Path) -> bool {
        let state = self.state.borrow();
        state.inputs.contains(file) || state.closed.iter().any(|dir| file.starts_with(dir))
    }

    /// The path of a file as a person would type it.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// What is left when every name has been looked up.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        let state = self.state.into_inner();
        Parts {
            sources: state.sources,
            inputs: state.inputs.into_iter().collect(),
            problems: state.problems,
        }
    }
}
