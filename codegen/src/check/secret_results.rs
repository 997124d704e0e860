//! Where the secrets are in what handlers return.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::Placed;
use super::secrets::{Walk, has_secret};
use crate::model::{Definition, Ty};
use crate::resolve::{self, Found};
use crate::scan::{ModuleId, Tree};
use crate::wire;

/// Asked for types that handlers return. Nothing is prepared where no field of the models is secret.
pub struct SecretResults<'a> {
    tree: &'a Tree,
    items: &'a [Placed],
    types: &'a BTreeMap<String, String>,
    definitions: &'a [Definition],
    walk: OnceCell<Option<Walk<'a>>>,
}

impl<'a> SecretResults<'a> {
    /// `types` is `[generate.types]`.
    #[must_use]
    pub fn new(
        tree: &'a Tree,
        items: &'a [Placed],
        types: &'a BTreeMap<String, String>,
        definitions: &'a [Definition],
    ) -> Self {
        Self {
            tree,
            items,
            types,
            definitions,
            walk: OnceCell::new(),
        }
    }

    /// Where the secrets of a type are, as it is written in a module. Of one that has some in a form which is not known, all is
    /// secret.
    #[must_use]
    pub fn of(&self, module: ModuleId, ty: &Ty) -> Vec<String> {
        let walk = self.walk.get_or_init(|| {
            let some = self.items.iter().any(has_secret);
            some.then(|| Walk::new(self.items, self.definitions))
        });
        let Some(walk) = walk else {
            return Vec::new();
        };
        if !self.names_one(walk, module, ty) {
            return Vec::new();
        }
        match wire::shape_in(self.tree, self.items, self.types, module, ty) {
            Some(shape) => walk.paths_of(&shape),
            None => vec![String::new()],
        }
    }

    /// Whether a type of the models that has secrets is among what is named.
    fn names_one(&self, walk: &Walk<'a>, module: ModuleId, ty: &Ty) -> bool {
        let (args, home) = match ty {
            Ty::Path { args, .. } => (&args[..], self.named(walk, module, ty)),
            Ty::Tuple(types, _) => (&types[..], false),
            Ty::Array { of, .. } | Ty::Slice(of, _) | Ty::Reference(of, _) => {
                return self.names_one(walk, module, of);
            }
            Ty::Other { .. } => return false,
        };
        home || args.iter().any(|arg| self.names_one(walk, module, arg))
    }

    fn named(&self, walk: &Walk<'a>, module: ModuleId, ty: &Ty) -> bool {
        let Ty::Path {
            global, segments, ..
        } = ty
        else {
            return false;
        };
        match resolve::path(self.tree, module, *global, segments) {
            Found::Item(home, index) => {
                let mut items = self.items.iter();
                let item = items.find(|it| it.module == home && it.index == index);
                item.is_some_and(|it| !walk.paths(&it.parsed.item).is_empty())
            }
            Found::Alias(home, name) => resolve::alias(self.tree, home, &name)
                .is_some_and(|alias| self.names_one(walk, home, &alias.ty)),
            _ => false,
        }
    }
}
