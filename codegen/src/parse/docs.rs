//! Doc comments: what stands behind `///` in a file, and in `#[doc = "…"]`.

use proc_macro2::{LineColumn, Span};
use syn::{Attribute, Visibility};

use crate::model::{At, Texts};

/// The `///` comments of a file, in order. A derive sees them as attributes and has none here.
#[derive(Debug, Clone, Default)]
pub struct DocComments<'t> {
    comments: Vec<Comment<'t>>,
    /// How many of them stand above a token that is known.
    placed: usize,
}

/// A line of a comment.
#[derive(Debug, Clone)]
struct Comment<'t> {
    /// What stands behind `///`.
    line: &'t str,
    /// Where the token below it begins, as spans count.
    above: LineColumn,
}

impl<'t> DocComments<'t> {
    /// The next line.
    pub(super) fn push(&mut self, line: &'t str) {
        let above = LineColumn {
            line: usize::MAX,
            column: 0,
        };
        self.comments.push(Comment { line, above });
    }

    /// Whether a line waits for the token below it.
    pub(super) fn wait(&self) -> bool {
        self.placed < self.comments.len()
    }

    /// The token that begins here stands below the lines so far.
    pub(super) fn place(&mut self, above: LineColumn) {
        for comment in &mut self.comments[self.placed..] {
            comment.above = above;
        }
        self.placed = self.comments.len();
    }

    /// Those of something that begins with this token and whose name stands there.
    fn between(&self, first: Span, name: &At) -> &[Comment<'t>] {
        let name = LineColumn {
            line: name.line,
            column: name.column.saturating_sub(1),
        };
        let end = self.comments.partition_point(|it| it.above <= name);
        if end == 0 {
            return &[];
        }
        let first = first.start();
        let above = &self.comments[..end];
        &above[above.partition_point(|it| it.above < first)..]
    }

    /// The doc comment of something whose name stands there, one entry a line, without the space after `///`. `begin` is
    /// its first token where it has neither attributes nor a visibility.
    pub(super) fn read(
        &self,
        attributes: &[Attribute],
        vis: &Visibility,
        begin: Span,
        name: &At,
    ) -> Texts {
        if attributes.is_empty() && self.comments.is_empty() {
            return Texts::default();
        }
        let first = match (attributes.first(), vis) {
            (Some(attribute), _) => attribute.pound_token.span,
            (None, Visibility::Public(token)) => token.span,
            (None, Visibility::Restricted(restricted)) => restricted.pub_token.span,
            (None, Visibility::Inherited) => begin,
        };
        let mut comments = self.between(first, name).iter().peekable();
        let mut lines = Vec::new();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
            let Some(text) = text(attribute) else {
                continue;
            };
            let above =
                |comment: &&Comment<'_>| comment.above <= attribute.pound_token.span.start();
            while let Some(comment) = comments.next_if(above) {
                lines.push(line(comment.line));
            }
            if text.contains('\n') {
                lines.extend(block(&text));
            } else {
                lines.push(line(&text));
            }
        }
        lines.extend(comments.map(|it| line(it.line)));
        lines.into()
    }
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
