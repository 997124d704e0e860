//! Names that lead to no item: out of the models, out of the crates that are listed, or to what serde never meets.

use super::context::Mapped;
use super::ty::Scope;
use crate::model::{At, Shape, Ty};
use crate::report;
use crate::resolve::{self, plain};
use crate::scan::ModuleId;

impl<'a> Scope<'a> {
    pub(super) fn outside(&mut self, module: ModuleId, name: &str, at: &At) -> Option<Shape> {
        let tree = self.context.tree;
        let home = tree.module(module);
        let declared = home.facts.types.get(name);
        // What a model cannot be, a union say, was told where it is declared, unless that may be none.
        if home.home.is_none()
            || tree.is_plain(&home)
            || declared.is_some_and(|declared| declared.is_trait)
        {
            let problem = resolve::outside(tree, module, name, at);
            self.problems.push(problem);
        }
        None
    }

    /// A type that was left out, because nothing in its file has it meet serde.
    pub(super) fn without_serde<T>(
        &mut self,
        module: ModuleId,
        index: usize,
        at: &At,
    ) -> Option<T> {
        let tree = self.context.tree;
        let home = tree.module(module);
        let name = plain(home.items.get(index)?).to_owned();
        let stated = resolve::stated(&tree.full_path(module, &name));
        self.wrong(
            report::SERDE_BY_HAND,
            at,
            format!("`{name}` derives neither of serde's traits, so its JSON is not known"),
            format!("derive them, or say which Rust type has the same JSON: {stated}"),
        )
    }

    /// A type of a crate that is neither listed nor known: what `[generate.types]` says of it.
    pub(super) fn external(
        &mut self,
        path: &[String],
        segments: &[String],
        args: &[Ty],
        at: &At,
    ) -> Option<Shape> {
        match self.context.types.get(&path.join("::")) {
            Some(row) => self.mapped(row, args, at),
            None if path.len() > 1 => {
                let what = format!("nothing is known of `{}` and its JSON", segments.join("::"));
                let help = resolve::unlisted(path);
                self.wrong(report::UNSUPPORTED_TYPE, at, what, help)
            }
            None => self.unsupported(
                &segments.join("::"),
                at,
                "write an accepted type (`buildamp explain BA0007`)",
            ),
        }
    }

    pub(super) fn mapped(&mut self, row: &'a Mapped, args: &[Ty], at: &At) -> Option<Shape> {
        let mut params = Vec::new();
        for (position, param) in row.params.iter().enumerate() {
            let shape = match args.get(position) {
                Some(ty) => Some(self.shape(ty)?),
                None => None,
            };
            params.push((param.as_str().into(), shape));
        }
        match &row.ty {
            Some(ty) => self.elsewhere(self.context.root, params, ty),
            None => self.unsupported(
                &row.text,
                at,
                "`[generate.types]` in buildamp.toml names a Rust type: write one, such as `String`",
            ),
        }
    }
}
