//! syn → plain data. The only room that reads Rust syntax: a file becomes [`Facts`], an item an [`item::Parsed`].

mod attributes;
mod body;
mod derives;
mod facts;
mod generics;
pub mod item;
mod options;
mod template;
mod ty;
mod uses;
mod vis;

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::spanned::Spanned;

pub use self::facts::{Alias, Arg, By, Declared, Facts, Function, Home, Impl, Mod, Use};
pub use self::item::{Door, Origin, Parsed, item};
pub use self::ty::{place as ty_place, text, ty};
use self::uses::use_tree;
pub use self::vis::Vis;
use crate::attr::{self, On};
use crate::model::At;
use crate::report::{self, Notes, Problem};

/// Reads the text of a file. One problem when it does not parse, none of its items then.
///
/// # Errors
/// The place where the syntax breaks.
pub fn file(
    text: &str,
    file: &str,
    module: &[String],
    home: Option<&Home>,
) -> Result<(Facts, Vec<Problem>), Problem> {
    let syntax = syn::parse_file(text).map_err(|error| {
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
        problems: Vec::new(),
    };
    let facts = reader.module(&syntax.items, module);
    Ok((facts, reader.problems))
}

struct Reader<'a> {
    file: &'a str,
    home: Option<&'a Home>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn module(&mut self, items: &[syn::Item], module: &[String]) -> Facts {
        let mut facts = Facts::default();
        for item in items {
            if let syn::Item::Use(line) = item {
                let global = line.leading_colon.is_some();
                use_tree(&line.tree, global, &mut Vec::new(), &mut facts.uses);
            }
        }
        let uses = facts
            .uses
            .iter()
            .filter_map(|line| Some((line.name.clone()?, line.path.clone())))
            .collect();
        for item in items {
            self.item(item, module, &uses, &mut facts);
        }
        facts
    }

    fn item(
        &mut self,
        item: &syn::Item,
        module: &[String],
        uses: &BTreeMap<String, Vec<String>>,
        facts: &mut Facts,
    ) {
        match item {
            syn::Item::Struct(it) if !is_test(&it.attrs) => {
                self.declare(&it.clone().into(), module, uses, facts);
            }
            syn::Item::Enum(it) if !is_test(&it.attrs) => {
                self.declare(&it.clone().into(), module, uses, facts);
            }
            syn::Item::Union(it) if !is_test(&it.attrs) => {
                self.declare(&it.clone().into(), module, uses, facts);
            }
            syn::Item::Trait(it) => {
                facts.types.insert(
                    it.ident.unraw().to_string(),
                    self.declared(&it.ident, &it.vis),
                );
            }
            syn::Item::Type(it) if !is_test(&it.attrs) => {
                facts
                    .aliases
                    .insert(it.ident.unraw().to_string(), self.alias(it));
            }
            syn::Item::Const(it) => {
                facts
                    .consts
                    .insert(it.ident.unraw().to_string(), text(&it.expr));
            }
            syn::Item::Mod(it) => {
                let one = self.submodule(it, module);
                facts.mods.push(one);
            }
            syn::Item::Fn(it) if !is_test(&it.attrs) => facts.functions.push(self.function(it)),
            syn::Item::Impl(it) if !is_test(&it.attrs) => {
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
            syn::Item::ExternCrate(it) => {
                if let Some((_, name)) = &it.rename {
                    facts.uses.push(Use {
                        global: true,
                        path: vec![it.ident.to_string()],
                        name: Some(name.to_string()),
                    });
                }
            }
            _ => {}
        }
    }

    fn declare(
        &mut self,
        input: &syn::DeriveInput,
        module: &[String],
        uses: &BTreeMap<String, Vec<String>>,
        facts: &mut Facts,
    ) {
        let name = input.ident.unraw().to_string();
        facts
            .types
            .insert(name, self.declared(&input.ident, &input.vis));
        let Some(home) = self.home else { return };
        let origin = Origin {
            file: self.file,
            module: module.to_vec(),
            output: home.output.clone(),
            place: home.place.clone(),
            door: Door::Location,
            uses,
        };
        let (parsed, problems) = item(input, &origin);
        facts.items.extend(parsed);
        self.problems.extend(problems);
    }

    fn declared(&self, ident: &syn::Ident, vis: &syn::Visibility) -> Declared {
        Declared {
            at: report::at(self.file, ident.span()),
            vis: Vis::of(vis),
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

    fn submodule(&mut self, item: &syn::ItemMod, module: &[String]) -> Mod {
        let test = is_test(&item.attrs);
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
        let inline = item.content.as_ref().filter(|_| !test).map(|(_, items)| {
            let mut inner = module.to_vec();
            inner.push(item.ident.to_string());
            self.module(items, &inner)
        });
        Mod {
            name: item.ident.to_string(),
            vis: Vis::of(&item.vis),
            path,
            inline: match (inline, &item.content) {
                (None, Some(_)) => Some(Facts::default()),
                (inline, _) => inline,
            },
            test,
            cfg: self.cfg(&item.attrs),
            at: report::at(self.file, item.ident.span()),
        }
    }

    fn function(&mut self, item: &syn::ItemFn) -> Function {
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
            entries,
            problems: notes.problems,
            cfg: self.cfg(&item.attrs),
            at: report::at(self.file, signature.ident.span()),
        }
    }

    fn cfg(&self, attributes: &[syn::Attribute]) -> Option<(String, At)> {
        let attribute = attributes
            .iter()
            .find(|it| it.path().is_ident("cfg") || it.path().is_ident("cfg_attr"))?;
        Some((text(attribute), report::at(self.file, attribute.span())))
    }
}

fn argument(written: &syn::Type, file: &str) -> Arg {
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

/// Whether `#[cfg(test)]` or `#[cfg(all(test, ..))]` stands here.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    fn says_test(meta: &syn::meta::ParseNestedMeta<'_>) -> syn::Result<bool> {
        if meta.path.is_ident("test") {
            return Ok(true);
        }
        let mut found = false;
        if meta.path.is_ident("all") {
            meta.parse_nested_meta(|inner| {
                found |= says_test(&inner)?;
                Ok(())
            })?;
        } else {
            while !meta.input.is_empty() && !meta.input.peek(syn::Token![,]) {
                meta.input.parse::<proc_macro2::TokenTree>()?;
            }
        }
        Ok(found)
    }
    attributes
        .iter()
        .filter(|it| it.path().is_ident("cfg"))
        .any(|attribute| {
            let mut found = false;
            attribute
                .parse_nested_meta(|meta| {
                    found |= says_test(&meta)?;
                    Ok(())
                })
                .is_ok()
                && found
        })
}
