//! The small parts of TypeScript: names, literals, keys, comments.

use super::super::layout::Layout;
use crate::bytes::{Bytes, VERBATIM};

/// Names that no type may have, in the order of their bytes.
pub(super) const RESERVED: &[&str] = &[
    "any",
    "as",
    "asserts",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "infer",
    "instanceof",
    "interface",
    "intrinsic",
    "is",
    "keyof",
    "let",
    "namespace",
    "never",
    "new",
    "null",
    "number",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "readonly",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unique",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// A string literal in the quotes that prettier chooses: double ones unless the other ones need fewer escapes.
pub(super) fn string(l: &mut Layout, value: &str) {
    if VERBATIM.has_all(value) {
        l.text("\"").text(value).text("\"");
    } else {
        l.text(&literal(value));
    }
}

/// The same as a text of its own.
pub(super) fn literal(value: &str) -> String {
    let quote = if value.matches('"').count() > value.matches('\'').count() {
        '\''
    } else {
        '"'
    };
    let mut literal = String::from(quote);
    for c in value.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c == quote => {
                literal.push('\\');
                literal.push(c);
            }
            c if invisible(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    literal.extend(["\\u", &format!("{unit:04x}")]);
                }
            }
            c => literal.push(c),
        }
    }
    literal.push(quote);
    literal
}

/// Characters that a reader would not see or that would turn the line around.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The key of a property: quoted where prettier would leave the quotes.
pub(super) fn key(l: &mut Layout, key: &str) {
    if is_name(key) {
        l.text(key);
    } else {
        string(l, key);
    }
}

fn is_name(key: &str) -> bool {
    if IN_NAMES.has_all(key) {
        key.starts_with(|first: char| !first.is_ascii_digit())
    } else {
        !key.is_ascii() && is_wide_name(key)
    }
}

/// What a name of ASCII alone is made of.
static IN_NAMES: Bytes = Bytes::of(
    &[
        (b'0', b'9'),
        (b'A', b'Z'),
        (b'a', b'z'),
        (b'_', b'_'),
        (b'$', b'$'),
    ],
    b"",
);

fn is_wide_name(key: &str) -> bool {
    let mut chars = key.chars();
    chars
        .next()
        .is_some_and(|c| unicode_ident::is_xid_start(c) || c == '_' || c == '$')
        && key
            .chars()
            .all(|c| (unicode_ident::is_xid_continue(c) || c == '$') && c.len_utf16() == 1)
}

/// A doc comment with the line break behind it, and `@deprecated` at its end where it is so.
pub(super) fn docs(l: &mut Layout, lines: &[String], deprecated: Option<&str>) {
    // Most properties say nothing.
    if lines.is_empty() && deprecated.is_none() {
        return;
    }
    let is_empty = |line: &String| line.trim_end().is_empty();
    let from = lines.iter().take_while(|line| is_empty(line)).count();
    let mut lines = &lines[from..];
    let note = deprecated.map(|note| format!("@deprecated {}", note.replace(['\r', '\n'], " ")));
    let Some(note) = note else {
        while let [before @ .., last] = lines
            && is_empty(last)
        {
            lines = before;
        }
        return comment(l, lines.len(), lines.iter().map(String::as_str));
    };
    let gap = (!lines.is_empty()).then_some("");
    let all = lines.iter().map(String::as_str).chain(gap);
    let count = if lines.is_empty() { 1 } else { lines.len() + 2 };
    comment(l, count, all.chain([note.as_str()]));
}

fn comment<'a>(l: &mut Layout, count: usize, mut lines: impl Iterator<Item = &'a str>) {
    match count {
        0 => {}
        1 => {
            l.text("/** ");
            comment_line(l, lines.next().unwrap_or_default().trim_start());
            l.text(" */").hard_line();
        }
        _ => {
            l.text("/**").hard_line();
            for line in lines {
                l.text(" *");
                if !line.trim_end().is_empty() {
                    l.text(" ");
                    comment_line(l, line);
                }
                l.hard_line();
            }
            l.text(" */").hard_line();
        }
    }
}

/// A line of a comment, which may not end it.
fn comment_line(l: &mut Layout, line: &str) {
    let line = line.trim_end();
    if ENDING.has_any(line) {
        l.text(&line.replace("*/", "*\\/").replace('\r', ""));
    } else {
        l.text(line);
    }
}

/// What may end a comment, or a line of one.
static ENDING: Bytes = Bytes::of(&[(b'*', b'*'), (b'\r', b'\r')], b"");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_found() {
        assert!(RESERVED.is_sorted(), "they are looked up by halves");
    }
}
