//! Everything that was read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::disk::Answered;
use super::memory::Memory;
use super::module::{Module, ModuleId};
use super::normal;
use super::package::PackageId;
use super::packages::Packages;
use super::shared::Shared;
use crate::Input;
use crate::model::Interface;
use crate::parse::Parsed;
use crate::place::Places;
use crate::report::{Problem, Sources};
use crate::resolve::Answer;

/// Everything read so far. Reading happens behind `&self`, because looking up a name may lead to a file.
#[derive(Debug)]
pub struct Tree {
    pub(super) root: PathBuf,
    pub(super) models: Vec<PathBuf>,
    pub(super) handlers: Vec<PathBuf>,
    pub(super) places: Places,
    /// The features that the settings ask for.
    pub(super) features: BTreeSet<String>,
    /// The paths whose types have their JSON from the settings.
    stated: BTreeSet<Vec<String>>,
    /// The package whose generated code this is about.
    pub(super) home: Option<PackageId>,
    /// What files said before.
    pub(super) memory: Arc<dyn Memory>,
    pub(super) state: Shared<State>,
    /// Held by who reads what nobody has read yet, so that nothing is read twice.
    reading: Mutex<()>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) modules: Vec<Arc<Module>>,
    /// The items of each module, until somebody takes them.
    pub(super) items: Vec<Vec<Box<Parsed>>>,
    pub(super) children: FxHashMap<(ModuleId, String), Option<ModuleId>>,
    pub(super) roots: BTreeMap<PathBuf, Option<ModuleId>>,
    pub(super) sources: Sources,
    pub(super) inputs: FxHashSet<PathBuf>,
    /// What the disk answered.
    pub(super) seen: Answered,
    /// Folders below which nothing is known to be missing: their module is left out or could not be read.
    pub(super) closed: Vec<PathBuf>,
    /// Modules whose files no `mod` line reaches, each as the path of its file without the extension.
    pub(super) unreached: BTreeSet<PathBuf>,
    /// Names that were looked up.
    names: Vec<FxHashMap<String, Answer>>,
    pub(super) problems: Vec<Problem>,
    pub(super) packages: Packages,
    /// How other packages name what is theirs, where one of the names was followed there.
    pub(super) names_abroad: BTreeMap<(ModuleId, String), Vec<String>>,
    broken: bool,
    /// Whether something outside the models was left unread.
    hides_handlers: bool,
}

/// What [`Tree::into_parts`] leaves.
pub struct Parts {
    /// Text by file.
    pub sources: Sources,
    /// Files and folders that were read.
    pub inputs: Vec<PathBuf>,
    /// What the disk answered, by path.
    pub seen: Answered,
}

impl Tree {
    pub(super) fn new(input: &Input, memory: &Arc<dyn Memory>) -> Self {
        let absolute = |path: &PathBuf| normal(&input.root.join(path));
        let mut tree = Self {
            root: normal(&input.root),
            models: input.models.iter().map(absolute).collect(),
            handlers: Vec::new(),
            places: input.places.clone(),
            features: input.features.keys().cloned().collect(),
            stated: input.types.keys().map(|path| path_of(path)).collect(),
            home: None,
            memory: Arc::clone(memory),
            state: Shared::default(),
            reading: Mutex::default(),
        };
        tree.home = tree.home_package(input);
        tree.handlers = match &input.handlers {
            Some(handlers) => vec![absolute(handlers)],
            None => tree.usual_handlers(input),
        };
        tree
    }

    /// The right to read. Whoever has it looks once more whether that is still to be done.
    pub(super) fn reading(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The package's root.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is generated for events.
    #[must_use]
    pub fn interface(&self) -> Interface {
        self.places.interface
    }

    /// The models' roots on disk.
    #[must_use]
    pub fn model_dirs(&self) -> &[PathBuf] {
        &self.models
    }

    /// The handlers' folders on disk, whether they exist or not.
    #[must_use]
    pub fn handler_dirs(&self) -> &[PathBuf] {
        &self.handlers
    }

    /// Whether there are handlers to look at: a folder, or `handlers.rs`.
    #[must_use]
    pub fn has_handlers(&self) -> bool {
        self.handlers.iter().any(|dir| self.is_module(dir))
    }

    /// A module that was read.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Arc<Module> {
        Arc::clone(&self.state.borrow().modules[id])
    }

