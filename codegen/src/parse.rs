//! syn → plain data. The only room that reads Rust syntax: a file becomes [`Facts`], an item an [`item::Parsed`].

pub mod item;
mod options;
mod ty;
mod vis;

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::spanned::Spanned;

pub use self::item::{Door, Origin, Parsed, item};
pub use self::ty::{place as ty_place, text, ty};
pub use self::vis::Vis;
use crate::attr::{self, Entry, On};
use crate::model::{At, Ty};
use crate::place::Place;
use crate::report::{self, Notes, Problem};

/// What one module says, without the modules in files of their own.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Structs and enums below the models' root.
    pub items: Vec<Parsed>,
    /// Every struct, enum, union and trait by name, whether a model or not.
    pub types: BTreeMap<String, Declared>,
    /// `type A<T> = …;`
    pub aliases: BTreeMap<String, Alias>,
    /// `const A: usize = …;`: the text of the value.
    pub consts: BTreeMap<String, String>,
    /// `use` lines, one entry a name or glob.
    pub uses: Vec<Use>,
    /// `mod` lines and inline modules.
    pub mods: Vec<Mod>,
    /// Functions, where handlers are looked for.
    pub functions: Vec<Function>,
    /// `impl Trait for Type`.
    pub impls: Vec<Impl>,
}

/// A type that a module declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name's place.
    pub at: At,
    /// Who sees it.
    pub vis: Vis,
}

/// A type alias.
#[derive(Debug, Clone)]
pub struct Alias {
    /// Parameters with their defaults.
    pub params: Vec<(String, Option<Ty>)>,
    /// What it stands for.
    pub ty: Ty,
    /// Who sees it.
    pub vis: Vis,
}

/// One name that a `use` line brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Whether the path begins with `::`.
    pub global: bool,
    /// The path.
    pub path: Vec<String>,
    /// The name it gets here; `None` for `*`.
    pub name: Option<String>,
}

/// A module inside another.
#[derive(Debug, Clone)]
pub struct Mod {
    /// Its name, with `r#` where written so.
    pub name: String,
    /// Who sees it.
    pub vis: Vis,
    /// `#[path = "…"]`.
    pub path: Option<String>,
    /// What stands between its braces; `None` when it is in a file of its own.
    pub inline: Option<Facts>,
    /// Whether only tests have it.
    pub test: bool,
    /// Its `cfg`, as written and where.
    pub cfg: Option<(String, At)>,
    /// The name's place.
    pub at: At,
}

/// A function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub vis: Vis,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Whether it has type or const parameters.
    pub is_generic: bool,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// What it returns; `None` for `()`.
    pub returns: Option<Ty>,
    /// `#[buildamp(..)]`.
    pub entries: Vec<Entry>,
    /// What is wrong with those, told only when the function is a handler.
    pub problems: Vec<Problem>,
    /// Its `cfg`, as written and where.
    pub cfg: Option<(String, At)>,
    /// The name's place.
    pub at: At,
}

/// An argument of a function.
#[derive(Debug, Clone)]
pub struct Arg {
    /// By value, `&` or `&mut`.
    pub by: By,
    /// The type behind the reference.
    pub ty: Ty,
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// `T`.
    Value,
    /// `&T`.
    Ref,
    /// `&mut T`.
    Mut,
}

/// `impl Trait for Type`.
#[derive(Debug, Clone)]
pub struct Impl {
    /// The trait's path.
    pub of: Vec<String>,
    /// The type.
    pub ty: Ty,
    /// Where the trait is named.
    pub at: At,
}

/// Where the types of a file go when it lies below the models' root.
#[derive(Debug, Clone)]
pub struct Home {
    /// The output file.
    pub output: Vec<String>,
    /// What its place makes of them.
    pub place: Place,
}

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

/// Flattens `use a::{b, c as d, e::*};`.
fn use_tree(tree: &syn::UseTree, global: bool, path: &mut Vec<String>, uses: &mut Vec<Use>) {
    match tree {
        syn::UseTree::Path(it) => {
            path.push(it.ident.to_string());
            use_tree(&it.tree, global, path, uses);
            path.pop();
        }
        syn::UseTree::Name(it) => add_use(&it.ident, &it.ident, global, path, uses),
        syn::UseTree::Rename(it) => add_use(&it.ident, &it.rename, global, path, uses),
        syn::UseTree::Glob(_) => uses.push(Use {
            global,
            path: path.clone(),
            name: None,
        }),
        syn::UseTree::Group(group) => {
            for each in &group.items {
                use_tree(each, global, path, uses);
            }
        }
    }
}

/// `use a::{self}` brings in `a`.
fn add_use(
    ident: &syn::Ident,
    name: &syn::Ident,
    global: bool,
    path: &[String],
    uses: &mut Vec<Use>,
) {
    let mut path = path.to_vec();
    let mut name = name.unraw().to_string();
    if ident != "self" || path.is_empty() {
        path.push(ident.to_string());
    } else if name == "self" {
        name = path.last().cloned().unwrap_or_default();
    }
    uses.push(Use {
        global,
        path,
        name: Some(name),
    });
}
