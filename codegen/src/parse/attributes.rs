//! Attributes that are neither ours nor serde's: `deprecated`, and what changes serde behind its back.

use syn::Attribute;
use syn::spanned::Spanned;

use super::ty::text;
use crate::report::{self, Notes};

/// Attribute macros that are known to change what serde writes or reads in a way that is not followed.
pub(super) fn foreign_attributes(attributes: &[Attribute], notes: &mut Notes<'_>) {
    for attribute in attributes {
        let segments = &attribute.path().segments;
        let is_apply = segments.len() == 2
            && segments[0].ident == "serde_with"
            && segments[1].ident == "apply";
        let last = segments.last();
        if is_apply || last.is_some_and(|last| last.ident == "serde_inline_default") {
            notes.add(
                report::SERDE_ATTRIBUTE,
                attribute.span(),
                format!(
                    "`{}` changes what serde writes or reads and is not followed",
                    text(attribute)
                ),
                "remove it and write serde's own attributes on the fields",
            );
        }
    }
}

/// The note of `#[deprecated]`, empty where it has none.
pub(super) fn deprecated(attributes: &[Attribute]) -> Option<Box<str>> {
    let attribute = attributes
        .iter()
        .find(|it| it.path().is_ident("deprecated"))?;
    let mut note = String::new();
    match &attribute.meta {
        syn::Meta::Path(_) => {}
        syn::Meta::NameValue(meta) => note = string(&meta.value).unwrap_or_default(),
        // What does not parse is rustc's to report.
        syn::Meta::List(list) => drop(list.parse_nested_meta(|meta| {
            let value: syn::Expr = meta.value()?.parse()?;
            if meta.path.is_ident("note") {
                note = string(&value).unwrap_or_default();
            }
            Ok(())
        })),
    }
    Some(note.into())
}

fn string(value: &syn::Expr) -> Option<String> {
    match value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        syn::Expr::Group(group) => string(&group.expr),
        _ => None,
    }
}
