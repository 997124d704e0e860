//! Reading modules: each once, when something first leads there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::Seen;
use super::memory::{Memory, Outcome, Source};
use super::module::{Gate, Module, ModuleId, Role};
use super::package::PackageId;
use super::tree::Tree;
use crate::model::FileName;
use crate::parallel;
use crate::parse::{Builds, Home, Mod};
use crate::place::{self, Stem};
use crate::report::{self, Problem};

/// What is known of a module before its file is read.
struct Seed {
    path: Vec<String>,
    parent: Option<ModuleId>,
    gates: Vec<Gate>,
    role: Role,
    package: Option<PackageId>,
    /// Whether its `mod` lines look in its own folder, and not in one of its name.
    owns_dir: bool,
}

/// A file that a `mod` line leads to.
struct Unread {
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
enum Read {
    /// Why it could not be read.
    No(String),
    /// Its text and what that says.
    Text(Arc<str>, Box<Outcome>),
}

/// What a `mod` line leads to.
enum Opened {
    /// A file that is still to be read.
    File(Box<Unread>),
    /// A module, or none.
    Done(Option<ModuleId>),
}

impl Unread {
    /// Reads and parses it, unless that was done before.
    fn read(&self, memory: &dyn Memory) -> Read {
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
        let outcome = memory.recall(&source).unwrap_or_else(|| {
            let outcome = source.parse();
            memory.keep(&source, &outcome);
            outcome
        });
        Read::Text(Arc::from(text), Box::new(outcome))
    }
}

/// A `mod` line by its module and its name without `r#`.
fn key(parent: ModuleId, name: &str) -> (ModuleId, String) {
    (parent, name.trim_start_matches("r#").to_owned())
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

    /// Reads every module below this one: level by level, the files of a level at once.
    pub(super) fn load_all(&self, id: ModuleId) {
        let mut level = vec![id];
        while !level.is_empty() {
            let (mut next, mut lines, mut files) = (Vec::new(), BTreeSet::new(), Vec::new());
            for parent in level {
                let module = self.module(parent);
                for one in &module.facts.mods {
                    if one.left_out {
                        self.close(&module, one);
                        continue;
                    }
                    let key = key(parent, &one.name);
                    let known = self.state.borrow().children.get(&key).copied();
                    if let Some(known) = known {
                        next.extend(known);
                    } else if lines.insert(key.clone()) {
                        match self.open(parent, &module, one) {
                            Opened::File(file) => files.push((key, file)),
                            Opened::Done(child) => {
                                self.state.borrow_mut().children.insert(key, child);
                                next.extend(child);
                            }
                        }
                    }
                }
            }
            let memory = self.memory.as_ref();
            let read = parallel::map(&files, |(_, file)| file.read(memory));
            for ((key, file), read) in files.into_iter().zip(read) {
                let child = self.take_in(*file, read);
                self.state.borrow_mut().children.insert(key, child);
                next.extend(child);
            }
            level = next;
        }
    }

    /// The module that a `mod` line of `parent` names, read now if it was not yet.
    pub fn child(&self, parent: ModuleId, name: &str) -> Option<ModuleId> {
        let key = key(parent, name);
        let known = || self.state.borrow().children.get(&key).copied();
        if let Some(known) = known() {
            return known;
        }
        let module = self.module(parent);
        let one = module
            .facts
            .mods
            .iter()
            .find(|one| !one.left_out && one.name.trim_start_matches("r#") == key.1)?;
        let _reading = self.reading();
        if let Some(known) = known() {
            return known;
        }
        let id = match self.open(parent, &module, one) {
            Opened::File(file) => {
                let read = file.read(self.memory.as_ref());
                self.take_in(*file, read)
            }
            Opened::Done(id) => id,
        };
        self.state.borrow_mut().children.insert(key, id);
        id
    }

    /// Whether a name that is no module that was read stands for a file all the same.
    #[must_use]
    pub fn is_unread(&self, parent: ModuleId, name: &str) -> bool {
        let module = self.module(parent);
        let mut mods = module.facts.mods.iter();
        mods.any(|one| one.name.trim_start_matches("r#") == name)
            || self
                .state
                .borrow()
                .unreached
                .contains(&module.child_dir.join(name))
    }

    fn open(&self, parent: ModuleId, module: &Module, one: &Mod) -> Opened {
        if let (Some((text, at)), Role::Models(_)) = (&one.cfg, module.role) {
            let why = self.builds(module.package).why();
            self.state.borrow_mut().problems.push(Problem::new(
                report::CFG,
                at.clone(),
                format!("`{text}` in a model: {why}"),
                "remove the attribute, or move what depends on it out of the models folder",
            ));
        }
        let mut path = module.path.clone();
        path.push(one.name.clone());
        let mut gates = module.gates.clone();
        gates.push(Gate {
            name: one.name.clone(),
            at: one.at.clone(),
            open: one.vis.from_root(module.path.len()),
        });
        if let Some(facts) = &one.inline {
            let Some(child_dir) = module.child_dir_of(self, one) else {
                return Opened::Done(None);
            };
            return Opened::Done(Some(self.add(Module {
                path,
                parent: Some(parent),
                file: module.file.clone(),
                role: module.role,
                package: module.package,
                facts: facts.clone(),
                items: Vec::new(),
                gates,
                path_dir: child_dir.clone(),
                child_dir,
                home: module.home.clone(),
                inline: true,
                disk: module.disk.clone(),
            })));
        }
        let Some(file) = module.file_of(self, one) else {
            if module.role != Role::Other {
                let name = one.name.trim_start_matches("r#");
                self.broken(Problem::new(
                    report::MISSING_FILE,
                    one.at.clone(),
                    format!("`mod {name}` has no file"),
                    format!(
                        "create {}, or remove the line",
                        self.shown(&module.child_dir.join(format!("{name}.rs")))
                    ),
                ));
            }
            self.close(module, one);
            return Opened::Done(None);
        };
        let owns_dir = one.path.is_some() || file.ends_with("mod.rs");
        let seed = Seed {
            path,
            parent: Some(parent),
            gates,
            role: module.role,
            package: module.package,
            owns_dir,
        };
        match self.file(file, seed) {
            Some(file) => Opened::File(Box::new(file)),
            None => Opened::Done(None),
        }
    }

    /// Nothing below a module that is left out is missing.
    fn close(&self, module: &Module, one: &Mod) {
        let name = one.name.trim_start_matches("r#");
        let file = module.file_of(self, one);
        let mut state = self.state.borrow_mut();
        state.closed.push(module.child_dir.join(name));
        state
            .closed
            .push(module.child_dir.join(format!("{name}.rs")));
        state.closed.extend(file);
    }

    fn add(&self, mut module: Module) -> ModuleId {
        let items = std::mem::take(&mut module.facts.items);
        let idents = items.iter().map(|parsed| parsed.item.ident.clone());
        module.items = idents.collect();
        let mut state = self.state.borrow_mut();
        state.modules.push(Arc::new(module));
        state.items.push(items);
        state.modules.len() - 1
    }

    /// What is known of a file before it is read; `None` when it is on the way to itself.
    fn file(&self, file: PathBuf, seed: Seed) -> Option<Unread> {
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
    fn take_in(&self, file: Unread, read: Read) -> Option<ModuleId> {
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