    /// Whether a name may be that of something in a module, or of something brought into it. Nothing is looked up.
    #[must_use]
    pub fn may_name(&self, id: ModuleId, name: &str) -> bool {
        let state = self.state.borrow();
        let facts = &state.modules[id].facts;
        facts.types.contains_key(name)
            || facts.aliases.contains_key(name)
            || !facts.mods.is_empty()
            || !state.unreached.is_empty()
            || facts.uses.iter().any(|line| line.may_bring(name))
    }

    /// Every module read so far, in the order of reading.
    #[must_use]
    pub fn modules(&self) -> Vec<(ModuleId, Arc<Module>)> {
        self.state
            .borrow()
            .modules
            .iter()
            .cloned()
            .enumerate()
            .collect()
    }

    /// The items of a module. They are given away once, since there are many.
    #[must_use]
    pub fn take_items(&self, id: ModuleId) -> Vec<Box<Parsed>> {
        std::mem::take(&mut self.state.borrow_mut().items[id])
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
        let file = Path::new(&*problem.at.file);
        let is_model = self
            .models
            .iter()
            .any(|dir| file.starts_with(self.shown(dir)));
        let mut state = self.state.borrow_mut();
        state.broken = true;
        state.hides_handlers |= !is_model;
        state.problems.push(problem);
    }

    /// What a name in a module was found to lead to before.
    pub(crate) fn remembered(&self, module: ModuleId, name: &str) -> Option<Answer> {
        let state = self.state.borrow();
        state.names.get(module)?.get(name).cloned()
    }

    /// Keeps what a name in a module leads to, for the next time.
    pub(crate) fn remember(&self, module: ModuleId, name: &str, answer: Answer) {
        let mut state = self.state.borrow_mut();
        if state.names.len() <= module {
            state.names.resize_with(module + 1, FxHashMap::default);
        }
        state.names[module].insert(name.to_owned(), answer);
    }

    /// Whether the settings say what JSON any type has.
    #[must_use]
    pub fn states_any(&self) -> bool {
        !self.stated.is_empty()
    }

    /// Whether the settings say what JSON the type at a path has.
    #[must_use]
    pub fn has_stated(&self, path: &[String]) -> bool {
        !self.stated.is_empty() && self.stated.contains(path)
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

    /// The path of a file as a person would type it: from the root, also upwards while that is no detour by way of `/`.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let shared = self
            .root
            .ancestors()
            .enumerate()
            .find_map(|(steps, above)| {
                let below = path.strip_prefix(above).ok()?;
                above.file_name()?;
                Some((steps, below))
            });
        let path = match shared {
            Some((steps, below)) => [Path::new("../")]
                .repeat(steps)
                .into_iter()
                .collect::<PathBuf>()
                .join(below),
            None => path.to_owned(),
        };
        path.to_string_lossy().replace('\\', "/")
    }

    /// The problems of scanning and parsing. They are given away once, when every name has been looked up.
    #[must_use]
    pub fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut self.state.borrow_mut().problems)
    }

    /// What is left when every name has been looked up.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        let state = self.state.into_inner();
        let mut inputs: Vec<PathBuf> = state.inputs.into_iter().collect();
        inputs.sort_unstable();
        Parts {
            sources: state.sources,
            inputs,
            seen: state.seen,
        }
    }
}

/// `["ext", "Id"]` for `ext::Id<T>`.
fn path_of(written: &str) -> Vec<String> {
    let path = written.split('<').next().unwrap_or_default();
    let names = path
        .split("::")
        .map(str::trim)
        .filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}
