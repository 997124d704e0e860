//! What syn reads and Rust has not: forms that are tried out, or that it once had in mind. Nothing could be written for them.

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, GenericParam, Token, TypeParamBound, WherePredicate};

use super::ty::text;
use crate::report::{self, Notes};

/// Says of each such form in an item what to write instead, and whether there was any.
pub(super) fn unsettled(input: &DeriveInput, notes: &mut Notes<'_>) -> bool {
    let before = notes.noted.len();
    for param in &input.generics.params {
        if let GenericParam::Type(param) = param {
            if param.ident == "_" {
                let what = "`_` is no name for a type parameter";
                notes.add(
                    report::GENERICS,
                    param.ident.span(),
                    what,
                    "give it one, `T`",
                );
            }
            bounds(&param.bounds, notes);
        }
    }
    let clauses = input.generics.where_clause.iter();
    for predicate in clauses.flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(predicate) = predicate {
            bounds(&predicate.bounds, notes);
        }
    }
    let fields: Vec<&syn::Field> = match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|it| &it.fields).collect(),
        Data::Union(_) => Vec::new(),
    };
    for field in fields {
        if let Some(ident) = &field.ident
            && ident == "_"
        {
            let what = "`_` is no name for a field, so it has no key on the wire";
            notes.add(report::NO_SHAPE, ident.span(), what, "give it one");
        }
    }
    notes.noted.len() > before
}

fn bounds(bounds: &Punctuated<TypeParamBound, Token![+]>, notes: &mut Notes<'_>) {
    for bound in bounds {
        if matches!(bound, TypeParamBound::Verbatim(_)) {
            notes.add(
                report::GENERICS,
                bound.span(),
                format!("`{}` is no bound that stable Rust has", text(bound)),
                "write the trait alone, or take the bound away",
            );
        }
    }
}
