//! Reading modules: each once, when something first leads there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::Seen;
use super::memory::{Memory, Outcome, Source};
use super::module::{Gate, Module, ModuleId, Role};
use super::package::PackageId;
use super::tree::Tree;
use crate::model::FileName;
use crate::parse::{Builds, Home};
use crate::place::{self, Stem};
use crate::report::{self, Problem};

/// What is known of a module before its file is read.
pub(super) struct Seed {
    pub(super) path: Vec<String>,
    pub(super) parent: Option<ModuleId>,
    pub(super) gates: Vec<Gate>,
    pub(super) role: Role,
    pub(super) package: Option<PackageId>,
    /// Whether its `mod` lines look in its own folder, and not in one of its name.
    pub(super) owns_dir: bool,
}

/// A file that a `mod` line leads to.
pub(super) struct Unread {
    file: PathBuf,
    /// As problems name it.
    shown: FileName,
    dir: PathBuf,
    child_dir: PathBuf,
    role: Role,
    home: Option<Home>,
    builds: Arc<Builds>,
    seed: Seed,
}

/// What a file turned out to hold.
pub(super) enum Read {
    /// Why it could not be read.
    No(String),
    /// Its text and what that says.
    Text(Arc<str>, Box<Outcome>),
}

impl Unread {
    /// Reads and parses it, unless that was done before.
    pub(super) fn read(&self, memory: &dyn Memory) -> Read {
        let text = match std::fs::read(&self.file).map(String::from_utf8) {
            Ok(Ok(text)) => match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            },
            Ok(Err(_)) => return Read::No("it is not UTF-8".to_owned()),
            Err(error) => return Read::No(error.to_string()),
        };
        let source = Source {
            text: &text,
            file: &self.shown,
            module: &self.seed.path,
            home: self.home.as_ref(),
            builds: &self.builds,
        };
        let outcome = memory.outcome(&source);
        Read::Text(Arc::from(text), Box::new(outcome))
    }
}

impl Tree {
    /// The root module of the crate whose `lib.rs` or `main.rs` this is.
    pub(crate) fn crate_root(&self, file: &Path) -> Option<ModuleId> {
        let known = || self.state.borrow().roots.get(file).copied();
        if let Some(known) = known() {
            return known;
        }
        let package = file.parent().and_then(|dir| self.package_of(dir));
        let _reading = self.reading();
        known().unwrap_or_else(|| {
            let seed = Seed {
                path: Vec::new(),
                parent: None,
                gates: Vec::new(),
                role: Role::Other,
                package,
                owns_dir: true,
            };
            let id = self.read(file, seed);
            self.state.borrow_mut().roots.insert(file.to_owned(), id);
            id
        })
    }

    /// A module that no `mod` line reaches, read all the same as a child of `root`.
    pub(super) fn detached(&self, file: &Path, root: Option<ModuleId>) -> Option<ModuleId> {
        let stem = match file.file_stem().and_then(|name| name.to_str()) {
            Some("mod") => file.parent()?.file_name()?.to_str()?,
            Some(stem) => stem,
            None => return None,
        };
        let owns_dir = file.ends_with("mod.rs");
        let seed = Seed {
            path: vec![stem.to_owned()],
            parent: root,
            gates: Vec::new(),
            role: Role::Other,
            package: file.parent().and_then(|dir| self.package_of(dir)),
            owns_dir,
        };
        self.read(file, seed)
    }

    pub(super) fn add(&self, mut module: Module) -> ModuleId {
        let items = std::mem::take(&mut module.facts.items);
        let idents = items.iter().map(|parsed| parsed.item.ident.to_string());
        module.items = idents.collect();
        let mut state = self.state.borrow_mut();
        state.modules.push(Arc::new(module));
        state.items.push(items);
        state.modules.len() - 1
    }

    /// What is known of a file before it is read; `None` when it is on the way to itself.
    pub(super) fn file(&self, file: PathBuf, seed: Seed) -> Option<Unread> {
        if self.is_above(&file, seed.parent) {
            return None;
        }
        self.input(file.clone());
        let dir = file.parent()?.to_owned();
        let role = self.role(&file, seed.role);
        Some(Unread {
            shown: self.shown(&file).into(),
            child_dir: if seed.owns_dir {
                dir.clone()
            } else {
                file.with_extension("")
            },
            dir,
            role,
            home: match role {
                Role::Models(root) => Some(self.home(root, &file, &seed)),
                Role::Handlers | Role::Other => None,
            },
            builds: self.builds(seed.package),
            file,
            seed,
        })
    }

