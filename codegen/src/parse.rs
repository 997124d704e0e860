//! syn → plain data. The only room that reads Rust syntax: a file becomes [`Facts`], an item an [`item::Parsed`].

mod arms;
mod attributes;
mod body;
mod cfg;
mod conditional;
mod derives;
mod docs;
mod duration;
mod facts;
mod generics;
pub mod item;
mod lifted;
mod options;
mod retry;
mod route;
mod rules;
mod service;
mod settled;
mod syntax;
pub mod template;
mod ty;
mod unsettled;
mod uses;
mod vis;
mod webhook;

use std::collections::BTreeSet;

use syn::spanned::Spanned;

pub use self::cfg::Builds;
use self::cfg::Known;
pub use self::derives::{Derive, Uses, derives_serde};
pub use self::duration::duration;
pub use self::facts::{Alias, Arg, By, Declared, Facts, Function, Home, Impl, MacroCall, Mod, Use};
pub use self::item::{Door, Origin, Parsed, item};
pub use self::lifted::Lifted;
pub use self::ty::{place as ty_place, text, ty, ty_of};
pub use self::uses::unraw;
use self::uses::{extern_crate, use_line};
pub use self::vis::Vis;
use crate::attr::{self, On};
use crate::model::{At, FileName, Texts};
use crate::report::{self, Notes, Problem};

/// Reads the text of a file. One problem when it does not parse, none of its items then.
///
/// # Errors
/// The place where the syntax breaks.
pub fn file(
    text: &str,
    file: &FileName,
    module: &[String],
    home: Option<&Home>,
    builds: &Builds,
) -> Result<(Facts, Vec<Problem>), Problem> {
    let read = syntax::file(text, |parsed, lifted| {
        let parsed = parsed.map_err(|error| {
            Problem::new(
                report::SYNTAX,
                report::at(file, error.span()),
                format!("the file does not parse: {error}"),
                "fix the syntax here; nothing in this file was read",
            )
        })?;
        let mut reader = Reader {
            file,
            home,
            known: Known::of(builds),
            lifted,
            problems: Vec::new(),
        };
        let facts = reader.file(parsed, module);
        Ok((facts, reader.problems))
    });
    read.unwrap_or_else(|syntax::TooDeep| {
        Err(Problem::new(
            report::SYNTAX,
            report::top(file.clone()),
            "the file is nested too deep to be read",
            "take its deepest brackets apart; nothing in this file was read",
        ))
    })
}

/// How deep inline modules may lie in each other.
const DEEPEST_MODULE: usize = 100;

