//! The names that are taken in one scope, where all names stand in one text.

use std::ops::Range;

use super::super::names::Names;

/// A part of a text, or of a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl From<Range<usize>> for Span {
    fn from(Range { start, end }: Range<usize>) -> Self {
        Self { start, end }
    }
}

impl Span {
    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// The names that are taken.
pub(super) struct Taken(Names);

impl Taken {
    /// None yet, and room for so many.
    pub(super) fn room(names: usize) -> Self {
        Self(Names::room(names))
    }

    /// Takes the name that is appended to the text, with a trailing `_` for each that was taken before it.
    pub(super) fn take(&mut self, text: &mut String, append: impl FnOnce(&mut String)) -> Span {
        let start = text.len();
        append(text);
        while !self.0.take_free(&text[start..]) {
            text.push('_');
        }
        Span::from(start..text.len())
    }

    /// Takes exactly this name.
    pub(super) fn reserve(&mut self, text: &str, name: Span) {
        self.0.reserve(name.of(text));
    }
}
