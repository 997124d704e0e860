//! A file as it is written.

use super::super::HEADER;
use super::super::layout::Layout;

/// The columns of prettier's default options.
const WIDTH: usize = 80;

/// Where files are laid out one after the other, each part by part, so that what was told of a part is still at hand
/// when it is laid out.
#[derive(Default)]
pub(in crate::emit) struct Page {
    layout: Layout,
    text: String,
}

impl Page {
    /// Begins a file with its header.
    pub(super) fn begin(&mut self) {
        self.text.clear();
        self.part(|l| {
            l.text("// ").text(HEADER);
        });
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A part on lines of its own.
    pub(super) fn part(&mut self, tell: impl FnOnce(&mut Layout)) {
        tell(&mut self.layout);
        self.layout.print(WIDTH, &mut self.text);
    }

    /// A declaration, with an empty line before it.
    pub(super) fn declaration(&mut self, tell: impl FnOnce(&mut Layout)) {
        self.gap();
        self.part(tell);
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        self.text.clone()
    }
}
