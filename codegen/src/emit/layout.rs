//! A pretty-printer: text with the places where it may break, laid out in lines.
//!
//! The algebra and the layout rule are Wadler's as prettier applies them, so that what is told the way prettier builds
//! its own documents comes out as prettier prints it. It is told as a list of steps and not as a tree: written down in
//! one pass, read in another, and nothing is allocated for its parts.

use std::fmt::{self, Display, Write};

use super::width::columns;

/// What is to be laid out, told step by step.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// All texts, one behind the other.
    text: String,
    steps: Vec<Step>,
    /// Whether a scope began or ended behind the last step, so that text does not lengthen it.
    is_cut: bool,
    /// The columns of everything so far, were it all on one line.
    flat: usize,
    /// How many places so far break in any case.
    breaks: usize,
    /// Kept from the last time that it was printed.
    around: Vec<Frame>,
}

/// A scope is a step that names the step behind its last one.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// This part of the texts.
    Text {
        start: usize,
        end: usize,
        columns: usize,
    },
    /// A space, or a new line where the group breaks.
    Line,
    /// Nothing, or a new line where the group breaks.
    SoftLine,
    /// A new line; every group around it breaks.
    HardLine,
    /// An empty line: the line break before it does not indent.
    EmptyLine,
    /// On one line when it fits: it takes this many columns. `None` when it may not.
    Group { end: usize, flat: Option<usize> },
    /// Lines inside begin this many columns further right.
    Indent { end: usize, columns: usize },
    /// Lines inside begin at the next multiple of four, as elm-format indents.
    Tab { end: usize },
    /// A space; or a new line, and what is inside further right, where not even its beginning fits: prettier's layout of
    /// what is assigned.
    Fluid { end: usize, columns: usize },
    /// There only when the group around it breaks.
    IfBroken { end: usize },
}

impl Layout {
    /// Text without a line break.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let start = self.text.len();
        self.text.push_str(text);
        let (now, more) = (self.text.len(), columns(text));
        self.flat += more;
        match self.steps.last_mut() {
            Some(Step::Text { end, columns, .. }) if !self.is_cut => {
                *end = now;
                *columns += more;
            }
            _ => self.step(Step::Text {
                start,
                end: now,
                columns: more,
            }),
        }
        self
    }

    /// The text of a value.
    pub(super) fn show(&mut self, value: impl Display) -> &mut Self {
        // Writing here never fails.
        let _ = write!(self, "{value}");
        self
    }

    /// A space, or a new line where the group breaks.
    pub(super) fn line(&mut self) -> &mut Self {
        self.flat += 1;
        self.step(Step::Line);
        self
    }

    /// Nothing, or a new line where the group breaks.
    pub(super) fn soft_line(&mut self) -> &mut Self {
        self.step(Step::SoftLine);
        self
    }

    /// A new line; every group around it breaks.
    pub(super) fn hard_line(&mut self) -> &mut Self {
        self.breaks += 1;
        self.step(Step::HardLine);
        self
    }

    /// An empty line: the line break before it does not indent.
    pub(super) fn empty_line(&mut self) -> &mut Self {
        self.breaks += 1;
        self.step(Step::EmptyLine);
        self
    }

    /// On one line when it fits.
    pub(super) fn group(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        let (flat, breaks) = (self.flat, self.breaks);
        let place = self.open();
        of(self);
        let flat = (self.breaks == breaks).then(|| self.flat - flat);
        self.close(place, |end| Step::Group { end, flat })
    }

    /// Never on one line.
    pub(super) fn broken(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        self.breaks += 1;
        let place = self.open();
        of(self);
        self.close(place, |end| Step::Group { end, flat: None })
    }

    /// Further right.
    pub(super) fn indent(&mut self, columns: usize, of: impl FnOnce(&mut Self)) -> &mut Self {
        let place = self.open();
        of(self);
        self.close(place, |end| Step::Indent { end, columns })
    }

    /// Further right, at the next multiple of four.
    pub(super) fn tab(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        let place = self.open();
        of(self);
        self.close(place, |end| Step::Tab { end })
    }

    /// A space; or a new line, and what is inside further right, where not even its beginning fits.
    pub(super) fn fluid(&mut self, columns: usize, of: impl FnOnce(&mut Self)) -> &mut Self {
        self.flat += 1;
        let place = self.open();
        of(self);
        self.close(place, |end| Step::Fluid { end, columns })
    }

    /// There only when the group around it breaks.
    pub(super) fn if_broken(&mut self, of: impl FnOnce(&mut Self)) -> &mut Self {
        let flat = self.flat;
        let place = self.open();
        of(self);
        self.flat = flat;
        self.close(place, |end| Step::IfBroken { end })
    }

    fn step(&mut self, step: Step) {
        self.steps.push(step);
        self.is_cut = false;
    }

    /// Keeps the place of a scope's step.
    fn open(&mut self) -> usize {
        self.steps.push(Step::SoftLine);
        self.is_cut = true;
        self.steps.len() - 1
    }

    /// Puts a scope's step there, now that its end is known.
    fn close(&mut self, place: usize, scope: impl FnOnce(usize) -> Step) -> &mut Self {
        self.is_cut = true;
        self.steps[place] = scope(self.steps.len());
        self
    }

    /// Appends everything in lines of `width` columns where that can be done, ending in a line break, and is empty again.
    pub(super) fn print(&mut self, width: usize, out: &mut String) {
        let mut printer = Printer {
            around: std::mem::take(&mut self.around),
            layout: self,
            width,
            column: 0,
            now: Frame::default(),
        };
        printer.print(out);
        let mut around = printer.around;
        around.clear();
        self.around = around;
        self.text.clear();
        self.steps.clear();
        self.is_cut = false;
        self.flat = 0;
        self.breaks = 0;
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

struct Printer<'a> {
    layout: &'a Layout,
    width: usize,
    column: usize,
    now: Frame,
    around: Vec<Frame>,
}

