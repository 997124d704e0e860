//! A pretty-printer: text with the places where it may break, laid out in lines.
//!
//! The algebra and the layout rule are Wadler's as prettier applies them, so that what is told the way prettier builds
//! its own documents comes out as prettier prints it. It is told as text that stands on one line and, beside it, a list
//! of steps, and not as a tree: written down in one pass, read in another, and nothing is allocated for its parts. What
//! stays on its line is copied as it stands, and no step inside it is looked at.

use std::fmt::{self, Display, Write};

use super::width::{columns, is_plain};

/// What is to be laid out, told step by step.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// All of it on one line.
    text: String,
    steps: Vec<Step>,
    /// How many places so far break in any case.
    breaks: usize,
    /// Kept from the last time that it was printed.
    around: Vec<Frame>,
    /// The same: of text whose columns are not its bytes, the columns before each step and before its end.
    columns: Vec<usize>,
}

/// What happens at a place of the text.
#[derive(Debug, Clone, Copy)]
struct Step {
    at: usize,
    kind: Kind,
}

/// A scope is a step that names the step behind its last one.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// The space here is a new line where the group breaks.
    Line,
    /// A new line where the group breaks.
    SoftLine,
    /// A new line; every group around it breaks.
    HardLine,
    /// An empty line: the line break before it does not indent.
    EmptyLine,
    /// On one line when it fits and may be.
    Group { end: usize, may_fit: bool },
    /// Lines inside begin this many columns further right.
    Indent { end: usize, columns: usize },
    /// Lines inside begin at the next multiple of four, as elm-format indents.
    Tab { end: usize },
    /// The space here is a new line, and what is inside further right, where not even its beginning fits: prettier's
    /// layout of what is assigned.
    Fluid { end: usize, columns: usize },
    /// Text that is there only when the group around it breaks.
    IfBroken(&'static str),
}

impl Layout {
    /// Text without a line break.
    #[inline]
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// The text of a value.
    pub(super) fn show(&mut self, value: impl Display) -> &mut Self {
        // Writing here never fails.
        let _ = write!(self, "{value}");
        self
    }

    /// A space, or a new line where the group breaks.
    #[inline]
    pub(super) fn line(&mut self) -> &mut Self {
        self.step(Kind::Line);
        self.text(" ")
    }

    /// Nothing, or a new line where the group breaks.
    #[inline]
    pub(super) fn soft_line(&mut self) -> &mut Self {
        self.step(Kind::SoftLine);
        self
    }

    /// A new line; every group around it breaks.
    #[inline]
    pub(super) fn hard_line(&mut self) -> &mut Self {
        self.breaks += 1;
        self.step(Kind::HardLine);
        self
    }

    /// An empty line: the line break before it does not indent.
    pub(super) fn empty_line(&mut self) -> &mut Self {
        self.breaks += 1;
        self.step(Kind::EmptyLine);
        self
    }

    /// On one line when it fits.
    #[inline]
    pub(super) fn group(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        let breaks = self.breaks;
        let place = self.open();
        of(self);
        let may_fit = self.breaks == breaks;
        self.close(place, |end| Kind::Group { end, may_fit })
    }

    /// Never on one line.
    #[inline]
    pub(super) fn broken(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        // It needs no step: whatever is in no group that fits breaks.
        self.breaks += 1;
        of(self);
        self
    }

    /// Further right.
    #[inline]
    pub(super) fn indent(&mut self, columns: usize, of: impl FnOnce(&mut Self)) -> &mut Self {
        let place = self.open();
        of(self);
        self.close(place, |end| Kind::Indent { end, columns })
    }

    /// Further right, at the next multiple of four.
    #[inline]
    pub(super) fn tab(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        let place = self.open();
        of(self);
        self.close(place, |end| Kind::Tab { end })
    }

    /// A space; or a new line, and what is inside further right, where not even its beginning fits.
    pub(super) fn fluid(&mut self, columns: usize, of: impl FnOnce(&mut Self)) -> &mut Self {
        let place = self.open();
        of(self.text(" "));
        self.close(place, |end| Kind::Fluid { end, columns })
    }

    /// There only when the group around it breaks. A column a byte.
    #[inline]
    pub(super) fn if_broken(&mut self, text: &'static str) -> &mut Self {
        self.step(Kind::IfBroken(text));
        self
    }

    fn step(&mut self, kind: Kind) {
        let at = self.text.len();
        self.steps.push(Step { at, kind });
    }

    /// Keeps the place of a scope's step.
    fn open(&mut self) -> usize {
        self.step(Kind::SoftLine);
        self.steps.len() - 1
    }

    /// Puts a scope's step there, now that its end is known.
    fn close(&mut self, place: usize, scope: impl FnOnce(usize) -> Kind) -> &mut Self {
        self.steps[place].kind = scope(self.steps.len());
        self
    }

    /// Appends everything in lines of `width` columns where that can be done, ending in a line break, and is empty again.
    pub(super) fn print(&mut self, width: usize, out: &mut String) {
        self.columns.clear();
        // Of nearly all text a column is a byte, and the places of the steps say enough.
        if !is_plain(&self.text) {
            self.measure();
        }
        let mut printer = Printer {
            around: std::mem::take(&mut self.around),
            layout: self,
            width,
            out,
            printed: 0,
            begin: 0,
            beside: 0,
            now: Frame::default(),
        };
        printer.print();
        self.around = printer.around;
        self.around.clear();
        self.text.clear();
        self.steps.clear();
        self.breaks = 0;
    }

