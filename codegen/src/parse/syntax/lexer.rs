//! Where the tokens of a text end: a reading of its characters alone, many times as fast as parsing.

use memchr::{memchr, memchr2};

use crate::bytes::Bytes;

/// The end of the token or the comment that begins at `at`, which lies in the text.
pub(super) fn end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = match rest {
        [b'/', b'/', ..] => line_comment(rest),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => string(rest, 1),
        [b'r' | b'b' | b'c', ..] => prefixed(rest),
        [b'\'', ..] => quote(rest),
        [byte, ..] if is_word(*byte) => word(rest),
        _ => 1,
    };
    (at + length).min(bytes.len())
}

/// Whether a byte is a space between tokens.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether a byte can stand in a word: a name, a keyword or a number.
pub(super) fn is_word(byte: u8) -> bool {
    WORD.has(byte)
}

static WORD: Bytes = Bytes::of(
    &[
        (b'0', b'9'),
        (b'A', b'Z'),
        (b'a', b'z'),
        (b'_', b'_'),
        (0x80, 0xFF),
    ],
    b"",
);

fn word(rest: &[u8]) -> usize {
    until(rest, 1, |byte| !is_word(byte))
}

/// The first place from `from` on whose byte `ends` it, or the end.
fn until(rest: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> usize {
    let rest = &rest[from.min(rest.len())..];
    from + rest
        .iter()
        .position(|byte| ends(*byte))
        .unwrap_or(rest.len())
}

/// `// …` up to the end of the line.
fn line_comment(rest: &[u8]) -> usize {
    memchr(b'\n', rest).unwrap_or(rest.len())
}

/// `/* … */`, which may hold others.
fn block_comment(rest: &[u8]) -> usize {
    let (mut open, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (open, at) = (open + 1, at + 2),
            [b'*', b'/', ..] => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
        if open == 0 {
            return at;
        }
    }
    at
}

/// `"…"` whose text begins at `from`.
fn string(rest: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(text) = rest.get(at..)
        && let Some(length) = memchr2(b'"', b'\\', text)
    {
        match text[length] {
            b'"' => return at + length + 1,
            _ => at += length + 2,
        }
    }
    rest.len()
}

/// `r"…"`, `br#"…"#`, `b"…"`, `c"…"`, `b'…'`, `r#name`, or a word that begins with the same letters.
fn prefixed(rest: &[u8]) -> usize {
    let letters = until(rest, 0, |byte| !matches!(byte, b'r' | b'b' | b'c'));
    let hashes = until(rest, letters, |byte| byte != b'#') - letters;
    let raw = rest[..letters.min(2)].contains(&b'r');
    match rest.get(letters + hashes) {
        Some(b'"') if letters <= 2 && raw => {
            let mut at = letters + hashes + 1;
            while at < rest.len() {
                let end = at + 1 + hashes;
                let is_end = rest[at] == b'"'
                    && rest
                        .get(at + 1..end)
                        .is_some_and(|after| after.iter().all(|byte| *byte == b'#'));
                if is_end {
                    return end;
                }
                at += 1;
            }
            rest.len()
        }
        Some(b'"') if letters == 1 && hashes == 0 => string(rest, 2),
        Some(b'\'') if letters == 1 && hashes == 0 && rest[0] == b'b' => 1 + quote(&rest[1..]),
        _ => word(rest),
    }
}

/// A character `'x'`, or a lifetime `'x`.
fn quote(rest: &[u8]) -> usize {
    match rest {
        [_, b'\\', ..] => until(rest, 3, |byte| byte == b'\'') + 1,
        [_, byte, ..] => {
            let width = match byte {
                0xF0.. => 4,
                0xE0.. => 3,
                0xC0.. => 2,
                _ => 1,
            };
            match rest.get(1 + width) {
                Some(b'\'') => width + 2,
                _ => 1,
            }
        }
        _ => 1,
    }
}
