//! Type and const parameters with their bounds.

use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::item::Door;
use super::ty::{text, ty};
use crate::model::{At, Generic, Kind, Ty};
use crate::report::{self, Notes};

/// The parameters of an item.
#[derive(Debug, Default)]
pub(super) struct Generics {
    /// Type and const parameters in order.
    pub params: Vec<Generic>,
    /// Their defaults.
    pub defaults: Vec<Option<Ty>>,
    /// Bounds and `where` clauses that only the item's own file can name.
    pub local_bounds: Vec<(String, At)>,
}

pub(super) fn generics(
    input: &DeriveInput,
    kind: Kind,
    door: Door,
    notes: &mut Notes<'_>,
) -> Generics {
    let name = input.ident.unraw();
    let first = input
        .generics
        .params
        .iter()
        .find(|param| !matches!(param, syn::GenericParam::Lifetime(_)));
    if let Some(first) = first
        && kind.is_durable()
    {
        notes.add(
            report::GENERICS,
            first.span(),
            format!("`{name}` is generic, and its durable name stands for one shape"),
            "write the types out, one struct each, or `#[buildamp(plain)]`",
        );
    }
    let mut read = Generics::default();
    for param in &input.generics.params {
        match param {
            // The location's door tells of each field that borrows; a derive sees no other file, so it tells of this.
            syn::GenericParam::Lifetime(_) if door == Door::Location => {}
            syn::GenericParam::Lifetime(lifetime) => notes.add(
                report::GENERICS,
                lifetime.span(),
                format!(
                    "`{name}` borrows: `{}` does not cross the wire",
                    lifetime.lifetime
                ),
                "own the data: `String` for `&str`, `Vec<T>` for `&[T]`",
            ),
            syn::GenericParam::Type(param) => {
                let bounds = bounds(&param.bounds, notes, &mut read.local_bounds);
                read.params.push(Generic {
                    name: param.ident.to_string(),
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
                    name: param.ident.to_string(),
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
