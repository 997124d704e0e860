//! One search for a name: what a module declares, then what its `use` lines name, then its globs, in rustc's order.

use rustc_hash::FxHashMap;

use super::known::{is_known_export, prelude};
use super::{Found, plain};
use crate::parse::{Use, Vis};
use crate::scan::{Module, ModuleId, Tree};

/// What a name leads to, and who sees that it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    found: Found,
    /// The module that sees it, with those below it; `None` for everyone.
    seen_by: Option<ModuleId>,
}

/// What a search for a name came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It leads somewhere.
    Found(Named),
    /// The module has no such name.
    Nothing,
}

impl Answer {
    fn of(named: Option<&Named>) -> Self {
        named.cloned().map_or(Self::Nothing, Self::Found)
    }

    fn named(self) -> Option<Named> {
        match self {
            Self::Found(named) => Some(named),
            Self::Nothing => None,
        }
    }
}

/// Names on the way; `None` while one is still looked for, so that circles of globs and aliases end.
#[derive(Default)]
pub(super) struct Search {
    names: FxHashMap<(ModuleId, String), Option<Answer>>,
    depth: usize,
    /// Whether a circle was met, so that what was found on the way may not be all.
    circle: bool,
}

impl Search {
    /// Follows a path from a module.
    pub(super) fn follow(
        &mut self,
        tree: &Tree,
        from: ModuleId,
        global: bool,
        segments: &[String],
    ) -> Found {
        let Some((first, rest)) = segments.split_first() else {
            return Found::Nothing;
        };
        if global {
            return self.external(tree, from, segments);
        }
        let start = match plain(first) {
            "crate" | "$crate" => Found::Module(root(tree, from)),
            "self" => Found::Module(from),
            "super" => above(tree, from),
            name => match (self.lookup(tree, from, name), rest) {
                (Some(named), _) => named.found,
                (None, []) => prelude(name).map_or(Found::Nothing, Found::External),
                (None, _) => return self.external(tree, from, segments),
            },
        };
        self.walk(tree, from, start, rest)
    }

    /// Whether a name leads anywhere from a module without what every module sees.
    pub(super) fn names(&mut self, tree: &Tree, from: ModuleId, name: &str) -> bool {
        self.lookup(tree, from, name).is_some()
    }

    /// Follows the path of a `use` line, where a lone name that is nothing else is a crate.
    pub(super) fn follow_use(&mut self, tree: &Tree, from: ModuleId, line: &Use) -> Found {
        match (
            self.follow(tree, from, line.global, &line.path),
            line.path.as_slice(),
        ) {
            (Found::Nothing, [only]) if !["self", "super", "crate"].contains(&only.as_str()) => {
                self.external(tree, from, &line.path)
            }
            (found, _) => found,
        }
    }

    /// A path whose first name is a crate: one on this disk is followed into its files.
    fn external(&mut self, tree: &Tree, from: ModuleId, segments: &[String]) -> Found {
        let path: Vec<String> = segments.iter().map(|it| plain(it).to_owned()).collect();
        match super::crates::enter(tree, from, path) {
            (Found::Module(root), path) => {
                tree.name_abroad(from, &Found::Module(root), || path[..1].to_vec());
                self.walk(tree, from, Found::Module(root), &path[1..])
            }
            (found, _) => found,
        }
    }

    /// Follows the rest of a path that stands in the module `from`.
    fn walk(&mut self, tree: &Tree, from: ModuleId, start: Found, rest: &[String]) -> Found {
        let mut found = start;
        for name in rest {
            found = match found {
                Found::Module(module) if name == "super" => above(tree, module),
                Found::Module(module) if name == "self" => Found::Module(module),
                Found::Module(module) => {
                    let name = plain(name);
                    let next = self.lookup(tree, module, name).map(|named| named.found);
                    let next = next.unwrap_or(Found::Nothing);
                    tree.name_below(from, module, name, &next);
                    next
                }
                Found::External(mut path) => {
                    path.push(plain(name).to_owned());
                    Found::External(path)
                }
                Found::Unread => Found::Unread,
                Found::Item(..) | Found::Alias(..) | Found::Outside(..) | Found::Nothing => {
                    Found::Nothing
                }
            };
        }
        found
    }

