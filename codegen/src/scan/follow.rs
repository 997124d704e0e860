//! Following `mod` lines: what they lead to is read once, when something first leads there.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::module::{Gate, Module, ModuleId, Role};
use super::read::{Seed, Unread};
use super::tree::Tree;
use crate::parallel;
use crate::parse::{Facts, Mod};
use crate::report::{self, Problem};

/// A `mod` line by its module and its name without `r#`.
fn key(parent: ModuleId, name: &str) -> (ModuleId, String) {
    (parent, name.trim_start_matches("r#").to_owned())
}

impl Tree {
    /// Reads every module below this one: level by level, the files of a level at once.
    pub(super) fn load_all(&self, id: ModuleId) {
        let mut level = vec![id];
        while !level.is_empty() {
            let (mut next, mut lines, mut files) = (Vec::new(), FxHashSet::default(), Vec::new());
            for parent in level {
                let module = self.module(parent);
                for (place, one) in module.facts.mods.iter().enumerate() {
                    if one.left_out {
                        self.close(&module, one);
                        continue;
                    }
                    let key = key(parent, &one.name);
                    let known = self.state.borrow().children.get(&key).copied();
                    if let Some(known) = known {
                        next.extend(known);
                    } else if lines.insert(key.clone()) {
                        match &one.inline {
                            Some(facts) => {
                                let child = self.inline(parent, &module, one, facts);
                                self.state.borrow_mut().children.insert(key, child);
                                next.extend(child);
                            }
                            None => files.push((key, Arc::clone(&module), place)),
                        }
                    }
                }
            }
            let memory = self.memory.as_ref();
            let read = parallel::map(&files, |((parent, _), module, place)| {
                let file = self.open(*parent, module, &module.facts.mods[*place])?;
                let read = file.read(memory);
                Some((file, read))
            });
            for ((key, ..), read) in files.into_iter().zip(read) {
                let child = read.and_then(|(file, read)| self.take_in(file, read));
                self.state.borrow_mut().children.insert(key, child);
                next.extend(child);
            }
            level = next;
        }
    }

    /// The module that a `mod` line of `parent` names, read now if it was not yet.
    pub fn child(&self, parent: ModuleId, name: &str) -> Option<ModuleId> {
        let module = self.module(parent);
        // Names are asked for far more often than modules, and most modules have no `mod` lines.
        if module.facts.mods.is_empty() {
            return None;
        }
        let name = name.trim_start_matches("r#");
        let mut lines = module.facts.mods.iter();
        let one = lines.find(|one| !one.left_out && one.name.trim_start_matches("r#") == name)?;
        let key = key(parent, name);
        let known = || self.state.borrow().children.get(&key).copied();
        if let Some(known) = known() {
            return known;
        }
        let _reading = self.reading();
        if let Some(known) = known() {
            return known;
        }
        let id = match &one.inline {
            Some(facts) => self.inline(parent, &module, one, facts),
            None => self.open(parent, &module, one).and_then(|file| {
                let read = file.read(self.memory.as_ref());
                self.take_in(file, read)
            }),
        };
        self.state.borrow_mut().children.insert(key, id);
        id
    }

    /// Whether a name that is no module that was read stands for a file all the same.
    #[must_use]
    pub fn is_unread(&self, parent: ModuleId, name: &str) -> bool {
        let module = self.module(parent);
        let mut mods = module.facts.mods.iter();
        if mods.any(|one| one.name.trim_start_matches("r#") == name) {
            return true;
        }
        let unreached = &self.state.borrow().unreached;
        !unreached.is_empty() && unreached.contains(&module.child_dir.join(name))
    }

    /// The file that a `mod` line leads to, when there is one that may be read.
    fn open(&self, parent: ModuleId, module: &Module, one: &Mod) -> Option<Unread> {
        let (path, gates) = self.pass(module, one);
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
            return None;
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
        self.file(file, seed)
    }

    /// The module that stands between the braces of a `mod` line.
    fn inline(
        &self,
        parent: ModuleId,
        module: &Module,
        one: &Mod,
        facts: &Facts,
    ) -> Option<ModuleId> {
        let (path, gates) = self.pass(module, one);
        let child_dir = module.child_dir_of(self, one)?;
        Some(self.add(Module {
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
        }))
    }

    /// The path and the gates of the module that a `mod` line leads to.
    fn pass(&self, module: &Module, one: &Mod) -> (Vec<String>, Vec<Gate>) {
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
        (path, gates)
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
}
