//! Type and const parameters with their bounds.

use std::collections::BTreeSet;

use ecow::eco_format;
use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::ty::{text, ty};
use crate::model::{At, Generic, Kind, Lifetime, Ty};
use crate::report::{self, Notes};

/// The parameters of an item.
#[derive(Debug, Default)]
pub(super) struct Generics {
    /// Lifetime parameters in order.
    pub lifetimes: Vec<Lifetime>,
    /// Type and const parameters in order.
    pub params: Vec<Generic>,
    /// Their defaults.
    pub defaults: Vec<Option<Ty>>,
    /// Bounds and `where` clauses that only the item's own file can name.
    pub local_bounds: Vec<(String, At)>,
}

pub(super) fn generics(input: &DeriveInput, kind: Kind, notes: &mut Notes<'_>) -> Generics {
    if kind.is_durable() {
        durable(input, notes);
    }
    let borrowed = borrowed(&input.data);
    let mut read = Generics::default();
    for param in &input.generics.params {
        conditional(param, notes);
        match param {
            syn::GenericParam::Lifetime(lifetime) => {
                let own = lifetime.lifetime.to_string();
                read.lifetimes.push(Lifetime {
                    bounds: lifetime.bounds.iter().map(ToString::to_string).collect(),
                    borrowed: borrowed.contains(&own),
                    name: own,
                });
            }
            syn::GenericParam::Type(param) => {
                let bounds = bounds(&param.bounds, notes, &mut read.local_bounds);
                read.params.push(Generic {
                    name: eco_format!("{}", param.ident),
                    constant: None,
                    bounds,
                });
                read.defaults.push(
                    param
                        .default
                        .as_ref()
                        .map(|(_, default)| ty(default, notes.file)),
                );
            }
            syn::GenericParam::Const(param) => {
                read.params.push(Generic {
                    name: eco_format!("{}", param.ident),
                    constant: Some(text(&param.ty)),
                    bounds: Vec::new(),
                });
                read.defaults.push(None);
            }
        }
    }
    for predicate in input
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
    {
        let param = match predicate {
            syn::WherePredicate::Type(it) => match ty(&it.bounded_ty, notes.file) {
                Ty::Path { segments, .. } => segments.first().cloned().map(|name| (name, it)),
                _ => None,
            },
            syn::WherePredicate::Lifetime(it) => {
                let name = it.lifetime.to_string();
                let bounds = it.bounds.iter().map(ToString::to_string);
                if let Some(found) = read.lifetimes.iter_mut().find(|it| it.name == name) {
                    found.bounds.extend(bounds);
                }
                continue;
            }
            _ => None,
        };
        let found = param.and_then(|(name, it)| {
            let at = read
                .params
                .iter()
                .position(|generic| generic.name == name)?;
            Some((at, it))
        });
        match found {
            Some((position, it)) => {
                let more = bounds(&it.bounds, notes, &mut read.local_bounds);
                read.params[position].bounds.extend(more);
            }
            None => read
                .local_bounds
                .push((text(predicate), notes.at(predicate.span()))),
        }
    }
    read
}

/// Says that an event or a message has parameters.
fn durable(input: &DeriveInput, notes: &mut Notes<'_>) {
    let name = input.ident.unraw();
    let is_lifetime = |param: &&syn::GenericParam| matches!(param, syn::GenericParam::Lifetime(_));
    let (lifetimes, others): (Vec<_>, Vec<_>) = input.generics.params.iter().partition(is_lifetime);
    if let Some(first) = others.first() {
        notes.add(
            report::GENERICS,
            first.span(),
            format!("`{name}` is generic, and its durable name stands for one shape"),
            "write the types out, one struct each, or `#[buildamp(plain)]`",
        );
    }
    for lifetime in lifetimes {
        notes.add(
            report::GENERICS,
            lifetime.span(),
            format!(
                "`{name}` borrows (`{}`), and what is stored or sent later owns its data",
                text(lifetime)
            ),
            "own the data: `String` for `&str`, `Vec<T>` for `&[T]`",
        );
    }
}