    /// A name in a module.
    fn lookup(&mut self, tree: &Tree, from: ModuleId, name: &str) -> Option<Named> {
        if let Some(known) = tree.remembered(from, name) {
            return known.named();
        }
        let module = tree.module(from);
        let uses = &module.facts.uses;
        if let Some(named) = declared(tree, from, &module, name) {
            tree.remember(from, name, Answer::Found(named.clone()));
            return Some(named);
        }
        if !uses.iter().any(|line| line.may_bring(name)) {
            // Of most modules that is as quickly seen again as it is remembered.
            if !module.facts.mods.is_empty() {
                tree.remember(from, name, Answer::Nothing);
            }
            return None;
        }
        let key = (from, name.to_owned());
        match self.names.get(&key) {
            Some(Some(done)) => return done.clone().named(),
            Some(None) => {
                self.circle = true;
                return None;
            }
            None => {}
        }
        self.names.insert(key.clone(), None);
        self.depth += 1;
        let named = self
            .imported(tree, from, &module, name)
            .or_else(|| self.globbed(tree, from, &module, name));
        self.depth -= 1;
        // Behind a circle a name may lead elsewhere in another search, so only where this one began is certain.
        if self.depth == 0 || !self.circle {
            tree.remember(from, name, Answer::of(named.as_ref()));
        }
        self.names.insert(key, Some(Answer::of(named.as_ref())));
        named
    }

    fn imported(
        &mut self,
        tree: &Tree,
        from: ModuleId,
        module: &Module,
        name: &str,
    ) -> Option<Named> {
        let lines = module.facts.uses.iter();
        let mut lines = lines.filter(|line| line.name.as_deref() == Some(name));
        lines.find_map(|line| match self.follow_use(tree, from, line) {
            Found::Nothing => None,
            found => Some(Named {
                found,
                seen_by: scope(tree, from, &line.vis),
            }),
        })
    }

    fn globbed(
        &mut self,
        tree: &Tree,
        from: ModuleId,
        module: &Module,
        name: &str,
    ) -> Option<Named> {
        let mut best: Option<Named> = None;
        let mut unread = false;
        for line in module.facts.uses.iter().filter(|line| line.name.is_none()) {
            let named = match self.follow_use(tree, from, line) {
                Found::Module(other) => {
                    let named = self.lookup(tree, other, name);
                    let named = named.filter(|it| sees(tree, from, it.seen_by));
                    if let Some(named) = &named {
                        tree.name_below(from, other, name, &named.found);
                    }
                    named
                }
                Found::External(mut path) => {
                    path.push(name.to_owned());
                    let known = is_known_export(&path) || tree.has_stated(&path);
                    known.then_some(Named {
                        found: Found::External(path),
                        seen_by: None,
                    })
                }
                Found::Unread => {
                    unread = true;
                    None
                }
                Found::Item(..) | Found::Alias(..) | Found::Outside(..) | Found::Nothing => None,
            };
            match named {
                Some(named) if named.found == Found::Unread => unread = true,
                Some(named) => {
                    let limit = scope(tree, from, &line.vis);
                    let named = Named {
                        seen_by: narrower(tree, named.seen_by, limit),
                        ..named
                    };
                    best = Some(match best {
                        None => named,
                        Some(other) => either(tree, other, named),
                    });
                }
                None => {}
            }
        }
        // Another glob may know better; `Vec` is rather the prelude's than in a file that could not be read.
        best.or_else(|| {
            (unread && prelude(name).is_none()).then_some(Named {
                found: Found::Unread,
                seen_by: None,
            })
        })
    }
}

