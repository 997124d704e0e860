//! Literals of texts and numbers.

use super::writer::Writer;
use crate::bytes::VERBATIM;

impl Writer<'_> {
    /// A string literal.
    pub(super) fn string(&mut self, value: &str) -> &mut Self {
        self.text("\"");
        if VERBATIM.has_all(value) {
            self.text(value);
        } else {
            value.chars().for_each(|c| self.escaped(c));
        }
        self.text("\"")
    }

    fn escaped(&mut self, c: char) {
        match c {
            '"' => self.text("\\\""),
            '\\' => self.text("\\\\"),
            '\n' => self.text("\\n"),
            '\t' => self.text("\\t"),
            c if c == ' ' || c == '\'' || is_printable(c) => self.text(c.encode_utf8(&mut [0; 4])),
            c => self.show(format_args!("\\u{{{:04X}}}", u32::from(c))),
        };
    }

    /// A number, as it stands in a tuple: those that a browser rounds come in two halves, as Elm reads no literal that
    /// is longer than 64 bits.
    pub(super) fn integer(&mut self, value: i128) {
        if !is_halved(value) {
            self.show(value);
        } else if value < 0 {
            self.halves_within("-(", value);
        } else {
            self.halves(value);
        }
    }

    /// A number, as it stands among the arguments of a call.
    pub(super) fn argument_integer(&mut self, value: i128) {
        if is_halved(value) && value >= 0 {
            self.halves_within("(", value);
        } else {
            self.integer(value);
        }
    }

    fn halves_within(&mut self, open: &str, value: i128) {
        self.text(open).halves(value);
        self.text(")");
    }

    fn halves(&mut self, value: i128) {
        let size = value.unsigned_abs();
        let (high, low) = (size >> 32, size & 0xffff_ffff);
        self.show(format_args!("{high} * 4294967296 + {low}"));
    }
}

fn is_halved(value: i128) -> bool {
    value.unsigned_abs() >= 1 << 53
}

/// What elm-format leaves as it is; it escapes the others.
fn is_printable(c: char) -> bool {
    let marks = ('\u{300}'..='\u{36f}').contains(&c);
    marks || (!c.is_whitespace() && c.escape_debug().count() == 1)
}