/// The lifetimes that fields refer to, other than through a `Cow` or a `PhantomData`.
fn borrowed(data: &syn::Data) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let fields: Vec<&syn::Field> = match data {
        syn::Data::Struct(data) => data.fields.iter().collect(),
        syn::Data::Enum(data) => data.variants.iter().flat_map(|it| &it.fields).collect(),
        syn::Data::Union(_) => Vec::new(),
    };
    for field in fields {
        borrowed_by(&field.ty, &mut found);
    }
    found
}

fn borrowed_by(ty: &syn::Type, found: &mut BTreeSet<String>) {
    match ty {
        syn::Type::Reference(it) => {
            found.extend(it.lifetime.iter().map(ToString::to_string));
            borrowed_by(&it.elem, found);
        }
        syn::Type::Slice(it) => borrowed_by(&it.elem, found),
        syn::Type::Array(it) => borrowed_by(&it.elem, found),
        syn::Type::Paren(it) => borrowed_by(&it.elem, found),
        syn::Type::Group(it) => borrowed_by(&it.elem, found),
        syn::Type::Tuple(it) => it.elems.iter().for_each(|each| borrowed_by(each, found)),
        syn::Type::Path(it) => {
            let Some(last) = it.path.segments.last() else {
                return;
            };
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return;
            };
            if last.ident == "PhantomData" {
                return;
            }
            for argument in &arguments.args {
                match argument {
                    syn::GenericArgument::Lifetime(it) if last.ident != "Cow" => {
                        found.insert(it.to_string());
                    }
                    syn::GenericArgument::Type(it) if last.ident != "Cow" => borrowed_by(it, found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn bounds<'a>(
    written: impl IntoIterator<Item = &'a syn::TypeParamBound>,
    notes: &Notes<'_>,
    local: &mut Vec<(String, At)>,
) -> Vec<String> {
    let mut bounds = Vec::new();
    for bound in written {
        let text = text(bound);
        if !is_known_everywhere(bound) {
            local.push((text.clone(), notes.at(bound.span())));
        }
        bounds.push(text);
    }
    bounds
}

/// Whether a bound means the same in any module: from the prelude, or by its full path.
fn is_known_everywhere(bound: &syn::TypeParamBound) -> bool {
    const PRELUDE: [&str; 22] = [
        "Send",
        "Sync",
        "Sized",
        "Copy",
        "Unpin",
        "Drop",
        "Fn",
        "FnMut",
        "FnOnce",
        "Clone",
        "PartialEq",
        "PartialOrd",
        "Eq",
        "Ord",
        "AsRef",
        "AsMut",
        "Into",
        "From",
        "Default",
        "Iterator",
        "ToString",
        "IntoIterator",
    ];
    let syn::TypeParamBound::Trait(bound) = bound else {
        return true;
    };
    let path = &bound.path;
    let Some(first) = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string())
    else {
        return false;
    };
    path.leading_colon.is_some()
        || (path.segments.len() > 1 && ["std", "core", "alloc", "crate"].contains(&first.as_str()))
        || (path.segments.len() == 1 && PRELUDE.contains(&first.as_str()))
}

/// Says of a parameter that only some builds have.
fn conditional(param: &syn::GenericParam, notes: &mut Notes<'_>) {
    let attributes = match param {
        syn::GenericParam::Lifetime(it) => &it.attrs,
        syn::GenericParam::Type(it) => &it.attrs,
        syn::GenericParam::Const(it) => &it.attrs,
    };
    if let Some(cfg) = attributes.iter().find(|it| it.path().is_ident("cfg")) {
        notes.add(
            report::CFG,
            cfg.span(),
            format!(
                "`{}` on a parameter: generated code is the same for every feature and target",
                text(cfg)
            ),
            "remove the attribute: write the parameter once",
        );
    }
}