    fn read(&self, file: &Path, seed: Seed) -> Option<ModuleId> {
        let file = self.file(file.to_owned(), seed)?;
        let read = file.read(self.memory.as_ref());
        self.take_in(file, read)
    }

    /// Makes a module of what stands in a file.
    pub(super) fn take_in(&self, file: Unread, read: Read) -> Option<ModuleId> {
        let facts = match read {
            Read::No(why) => {
                self.saw(file.file, Seen::File);
                return self.unreadable(&file.shown, &why, &file.child_dir);
            }
            Read::Text(text, facts) => {
                self.saw(file.file.clone(), Seen::Text(Arc::clone(&text)));
                let mut state = self.state.borrow_mut();
                state.sources.insert(file.shown.clone(), text);
                facts
            }
        };
        match *facts {
            Ok((facts, problems)) => {
                self.state.borrow_mut().problems.extend(problems);
                Some(self.add(Module {
                    path: file.seed.path,
                    parent: file.seed.parent,
                    file: file.shown,
                    role: file.role,
                    package: file.seed.package,
                    facts,
                    items: Vec::new(),
                    gates: file.seed.gates,
                    child_dir: file.child_dir,
                    path_dir: file.dir,
                    home: file.home,
                    inline: false,
                    disk: file.file,
                }))
            }
            Err(problem) => {
                self.state.borrow_mut().closed.push(file.child_dir);
                self.broken(*problem);
                None
            }
        }
    }

    fn unreadable(&self, shown: &FileName, why: &str, child_dir: &Path) -> Option<ModuleId> {
        self.state.borrow_mut().closed.push(child_dir.to_owned());
        self.broken(Problem::new(
            report::UNREADABLE,
            report::top(shown.clone()),
            format!("the file cannot be read: {why}"),
            "save it as UTF-8 text that this user may read",
        ));
        None
    }

    /// Whether a file is already on the way to itself, as `#[path]` can bring about.
    fn is_above(&self, file: &Path, mut parent: Option<ModuleId>) -> bool {
        while let Some(id) = parent {
            let module = self.module(id);
            if !module.inline && module.disk == file {
                return true;
            }
            parent = module.parent;
        }
        false
    }

    fn role(&self, file: &Path, inherited: Role) -> Role {
        let below = |dir: &PathBuf| file.starts_with(dir) || file == dir.with_extension("rs");
        match (
            self.handlers.iter().any(below),
            self.models.iter().position(below),
        ) {
            (true, _) => Role::Handlers,
            (false, Some(root)) => Role::Models(root),
            (false, None) => inherited,
        }
    }

    /// Where the types of a file below the models go. A file that `#[path]` brings in from elsewhere, or whose name is
    /// no identifier, goes by its module path.
    fn home(&self, root: usize, file: &Path, seed: &Seed) -> Home {
        let dir = &self.models[root];
        let by_disk = file
            .strip_prefix(dir)
            .ok()
            .and_then(place::split)
            .filter(|(path, _)| path.iter().all(|name| is_identifier(name)));
        let is_root = file == dir.with_extension("rs");
        let (path, stem) = match (by_disk, is_root) {
            (Some(found), _) => found,
            (None, true) => (Vec::new(), Stem::Folder),
            (None, false) => (self.below_models(root, seed), Stem::File),
        };
        let place = self.places.locate(&path, stem);
        let output = if path.is_empty() {
            vec!["models".to_owned()]
        } else {
            path
        };
        let output = output.into();
        Home { output, place }
    }

    /// The module path of a file below the models' own.
    fn below_models(&self, root: usize, seed: &Seed) -> Vec<String> {
        let mut depth = seed.path.len().saturating_sub(1);
        let mut parent = seed.parent;
        while let Some(id) = parent {
            let module = self.module(id);
            if module.role == Role::Models(root) {
                depth = module.path.len();
            }
            parent = module.parent;
        }
        let below = seed.path.get(depth..).unwrap_or_default();
        below
            .iter()
            .map(|name| name.trim_start_matches("r#").to_owned())
            .collect()
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}