struct Reader<'a> {
    file: &'a FileName,
    home: Option<&'a Home>,
    known: Known<'a>,
    lifted: &'a Lifted<'a>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self, file: syn::File, module: &[String]) -> Facts {
        if self.leaves_out(&file.attrs) {
            return Facts::default();
        }
        self.module(file.items, module)
    }

    /// Whether none of the builds that the output is for has what carries these attributes.
    fn leaves_out(&self, attributes: &[syn::Attribute]) -> bool {
        conditional::is_there(attributes, &self.known) == Some(false)
    }

    fn module(&mut self, items: Vec<syn::Item>, module: &[String]) -> Facts {
        let items = arms::spread(items, &self.known);
        let mut facts = Facts::default();
        for item in &items {
            match item {
                syn::Item::Use(line) if !self.leaves_out(&line.attrs) => {
                    use_line(line, &mut facts.uses);
                }
                syn::Item::ExternCrate(line) if !self.leaves_out(&line.attrs) => {
                    extern_crate(line, &mut facts.uses);
                }
                _ => {}
            }
        }
        let uses = facts
            .uses
            .iter()
            .filter_map(|line| Some((line.name.clone()?, Derive::of(&line.path))))
            .collect();
        let module = Texts::from(module.to_vec());
        for item in items {
            self.item(item, &module, &uses, &mut facts);
        }
        facts
    }

    fn item(&mut self, item: syn::Item, module: &Texts, uses: &Uses, facts: &mut Facts) {
        match item {
            syn::Item::Struct(it) if !self.leaves_out(&it.attrs) => {
                self.declare(&it.into(), module, uses, facts);
            }
            syn::Item::Enum(it) if !self.leaves_out(&it.attrs) => {
                self.declare(&it.into(), module, uses, facts);
            }
            syn::Item::Union(it) if !self.leaves_out(&it.attrs) => {
                self.declare(&it.into(), module, uses, facts);
            }
            syn::Item::Trait(it) if !self.leaves_out(&it.attrs) => {
                let declared = Declared {
                    is_trait: true,
                    ..self.declared(&it.ident, &it.vis)
                };
                facts.types.insert(unraw(&it.ident), declared);
            }
            syn::Item::Type(it) if !self.leaves_out(&it.attrs) => {
                facts.aliases.insert(unraw(&it.ident), self.alias(&it));
            }
            syn::Item::Const(it) if !self.leaves_out(&it.attrs) => {
                let value = text(&it.expr);
                // What is longer is the length of no array.
                if value.len() < 200 {
                    facts.consts.insert(unraw(&it.ident), value);
                }
            }
            syn::Item::Mod(it) => {
                let one = self.submodule(it, module);
                facts.mods.push(one);
            }
            syn::Item::Fn(it) if !self.leaves_out(&it.attrs) => {
                facts.functions.push(self.function(it));
            }
            syn::Item::Impl(it) if !self.leaves_out(&it.attrs) => {
                if let Some((path, _)) = &it.trait_ {
                    facts.impls.push(Impl {
                        of: path
                            .segments
                            .iter()
                            .map(|it| it.ident.to_string())
                            .collect(),
                        ty: ty(&it.self_ty, self.file),
                        at: report::at(self.file, path.span()),
                    });
                }
            }
            syn::Item::Macro(it) if !self.leaves_out(&it.attrs) => {
                facts.macros.extend(macro_call(&it, self.file));
            }
            _ => {}
        }
    }

    fn declare(
        &mut self,
        input: &syn::DeriveInput,
        module: &Texts,
        uses: &Uses,
        facts: &mut Facts,
    ) {
        let name = unraw(&input.ident);
        facts
            .types
            .insert(name, self.declared(&input.ident, &input.vis));
        let Some(home) = self.home else { return };
        let origin = Origin {
            file: self.file,
            module: module.clone(),
            output: home.output.clone(),
            place: home.place.clone(),
            door: Door::Location,
            uses,
            builds: self.known.builds,
            lifted: self.lifted,
        };
        let (parsed, problems) = item(input, &origin);
        facts.items.extend(parsed.map(Box::new));
        let problems = problems.into_iter().map(|(problem, _)| problem);
        self.problems.extend(problems);
    }

    fn declared(&self, ident: &syn::Ident, vis: &syn::Visibility) -> Declared {
        Declared {
            at: report::at(self.file, ident.span()),
            vis: Vis::of(vis),
            is_trait: false,
        }
    }

    fn alias(&self, alias: &syn::ItemType) -> Alias {
        let params = alias
            .generics
            .params
            .iter()
            .filter_map(|param| match param {
                syn::GenericParam::Type(param) => Some((
                    param.ident.to_string(),
                    param
                        .default
                        .as_ref()
                        .map(|(_, default)| ty(default, self.file)),
                )),
                syn::GenericParam::Const(param) => Some((param.ident.to_string(), None)),
                syn::GenericParam::Lifetime(_) => None,
            });
        Alias {
            params: params.collect(),
            ty: ty(&alias.ty, self.file),
            vis: Vis::of(&alias.vis),
        }
    }

    fn submodule(&mut self, mut item: syn::ItemMod, module: &[String]) -> Mod {
        let left_out = self.leaves_out(&item.attrs);
        let cfg = self.cfg(&mut item.attrs, |inner| inner.path().is_ident("path"));
        let path = item
            .attrs
            .iter()
            .find_map(|attribute| match &attribute.meta {
                syn::Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
                    syn::Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Str(path),
                        ..
                    }) => Some(path.value()),
                    _ => None,
                },
                _ => None,
            });
        let at = report::at(self.file, item.ident.span());
        let inline = item.content.map(|(_, items)| {
            if module.len() > DEEPEST_MODULE {
                self.problems.push(Problem::new(
                    report::SYNTAX,
                    at.clone(),
                    format!("more than {DEEPEST_MODULE} modules lie in each other here"),
                    "move it further up; nothing in it was read",
                ));
            }
            if left_out || module.len() > DEEPEST_MODULE {
                return Facts::default();
            }
            let mut inner = module.to_vec();
            inner.push(item.ident.to_string());
            self.module(items, &inner)
        });
        Mod {
            name: item.ident.to_string(),
            vis: Vis::of(&item.vis),
            path,
            inline,
            left_out,
            cfg,
            at,
        }
    }

    fn function(&mut self, mut item: syn::ItemFn) -> Function {
        let cfg = self.cfg(&mut item.attrs, attr::is_buildamp);
        let mut notes = Notes::new(self.file);
        let entries = attr::buildamp(&item.attrs, On::Handler, &mut notes);
        let signature = &item.sig;
        let args = signature.inputs.iter().filter_map(|arg| match arg {
            syn::FnArg::Typed(arg) => Some(argument(&arg.ty, self.file)),
            syn::FnArg::Receiver(_) => None,
        });
        Function {
            name: signature.ident.to_string(),
            vis: Vis::of(&item.vis),
            is_async: signature.asyncness.is_some(),
            is_generic: signature
                .generics
                .params
                .iter()
                .any(|param| !matches!(param, syn::GenericParam::Lifetime(_)))
                || signature.inputs.iter().any(|arg| {
                    matches!(arg, syn::FnArg::Typed(arg) if matches!(*arg.ty, syn::Type::ImplTrait(_)))
                }),
            args: args.collect(),
            returns: match &signature.output {
                syn::ReturnType::Default => None,
                syn::ReturnType::Type(_, returns) => Some(ty(returns, self.file)),
            },
            said: entries
                .into_iter()
                .map(|entry| (entry.key.name.to_owned(), entry.value))
                .collect(),
            problems: notes.into_problems(),
            cfg,
            at: report::at(self.file, signature.ident.span()),
        }
    }

    /// Settles the attributes of something that is no type. Gives the first condition that stays open, or that Rust code
    /// which is the same in every build cannot follow.
    fn cfg(
        &self,
        attributes: &mut Vec<syn::Attribute>,
        matters: fn(&syn::Attribute) -> bool,
    ) -> Option<(String, At)> {
        let written = attributes
            .iter()
            .find(|it| it.path().is_ident("cfg"))
            .cloned();
        let written = written.filter(|_| *self.known.builds == Builds::All);
        let open = conditional::settle(attributes, &self.known, matters);
        let first = written.or(open.into_iter().next())?;
        Some((text(&first), report::at(self.file, first.span())))
    }
}

