//! Attributes that are neither ours nor serde's: `cfg`, doc comments, and what changes serde behind its back.

use syn::Attribute;
use syn::spanned::Spanned;

use super::ty::text;
use crate::report::{self, Notes};

/// Says that a `cfg` cannot stand on a type, a field or a variant.
pub(super) fn cfg(attributes: &[Attribute], notes: &mut Notes<'_>) {
    for attribute in attributes {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            notes.add(
                report::CFG,
                attribute.span(),
                format!(
                    "`{}` in a model: generated code is the same for every feature and target",
                    text(attribute)
                ),
                "remove the attribute, or move what depends on it out of the models folder",
            );
        }
    }
}

/// Attribute macros that are known to change what serde writes.
pub(super) fn foreign_attributes(attributes: &[Attribute], notes: &mut Notes<'_>) {
    const KNOWN: [&str; 3] = ["serde_as", "skip_serializing_none", "serde_with"];
    for attribute in attributes {
        if let Some(last) = attribute.path().segments.last()
            && KNOWN.contains(&last.ident.to_string().as_str())
        {
            notes.add(
                report::SERDE_ATTRIBUTE,
                attribute.span(),
                format!(
                    "`{}` changes what serde writes and cannot be honoured",
                    text(attribute)
                ),
                "remove it and write the type that stands on the wire",
            );
        }
    }
}

/// The doc comment, one entry a line, without the space after `///`.
pub(super) fn docs(attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
        let syn::Meta::NameValue(meta) = &attribute.meta else {
            continue;
        };
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = &meta.value
        else {
            continue;
        };
        let text = text.value();
        if text.contains('\n') {
            lines.extend(block(&text));
        } else {
            lines.push(
                text.strip_prefix(' ')
                    .unwrap_or(&text)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    lines
}

/// The lines of a `/** … */` comment without their stars.
fn block(text: &str) -> Vec<String> {
    let line = |line: &str| {
        let trimmed = line.trim();
        let bare = trimmed.strip_prefix('*').unwrap_or(trimmed);
        bare.strip_prefix(' ').unwrap_or(bare).to_owned()
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    let first = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(first, |last| last + 1);
    lines[first..last].to_vec()
}
