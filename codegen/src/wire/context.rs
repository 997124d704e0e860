//! What lowering one type needs to know of all others.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::known::Known;
use crate::check::Placed;
use crate::model::Ty;
use crate::parse;
use crate::resolve::plain;
use crate::scan::{ModuleId, Tree};

/// All items, to be found by their places and by their names.
pub struct Context<'a> {
    pub(super) tree: &'a Tree,
    pub(super) items: &'a [Placed],
    by_place: FxHashMap<(ModuleId, usize), usize>,
    by_name: FxHashMap<(&'a [String], &'a str), usize>,
    /// `[generate.types]`, by canonical paths.
    pub(super) types: BTreeMap<String, Mapped>,
    /// The module in which the types of that table are looked up: the root of the first models' crate.
    pub(super) root: ModuleId,
}

/// What a name alone stands for in a module.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meant {
    /// A type whose JSON is known.
    Known(Known),
    /// An item, by its module and its place there.
    Item(ModuleId, usize),
}

/// What the names stand for in the module that was looked at last: there are few, and each comes up again and again.
#[derive(Default)]
pub(super) struct Familiar {
    module: ModuleId,
    names: Vec<(String, Meant)>,
}

impl Familiar {
    /// What a name stands for in a module, where that was found before.
    pub(super) fn get(&self, module: ModuleId, name: &str) -> Option<Meant> {
        let mut names = self.names.iter().filter(|_| self.module == module);
        names.find(|(known, _)| known == name).map(|(_, it)| *it)
    }

    /// Keeps what a name stands for in a module.
    pub(super) fn keep(&mut self, module: ModuleId, name: &str, meant: Meant) {
        if self.module != module {
            self.module = module;
            self.names.clear();
        }
        self.names.push((name.to_owned(), meant));
    }
}

/// What stands for a type of a crate that is not listed.
pub(super) struct Mapped {
    /// The parameters that its path names: `["T"]` for `ext::Id<T>`.
    pub(super) params: Vec<String>,
    /// The Rust type with the same JSON; `None` when that does not parse.
    pub(super) ty: Option<Ty>,
    /// That type as it is written.
    pub(super) text: String,
}

impl<'a> Context<'a> {
    /// Indexes the items.
    pub fn new(tree: &'a Tree, items: &'a [Placed], types: &BTreeMap<String, String>) -> Self {
        let numbered = || items.iter().enumerate();
        let root = items.first().map_or(0, |placed| {
            let mut root = placed.module;
            while let Some(parent) = tree.module(root).parent {
                root = parent;
            }
            root
        });
        Self {
            tree,
            items,
            by_place: numbered()
                .map(|(number, placed)| ((placed.module, placed.index), number))
                .collect(),
            by_name: numbered()
                .map(|(number, placed)| {
                    let item = &placed.parsed.item;
                    ((item.file.as_slice(), plain(&item.ident)), number)
                })
                .collect(),
            types: types.iter().map(|(path, ty)| mapped(path, ty)).collect(),
            root,
        }
    }

    /// The number of the item that a reference names.
    pub(super) fn number(&self, file: &[String], name: &str) -> Option<usize> {
        self.by_name.get(&(file, name)).copied()
    }

    /// The number of an item of a module.
    pub(super) fn at(&self, module: ModuleId, index: usize) -> Option<usize> {
        self.by_place.get(&(module, index)).copied()
    }
}

/// A row of `[generate.types]`: `"ext::Id<T>" = "String"`.
fn mapped(path: &str, ty: &str) -> (String, Mapped) {
    let read = |text: &str| {
        let syntax: syn::Type = syn::parse_str(text).ok()?;
        Some(parse::ty(&syntax, &"buildamp.toml".into()))
    };
    let (path, params) = match read(path) {
        Some(Ty::Path { segments, args, .. }) => {
            let name = |arg: &Ty| match arg {
                Ty::Path { segments, .. } => segments.join("::"),
                _ => String::new(),
            };
            (segments.join("::"), args.iter().map(name).collect())
        }
        _ => (path.to_owned(), Vec::new()),
    };
    let row = Mapped {
        params,
        ty: read(ty),
        text: ty.to_owned(),
    };
    (path, row)
}