/// A macro that is called where items stand; `None` for one that is declared there.
fn macro_call(item: &syn::ItemMacro, file: &FileName) -> Option<MacroCall> {
    let path = &item.mac.path;
    if path.is_ident("macro_rules") {
        return None;
    }
    let names = path.segments.iter().map(|it| it.ident.to_string());
    let mut idents = BTreeSet::new();
    idents_of(item.mac.tokens.clone(), &mut idents);
    Some(MacroCall {
        name: names.collect::<Vec<_>>().join("::"),
        idents: idents.into_iter().collect(),
        at: report::at(file, path.span()),
    })
}

fn idents_of(tokens: proc_macro2::TokenStream, idents: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => {
                idents.insert(unraw(&ident));
            }
            proc_macro2::TokenTree::Group(group) => idents_of(group.stream(), idents),
            proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => {}
        }
    }
}

fn argument(written: &syn::Type, file: &FileName) -> Arg {
    match written {
        syn::Type::Reference(reference) => Arg {
            by: match reference.mutability {
                Some(_) => By::Mut,
                None => By::Ref,
            },
            ty: ty(&reference.elem, file),
        },
        syn::Type::Paren(paren) => argument(&paren.elem, file),
        _ => Arg {
            by: By::Value,
            ty: ty(written, file),
        },
    }
}
