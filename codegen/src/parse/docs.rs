//! Doc comments: what stands behind `///`, and in `#[doc = "…"]`.

use syn::Attribute;

use super::lifted::Mark;
use crate::model::Texts;

/// The doc comment of something, one entry a line, without the space after `///`.
pub(super) fn docs(attributes: &[Attribute], comments: &[Mark<'_>]) -> Texts {
    let mut comments = comments.iter().peekable();
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
        let Some(text) = text(attribute) else {
            continue;
        };
        let above = |comment: &&Mark<'_>| comment.above <= attribute.pound_token.span.start();
        while let Some(comment) = comments.next_if(above) {
            lines.push(line(comment.text));
        }
        if text.contains('\n') {
            lines.extend(block(&text));
        } else {
            lines.push(line(&text));
        }
    }
    lines.extend(comments.map(|it| line(it.text)));
    lines.into()
}

/// What `#[doc = "…"]` says.
fn text(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    match &meta.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

fn line(text: &str) -> String {
    text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned()
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
