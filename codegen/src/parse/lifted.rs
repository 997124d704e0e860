//! What is taken out of the text of a file before syn sees it: doc comments, and `#[derive(..)]` of nothing but paths.
//!
//! To syn a line of a doc comment is an attribute of six tokens, whose string it writes and reads again, and a derive one
//! of fourteen, each of which it copies several times: of a usual file together two fifths of the work. Here they are
//! slices of the text, found again by the place of the token that they stand above.

use proc_macro2::{LineColumn, Span};
use syn::{Attribute, Visibility};

use crate::model::At;

/// What was taken out of a file. A derive sees all of it as attributes and has none here.
#[derive(Debug, Clone, Default)]
pub struct Lifted<'t> {
    comments: Marks<'t>,
    derives: Marks<'t>,
}

/// Texts of one kind, in order.
#[derive(Debug, Clone, Default)]
struct Marks<'t> {
    all: Vec<Mark<'t>>,
    /// How many of them stand above a token that is known.
    placed: usize,
}

/// Something that was taken out.
#[derive(Debug, Clone)]
pub(super) struct Mark<'t> {
    /// What stands behind `///`, or between the parentheses.
    pub text: &'t str,
    /// Where the token below it begins, as spans count.
    pub above: LineColumn,
}

/// Something that has a name and may have attributes.
pub(super) struct Named<'a> {
    pub attributes: &'a [Attribute],
    pub vis: &'a Visibility,
    /// Its first token where it has neither attributes nor a visibility.
    pub begin: Span,
    /// The name.
    pub at: &'a At,
}

impl<'t> Lifted<'t> {
    /// The next line of a doc comment.
    pub(super) fn comment(&mut self, line: &'t str) {
        self.comments.push(line);
    }

    /// The next list of derives.
    pub(super) fn derive(&mut self, paths: &'t str) {
        self.derives.push(paths);
    }

    /// Whether anything waits for the token below it.
    pub(super) fn wait(&self) -> bool {
        self.comments.wait() || self.derives.wait()
    }

    /// The token that begins here stands below all so far.
    pub(super) fn place(&mut self, above: LineColumn) {
        self.comments.place(above);
        self.derives.place(above);
    }

    /// The lines of the doc comment above something.
    pub(super) fn comments(&self, of: &Named<'_>) -> &[Mark<'t>] {
        self.comments.of(of)
    }

    /// The lists of derives above something.
    pub(super) fn derives(&self, of: &Named<'_>) -> &[Mark<'t>] {
        self.derives.of(of)
    }
}

impl<'t> Marks<'t> {
    fn push(&mut self, text: &'t str) {
        let above = LineColumn {
            line: usize::MAX,
            column: 0,
        };
        self.all.push(Mark { text, above });
    }

    fn wait(&self) -> bool {
        self.placed < self.all.len()
    }

    fn place(&mut self, above: LineColumn) {
        for mark in &mut self.all[self.placed..] {
            mark.above = above;
        }
        self.placed = self.all.len();
    }

    /// Those above its first token or one between that and its name.
    fn of(&self, named: &Named<'_>) -> &[Mark<'t>] {
        let (line, column) = named.at.start();
        let name = LineColumn {
            line,
            column: column.saturating_sub(1),
        };
        let end = self.all.partition_point(|it| it.above <= name);
        if end == 0 {
            return &[];
        }
        let first = named.first().start();
        let above = &self.all[..end];
        &above[above.partition_point(|it| it.above < first)..]
    }
}

impl Named<'_> {
    /// Its first token.
    fn first(&self) -> Span {
        match (self.attributes.first(), self.vis) {
            (Some(attribute), _) => attribute.pound_token.span,
            (None, Visibility::Public(token)) => token.span,
            (None, Visibility::Restricted(restricted)) => restricted.pub_token.span,
            (None, Visibility::Inherited) => self.begin,
        }
    }
}
