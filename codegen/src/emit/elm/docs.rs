//! Documentation as comments.

use std::borrow::Cow;

use super::writer::Writer;
use crate::bytes::Bytes;

impl Writer<'_> {
    /// A comment above a declaration: its documentation where elm-format would not touch the text, which it reads as
    /// Markdown, and plain lines otherwise.
    pub(super) fn docs(&mut self, lines: &[String], deprecated: Option<&str>) {
        let lines = commented(lines, deprecated);
        if lines.is_empty() {
            return;
        }
        if !lines.iter().all(|line| is_prose(line)) {
            self.hard_line().comment(&lines);
            self.hard_line().hard_line();
            return;
        }
        self.text("{-| ");
        for line in &lines {
            self.text(line).hard_line();
        }
        self.text("-}").hard_line();
    }

    /// A comment before a field or a variant, which stands two columns further right.
    pub(super) fn inner_docs(&mut self, lines: &[String], deprecated: Option<&str>) {
        let lines = commented(lines, deprecated);
        if !lines.is_empty() {
            self.indent(2, |w| w.comment(&lines));
        }
    }

    fn comment(&mut self, lines: &[Cow<str>]) {
        for line in lines {
            // Spaces before the line break go when it is printed.
            self.text("-- ").text(line).hard_line();
        }
    }
}

/// Documentation, and behind it whether and why its subject is no longer to be used.
fn commented<'a>(lines: &'a [String], deprecated: Option<&'a str>) -> Vec<Cow<'a, str>> {
    // Most fields and variants say nothing.
    if lines.is_empty() && deprecated.is_none() {
        return Vec::new();
    }
    let mut lines = trimmed(lines.iter().map(String::as_str));
    if let Some(note) = deprecated {
        let mut note = trimmed(note.lines());
        match note.first_mut() {
            Some(first) => *first = Cow::Owned(format!("Deprecated: {first}")),
            None => note.push(Cow::Borrowed("Deprecated.")),
        }
        lines.append(&mut note);
    }
    lines
}

/// The lines without the empty ones around them, without tabs and other control characters, which Elm refuses.
fn trimmed<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let lines = lines.map(clean);
    let mut lines: Vec<Cow<str>> = lines.skip_while(|line| line.is_empty()).collect();
    while lines.pop_if(|line| line.is_empty()).is_some() {}
    lines
}

fn clean(line: &str) -> Cow<'_, str> {
    let is_plain = line
        .bytes()
        .fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    if is_plain {
        return Cow::Borrowed(line.trim_end());
    }
    let line = line.replace('\t', "    ").replace(char::is_control, "");
    Cow::Owned(line.trim_end().to_owned())
}

/// A line that is the same in Markdown and not: words and harmless punctuation.
fn is_prose(line: &str) -> bool {
    let is_harmless =
        |c: char| c.is_alphanumeric() || u8::try_from(c).is_ok_and(|byte| HARMLESS.has(byte));
    line.starts_with(char::is_alphabetic)
        && (HARMLESS.has_all(line) || line.chars().all(is_harmless))
        && !(line.contains('/') && line.contains("://"))
}

/// Letters, digits and harmless punctuation.
static HARMLESS: Bytes = Bytes::of(
    &[
        (b'0', b'9'),
        (b'A', b'Z'),
        (b'a', b'z'),
        (b' ', b'!'),
        (b'\'', b')'),
        (b',', b','),
        (b'.', b'/'),
        (b':', b';'),
        (b'?', b'?'),
        (b'%', b'%'),
    ],
    b"",
);