impl Printer<'_> {
    /// Prints what is in no group that stands on one line.
    fn print(&mut self, out: &mut String) {
        let mut place = 0;
        while let Some(&step) = self.layout.steps.get(place) {
            while self.now.end == place
                && let Some(around) = self.around.pop()
            {
                self.now = around;
            }
            place += 1;
            match step {
                Step::Text {
                    start,
                    end,
                    columns,
                } => {
                    out.push_str(&self.layout.text[start..end]);
                    self.column += columns;
                }
                Step::Line | Step::SoftLine | Step::HardLine => self.next_line(out),
                Step::EmptyLine => {
                    new_line(out);
                    self.column = 0;
                }
                Step::Group {
                    end,
                    flat: Some(flat),
                } if self.fits(flat, end) => {
                    self.print_flat(place, end, out);
                    self.column += flat;
                    place = end;
                }
                Step::Indent { end, columns } => self.enter(end, self.now.indent + columns),
                Step::Tab { end } => self.enter(end, self.now.indent / 4 * 4 + 4),
                Step::Fluid { .. } if self.fits(1, place) => {
                    out.push(' ');
                    self.column += 1;
                }
                Step::Fluid { end, columns } => {
                    self.enter(end, self.now.indent + columns);
                    self.next_line(out);
                }
                Step::Group { .. } | Step::IfBroken { .. } => {}
            }
        }
        new_line(out);
    }

    /// Prints a group that fits: nothing in it breaks, neither here nor in any case.
    fn print_flat(&self, mut place: usize, end: usize, out: &mut String) {
        while place < end {
            let step = self.layout.steps[place];
            place += 1;
            match step {
                Step::Text { start, end, .. } => out.push_str(&self.layout.text[start..end]),
                Step::Line | Step::Fluid { .. } => out.push(' '),
                Step::IfBroken { end } => place = end,
                Step::SoftLine
                | Step::HardLine
                | Step::EmptyLine
                | Step::Group { .. }
                | Step::Indent { .. }
                | Step::Tab { .. } => {}
            }
        }
    }

    fn enter(&mut self, end: usize, indent: usize) {
        self.around.push(self.now);
        self.now = Frame { end, indent };
    }

    fn next_line(&mut self, out: &mut String) {
        new_line(out);
        let mut left = self.now.indent;
        while left > 0 {
            let some = left.min(SPACES.len());
            out.push_str(&SPACES[..some]);
            left -= some;
        }
        self.column = self.now.indent;
    }

    /// Whether this many columns, and behind them the steps from `place` up to the first that breaks, stand in the rest of
    /// the line.
    fn fits(&self, columns: usize, place: usize) -> bool {
        let mut taken = self.column + columns;
        for step in &self.layout.steps[place..] {
            match step {
                Step::Text { columns, .. } => taken += columns,
                Step::Line
                | Step::SoftLine
                | Step::HardLine
                | Step::EmptyLine
                | Step::Fluid { .. } => break,
                Step::Group { .. }
                | Step::Indent { .. }
                | Step::Tab { .. }
                | Step::IfBroken { .. } => {}
            }
            if taken > self.width {
                return false;
            }
        }
        taken <= self.width
    }
}

/// What lines begin with.
const SPACES: &str = "                                                                ";

/// Ends the line, without spaces at its end.
fn new_line(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}
