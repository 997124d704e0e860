//! Ty → Shape: names followed to what serde writes or reads for them.

use ecow::EcoString;

use super::context::{Context, Familiar, Meant};
use super::known::{self, Known};
use crate::model::{At, Item, Shape, Side, Text, Ty};
use crate::parse::ty_place;
use crate::report::{self, Problem};
use crate::resolve::{self, Found, plain};
use crate::scan::ModuleId;

/// serde implements arrays up to this length.
const LONGEST_ARRAY: usize = 32;
/// serde implements tuples up to this length.
const LONGEST_TUPLE: usize = 16;
/// Aliases of aliases of aliases, newtypes of newtypes; a circle is rustc's to report.
const DEEPEST: usize = 64;

const ASSOCIATED: &str = "an associated type is known to the compiler alone: write the type itself";

/// Where types are looked up while one side of an item is lowered.
pub struct Scope<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) module: ModuleId,
    /// What `Self` is; nothing outside of an item.
    item: Option<&'a Item>,
    /// Written or accepted.
    pub side: Side,
    /// What the parameters in sight stand for; `None` for a const parameter.
    params: Vec<(EcoString, Option<Shape>)>,
    familiar: &'a mut Familiar,
    depth: usize,
    /// The items that are referred to, by their number, some of them twice.
    pub uses: Vec<usize>,
    /// Whether there was something that the two sides see differently.
    pub differs: bool,
    /// Whether there was a `RawValue`.
    pub raw: bool,
    /// What was found wrong.
    pub problems: Vec<Problem>,
}

impl<'a> Scope<'a> {
    /// The scope of an item's fields.
    pub(super) fn of_item(
        context: &'a Context<'a>,
        familiar: &'a mut Familiar,
        module: ModuleId,
        item: &'a Item,
        side: Side,
    ) -> Self {
        let params = item.generics.iter().map(|generic| {
            let shape = match generic.constant {
                None => Some(Shape::Param(generic.name.clone())),
                Some(_) => None,
            };
            (generic.name.clone(), shape)
        });
        Self {
            item: Some(item),
            params: params.collect(),
            ..Self::of_module(context, familiar, module, side)
        }
    }

    /// The scope of a type that stands in no item.
    pub(super) fn of_module(
        context: &'a Context<'a>,
        familiar: &'a mut Familiar,
        module: ModuleId,
        side: Side,
    ) -> Self {
        Self {
            context,
            module,
            item: None,
            side,
            params: Vec::new(),
            familiar,
            depth: 0,
            uses: Vec::new(),
            differs: false,
            raw: false,
            problems: Vec::new(),
        }
    }

    /// What serde writes or reads for a type. `None` when that is nothing that others could read; the reason is told.
    pub fn shape(&mut self, ty: &Ty) -> Option<Shape> {
        match ty {
            Ty::Path {
                global,
                segments,
                args,
                at,
            } => self.path(*global, segments, args, at),
            Ty::Array { of, len, at } => self.array(of, len, at),
            Ty::Tuple(types, at) => self.tuple(types, at),
            Ty::Slice(of, _) => Some(Shape::List(Box::new(self.shape(of)?))),
            Ty::Reference(of, at) => {
                let shape = self.shape(of)?;
                if shape == Shape::Text(Text::Any) {
                    return Some(shape);
                }
                self.differs = true;
                match self.side {
                    Side::Both | Side::Written => Some(shape),
                    Side::Accepted => self.unsupported(
                        "&",
                        at,
                        "serde reads no references but `&str`: own the data, or write `Cow<'_, …>`",
                    ),
                }
            }
            Ty::Other { text, at } => {
                let help = if text.starts_with("dyn") {
                    "write an enum with one variant for each case"
                } else if text.starts_with('<') {
                    ASSOCIATED
                } else {
                    "write a struct, an enum or one of the accepted types (`buildamp explain BA0007`)"
                };
                self.unsupported(text, at, help)
            }
        }
    }