/// What a module itself declares.
pub(super) fn declared(tree: &Tree, from: ModuleId, module: &Module, name: &str) -> Option<Named> {
    let facts = &module.facts;
    let (found, vis) = if let Some(declared) = facts.types.get(name) {
        let mut items = module.items.iter();
        let found = match items.position(|ident| plain(ident) == name) {
            Some(item) => Found::Item(from, item),
            None => Found::Outside(from, name.to_owned()),
        };
        (found, &declared.vis)
    } else if let Some(alias) = facts.aliases.get(name) {
        (Found::Alias(from, name.to_owned()), &alias.vis)
    } else if let Some(child) = tree.child(from, name) {
        let mut mods = facts.mods.iter();
        let line = mods.find(|one| plain(&one.name) == name);
        (Found::Module(child), &line?.vis)
    } else {
        return tree.is_unread(from, name).then_some(Named {
            found: Found::Unread,
            seen_by: None,
        });
    };
    Some(Named {
        found,
        seen_by: scope(tree, from, vis),
    })
}

/// Two globs that bring in one name: the same thing twice is one, and of two things none is meant.
fn either(tree: &Tree, one: Named, other: Named) -> Named {
    let is_same = match (&one.found, &other.found) {
        (Found::External(a), Found::External(b)) => a.first() == b.first() && a.last() == b.last(),
        (a, b) => a == b,
    };
    match (is_same, one.seen_by, other.seen_by) {
        (false, _, _) => Named {
            found: Found::Nothing,
            seen_by: None,
        },
        (true, Some(a), Some(b)) if !is_below(tree, b, a) => other,
        (true, Some(_), None) => other,
        (true, _, _) => one,
    }
}

/// Who sees what stands with a visibility in a module; `None` for everyone.
fn scope(tree: &Tree, module: ModuleId, vis: &Vis) -> Option<ModuleId> {
    match vis {
        Vis::Public => None,
        Vis::Crate => Some(root(tree, module)),
        Vis::Super => Some(tree.module(module).parent.unwrap_or(module)),
        Vis::Private => Some(module),
        Vis::In(path) => {
            let supers = path.iter().filter(|name| *name == "super").count();
            let full: Vec<&String> = path.iter().filter(|name| *name != "crate").collect();
            let mut scope = module;
            let mut steps = 0;
            loop {
                let here = tree.module(scope);
                let is_meant = match supers {
                    0 => here.path.iter().eq(full.iter().copied()),
                    supers => steps == supers,
                };
                match here.parent {
                    Some(parent) if !is_meant => scope = parent,
                    _ => return Some(scope),
                }
                steps += 1;
            }
        }
    }
}

/// Whether a module sees what `seen_by` and those below it see.
fn sees(tree: &Tree, module: ModuleId, seen_by: Option<ModuleId>) -> bool {
    seen_by.is_none_or(|scope| is_below(tree, module, scope))
}

/// The fewer of two groups of modules that both hold one module.
fn narrower(tree: &Tree, one: Option<ModuleId>, other: Option<ModuleId>) -> Option<ModuleId> {
    match (one, other) {
        (Some(a), Some(b)) if is_below(tree, a, b) => Some(a),
        (_, Some(b)) => Some(b),
        (a, None) => a,
    }
}

fn is_below(tree: &Tree, module: ModuleId, above: ModuleId) -> bool {
    let mut step = Some(module);
    while let Some(id) = step {
        if id == above {
            return true;
        }
        step = tree.module(id).parent;
    }
    false
}

fn above(tree: &Tree, module: ModuleId) -> Found {
    let parent = tree.module(module).parent;
    parent.map_or(Found::Nothing, Found::Module)
}

/// The root of a module's crate.
pub(super) fn root(tree: &Tree, mut from: ModuleId) -> ModuleId {
    while let Some(parent) = tree.module(from).parent {
        from = parent;
    }
    from
}