    /// Counts the columns before each step.
    fn measure(&mut self) {
        let (mut from, mut before) = (0, 0);
        let ends = self.steps.iter().map(|step| step.at);
        for at in ends.chain([self.text.len()]) {
            before += columns(&self.text[from..at]);
            from = at;
            self.columns.push(before);
        }
    }

    /// The columns before a step, or before the end behind the last, were it all on one line.
    fn columns_before(&self, place: usize) -> usize {
        match (self.columns.get(place), self.steps.get(place)) {
            (Some(&columns), _) => columns,
            (None, Some(step)) => step.at,
            (None, None) => self.text.len(),
        }
    }
}

impl Write for Layout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}

/// The indentation of lines in the steps up to `end`.
#[derive(Debug, Clone, Copy)]
struct Frame {
    end: usize,
    indent: usize,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            end: usize::MAX,
            indent: 0,
        }
    }
}

/// Prints what is in no group that stands on one line.
struct Printer<'a> {
    layout: &'a Layout,
    width: usize,
    out: &'a mut String,
    /// How much of the text has been printed: what follows goes out at once where next something stands in between.
    printed: usize,
    /// The columns of the text before this line.
    begin: usize,
    /// The columns of this line that are not of the text.
    beside: usize,
    now: Frame,
    around: Vec<Frame>,
}

impl Printer<'_> {
    fn print(&mut self) {
        let layout = self.layout;
        let mut place = 0;
        while let Some(step) = layout.steps.get(place) {
            while self.now.end == place
                && let Some(around) = self.around.pop()
            {
                self.now = around;
            }
            let here = place;
            place += 1;
            match step.kind {
                Kind::Line => self.next_line(here, 1),
                Kind::SoftLine | Kind::HardLine => self.next_line(here, 0),
                Kind::EmptyLine => {
                    self.text_before(step.at);
                    self.end_line(0);
                    self.begin = layout.columns_before(here);
                }
                Kind::Group { end, may_fit } => {
                    if may_fit && self.fits(end) {
                        place = end;
                    }
                }
                Kind::Indent { end, columns } => self.enter(end, self.now.indent + columns),
                Kind::Tab { end } => self.enter(end, self.now.indent / 4 * 4 + 4),
                Kind::Fluid { end, columns } => {
                    if !self.fits(place) {
                        self.enter(end, self.now.indent + columns);
                        self.next_line(here, 1);
                    }
                }
                Kind::IfBroken(text) => {
                    self.text_before(step.at);
                    self.out.push_str(text);
                    self.beside += text.len();
                }
            }
        }
        self.text_before(layout.text.len());
        self.end_line(0);
    }

    fn enter(&mut self, end: usize, indent: usize) {
        self.around.push(self.now);
        self.now = Frame { end, indent };
    }

    /// Breaks the line at a step, in the place of so many spaces that stand there.
    fn next_line(&mut self, step: usize, spaces: usize) {
        let at = self.layout.steps[step].at;
        self.text_before(at);
        self.printed = at + spaces;
        self.end_line(self.now.indent);
        self.begin = self.layout.columns_before(step) + spaces;
    }

    fn text_before(&mut self, at: usize) {
        // Behind a text of a broken group there mostly is none.
        if at > self.printed {
            self.out.push_str(&self.layout.text[self.printed..at]);
            self.printed = at;
        }
    }

    /// Ends the line, without spaces at its end, and begins the next with some.
    fn end_line(&mut self, spaces: usize) {
        while self.out.as_bytes().last() == Some(&b' ') {
            self.out.pop();
        }
        if let Some(line) = LINE.get(..=spaces) {
            self.out.push_str(line);
        } else {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', spaces));
        }
        self.beside = spaces;
    }

    /// Whether the line still fits when it goes on up to the first step from `place` on that breaks.
    fn fits(&self, mut place: usize) -> bool {
        let mut beside = self.beside;
        loop {
            if beside + self.layout.columns_before(place) - self.begin > self.width {
                return false;
            }
            match self.layout.steps.get(place).map(|step| step.kind) {
                Some(Kind::Group { .. } | Kind::Indent { .. } | Kind::Tab { .. }) => {}
                Some(Kind::IfBroken(text)) => beside += text.len(),
                Some(
                    Kind::Line
                    | Kind::SoftLine
                    | Kind::HardLine
                    | Kind::EmptyLine
                    | Kind::Fluid { .. },
                )
                | None => return true,
            }
            place += 1;
        }
    }
}

/// A line break and what lines begin with.
const LINE: &str = "\n                                                                ";

#[cfg(test)]
mod tests {
    use super::*;

    fn call(l: &mut Layout, argument: &str) {
        l.text("f(").indent(2, |l| {
            l.soft_line().text(argument);
        });
        l.if_broken(",").soft_line().text(")");
    }

    #[test]
    fn columns_are_counted_where_they_are_not_bytes() {
        let (mut layout, mut out) = (Layout::default(), String::new());
        for argument in ["日本語", "日本語本"] {
            layout.group(|l| call(l, argument));
            layout.print(10, &mut out);
        }
        assert_eq!(out, "f(日本語)\nf(\n  日本語本,\n)\n");
    }

    #[test]
    fn lines_begin_as_far_right_as_they_are_told() {
        let (mut layout, mut out) = (Layout::default(), String::new());
        for columns in [LINE.len() - 1, LINE.len()] {
            layout.text("a ").indent(columns, |l| {
                l.hard_line().text("b");
            });
            layout.print(80, &mut out);
            let spaces = " ".repeat(columns);
            assert_eq!(std::mem::take(&mut out), format!("a\n{spaces}b\n"));
        }
    }
}