    fn path(&mut self, global: bool, segments: &[String], args: &[Ty], at: &At) -> Option<Shape> {
        if let ([first, rest @ ..], false) = (segments, global) {
            let param = self.params.iter().find(|(name, _)| name == first);
            match (param, rest) {
                (Some((_, Some(shape))), []) => return Some(shape.clone()),
                (Some((_, None)), []) => {
                    let help = "a const parameter is no type: write the type";
                    return self.unsupported(first, at, help);
                }
                (None, []) if first == "Self" => return self.own(),
                (Some(_), _) => return self.associated(segments, at),
                (None, _) if first == "Self" => return self.associated(segments, at),
                (None, _) => {}
            }
        }
        let lone = match segments {
            [name] if !global => Some(name),
            _ => None,
        };
        let familiar = lone.and_then(|name| self.familiar.get(self.module, name));
        match familiar {
            Some(Meant::Known(known)) => return self.known(known, segments, args, at),
            Some(Meant::Item(module, index)) => return self.reference(module, index, args, at),
            None => {}
        }
        if let Some(name) = lone
            && let Some(known) = known::everywhere(name)
            && !resolve::is_named(self.context.tree, self.module, name)
        {
            self.familiar.keep(self.module, name, Meant::Known(known));
            return self.known(known, segments, args, at);
        }
        match resolve::path(self.context.tree, self.module, global, segments) {
            Found::Item(module, index) => {
                if let Some(name) = lone {
                    let meant = Meant::Item(module, index);
                    self.familiar.keep(self.module, name, meant);
                }
                self.reference(module, index, args, at)
            }
            Found::Alias(module, name) => self.alias(module, &name, args, at),
            Found::External(path) => match known::known(&path) {
                Some(known) => {
                    if let Some(name) = lone {
                        let meant = Meant::Known(known);
                        self.familiar.keep(self.module, name, meant);
                    }
                    self.known(known, segments, args, at)
                }
                None => self.external(&path, segments, args, at),
            },
            Found::Outside(module, name) => self.outside(module, &name, at),
            Found::Unread => None,
            Found::Module(_) | Found::Nothing => {
                let tree = self.context.tree;
                let problem = resolve::missing(tree, self.module, global, segments, at);
                self.problems.push(problem);
                None
            }
        }
    }

    fn associated(&mut self, segments: &[String], at: &At) -> Option<Shape> {
        self.unsupported(&segments.join("::"), at, ASSOCIATED)
    }

    /// The item itself, applied to its own parameters.
    fn own(&mut self) -> Option<Shape> {
        let item = self.item?;
        let name = plain(&item.ident);
        self.uses.extend(self.context.number(&item.file, name));
        let types = item
            .generics
            .iter()
            .filter(|generic| generic.constant.is_none());
        Some(Shape::Ref {
            file: item.file.clone(),
            name: name.into(),
            side: Side::Both,
            args: types
                .map(|generic| Shape::Param(generic.name.clone()))
                .collect(),
        })
    }

    fn reference(&mut self, module: ModuleId, index: usize, args: &[Ty], at: &At) -> Option<Shape> {
        let Some(number) = self.context.at(module, index) else {
            return self.without_serde(module, index, at);
        };
        let target = &self.context.items[number].parsed;
        let name = plain(&target.item.ident);
        let mut shapes = Vec::new();
        let mut known = Vec::new();
        for (position, generic) in target.item.generics.iter().enumerate() {
            if generic.constant.is_some() {
                known.push((generic.name.clone(), None));
                continue;
            }
            let written = args.get(position);
            let default = target.defaults.get(position).and_then(Option::as_ref);
            let shape = match (written, default) {
                (Some(ty), _) => self.shape(ty)?,
                (None, Some(default)) => self.elsewhere(module, known.clone(), default)?,
                (None, None) => {
                    return self.wrong(
                        report::GENERICS,
                        at,
                        format!("`{name}` takes a type for `{}`", generic.name),
                        format!("write `{name}<…>`"),
                    );
                }
            };
            known.push((generic.name.clone(), Some(shape.clone())));
            shapes.push(shape);
        }
        self.uses.push(number);
        Some(Shape::Ref {
            file: target.item.file.clone(),
            name: name.into(),
            side: Side::Both,
            args: shapes.into(),
        })
    }

    fn alias(&mut self, module: ModuleId, name: &str, args: &[Ty], at: &At) -> Option<Shape> {
        let alias = resolve::alias(self.context.tree, module, name)?;
        if self.depth > DEEPEST {
            return self.unsupported(name, at, "write the type that the alias stands for");
        }
        let mut params = Vec::new();
        for (position, (param, default)) in alias.params.iter().enumerate() {
            let shape = match (args.get(position), default) {
                (Some(Ty::Other { .. }), _) | (None, None) => None,
                (Some(ty), _) => Some(self.shape(ty)?),
                (None, Some(default)) => Some(self.elsewhere(module, params.clone(), default)?),
            };
            params.push((param.as_str().into(), shape));
        }
        self.elsewhere(module, params, &alias.ty)
    }

    /// Lowers a type that stands in another module and sees other parameters.
    pub(super) fn elsewhere(
        &mut self,
        module: ModuleId,
        params: Vec<(EcoString, Option<Shape>)>,
        ty: &Ty,
    ) -> Option<Shape> {
        if self.depth > DEEPEST {
            return None;
        }
        let here = (self.module, std::mem::replace(&mut self.params, params));
        self.module = module;
        self.depth += 1;
        let shape = self.shape(ty);
        self.depth -= 1;
        (self.module, self.params) = here;
        shape
    }

    fn known(&mut self, known: Known, segments: &[String], args: &[Ty], at: &At) -> Option<Shape> {
        if known == Known::DateTime {
            return self.date_time(args, at);
        }
        let shape = self.of_known(known, args);
        match (shape, known) {
            (Ok(shape), _) => shape,
            (Err(()), Known::Refused(help)) => self.unsupported(&segments.join("::"), at, help),
            (Err(()), Known::Zone) => self.unsupported(
                &segments.join("::"),
                at,
                "a zone alone is no time: write `chrono::DateTime<chrono::Utc>`",
            ),
            (Err(()), _) => {
                let help = "give it the type arguments that it takes";
                self.unsupported(&segments.join("::"), at, help)
            }
        }
    }

    fn date_time(&mut self, args: &[Ty], at: &At) -> Option<Shape> {
        let zone = args
            .first()
            .and_then(|zone| resolve::through_aliases(self.context.tree, self.module, zone));
        match zone {
            Some((Found::External(path), ..)) if known::known(&path) == Some(Known::Zone) => {
                Some(Shape::Text(Text::Timestamp))
            }
            _ => {
                let zone = args.first().map_or("_".to_owned(), name_of);
                let help = "write `chrono::DateTime<chrono::Utc>`";
                self.unsupported(&format!("DateTime<{zone}>"), at, help)
            }
        }
    }

    fn array(&mut self, of: &Ty, len: &str, at: &At) -> Option<Shape> {
        let shape = self.shape(of);
        if self.params.iter().any(|(name, _)| name == len) {
            return self.unsupported(
                &format!("[_; {len}]"),
                at,
                "serde reads arrays of a fixed length alone: write the number, or `Vec`",
            );
        }
        match resolve::length(self.context.tree, self.module, len) {
            Some(length) if length <= LONGEST_ARRAY => Some(Shape::Array(Box::new(shape?), length)),
            Some(length) => self.unsupported(
                &format!("[_; {length}]"),
                at,
                "serde reads arrays up to 32: write `Vec`",
            ),
            None if self.context.tree.is_broken() => None,
            None => self.unsupported(
                &format!("[_; {len}]"),
                at,
                "the length has to be a number or a const of this crate: write it out, or `Vec`",
            ),
        }
    }

    fn tuple(&mut self, types: &[Ty], at: &At) -> Option<Shape> {
        match types.len() {
            0 => Some(Shape::Null),
            1..=LONGEST_TUPLE => {
                let shapes: Vec<Option<Shape>> = types.iter().map(|ty| self.shape(ty)).collect();
                shapes.into_iter().collect::<Option<_>>().map(Shape::Tuple)
            }
            _ => self.unsupported(
                "a tuple of more than sixteen",
                at,
                "write a struct with named fields",
            ),
        }
    }

    pub(super) fn unsupported(&mut self, name: &str, at: &At, help: &str) -> Option<Shape> {
        let what = format!("`{name}` has no form that Rust, TypeScript and Elm would read alike");
        self.wrong(report::UNSUPPORTED_TYPE, at, what, help.to_owned())
    }

    pub(super) fn wrong<T>(
        &mut self,
        code: report::Code,
        at: &At,
        what: String,
        help: String,
    ) -> Option<T> {
        self.problems
            .push(Problem::new(code, at.clone(), what, help));
        None
    }
}

/// A type as a message names it.
pub(super) fn name_of(ty: &Ty) -> String {
    match ty {
        Ty::Path { segments, .. } => segments.join("::"),
        Ty::Array { len, .. } => format!("[_; {len}]"),
        Ty::Tuple(..) => "(…)".to_owned(),
        Ty::Slice(..) => "[_]".to_owned(),
        Ty::Reference(..) => "&_".to_owned(),
        Ty::Other { text, .. } => text.clone(),
    }
}

/// Whether a type is written as a path that ends so.
pub(super) fn ends_in(ty: &Ty, name: &str) -> bool {
    matches!(ty, Ty::Path { segments, .. } if segments.last().is_some_and(|last| last == name))
}

/// Where a type stands.
pub(super) fn at_of(ty: &Ty) -> &At {
    ty_place(ty)
}
