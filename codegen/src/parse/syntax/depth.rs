//! How deep a text may be nested: a reading of its characters alone, many times as fast as parsing.

/// A bracket that is open, or a `<` that may be one.
struct Level {
    /// Tokens since it was opened or since the last separator in it: a chain of operators is as deep as it is long.
    tokens: usize,
    /// Whether it is a `<`, which ends at the latest with the bracket around it.
    angle: bool,
}

/// The depth to which a parser may descend in a text, estimated rather too high than too low.
pub(super) fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut levels = vec![Level {
        tokens: 0,
        angle: false,
    }];
    let (mut total, mut deepest) = (0, 0);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = token(bytes, at);
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {}
            b',' | b';' => {
                if byte == b';' {
                    close_angles(&mut levels, &mut total);
                }
                separate(&mut levels, &mut total);
            }
            b'(' | b'[' | b'{' | b'<' => {
                levels.push(Level {
                    tokens: 0,
                    angle: byte == b'<',
                });
            }
            b'>' if levels.last().is_some_and(|level| level.angle) => {
                let after_arrow = at > 0 && matches!(bytes[at - 1], b'-' | b'=');
                if !after_arrow {
                    pop(&mut levels, &mut total);
                }
            }
            b')' | b']' | b'}' => {
                close_angles(&mut levels, &mut total);
                pop(&mut levels, &mut total);
                if byte == b'}' && begins_anew(&bytes[end..]) {
                    separate(&mut levels, &mut total);
                }
            }
            _ => {
                total += 1;
                if let Some(level) = levels.last_mut() {
                    level.tokens += 1;
                }
            }
        }
        deepest = deepest.max(total + levels.len());
        at = end;
    }
    deepest
}

/// Where the token, the comment or the space at `at` ends.
fn token(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = match rest {
        [b'/', b'/', ..] => until(rest, 2, |it| it[0] == b'\n'),
        [b'/', b'*', ..] => comment(rest),
        [b'"', ..] => string(rest, 1),
        [b'r' | b'b' | b'c', ..] => prefixed(rest),
        [b'\'', ..] => quote(rest),
        [byte, ..] if is_word(*byte) => word(rest),
        _ => 1,
    };
    at + length.max(1)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word(rest: &[u8]) -> usize {
    until(rest, 1, |it| !is_word(it[0]))
}

/// The first place from `from` on where `ends` holds, or the end.
fn until(rest: &[u8], from: usize, ends: impl Fn(&[u8]) -> bool) -> usize {
    (from..rest.len())
        .find(|&at| ends(&rest[at..]))
        .unwrap_or(rest.len())
}

/// `/* … */`, which may hold others.
fn comment(rest: &[u8]) -> usize {
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
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// `r"…"`, `br#"…"#`, `b"…"`, `c"…"`, `b'…'`, `r#name`, or a word that begins with the same letters.
fn prefixed(rest: &[u8]) -> usize {
    let letters = until(rest, 0, |it| !matches!(it[0], b'r' | b'b' | b'c'));
    let hashes = until(rest, letters, |it| it[0] != b'#') - letters;
    let raw = rest[..letters.min(2)].contains(&b'r');
    match rest.get(letters + hashes) {
        Some(b'"') if letters <= 2 && raw => {
            let begin = letters + hashes + 1;
            let end = |it: &[u8]| {
                it[0] == b'"' && it.len() > hashes && it[1..=hashes].iter().all(|it| *it == b'#')
            };
            (until(rest, begin, end) + 1 + hashes).min(rest.len())
        }
        Some(b'"') if letters == 1 && hashes == 0 => string(rest, 2),
        Some(b'\'') if letters == 1 && hashes == 0 && rest[0] == b'b' => 1 + quote(&rest[1..]),
        _ => word(rest),
    }
}

/// A character `'x'`, or a lifetime `'x`.
fn quote(rest: &[u8]) -> usize {
    match rest {
        [_, b'\\', ..] => until(rest, 3, |it| it[0] == b'\'') + 1,
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

/// Whether what follows a `}` is no part of the same expression.
fn begins_anew(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    match rest {
        [b'e', b'l', b's', b'e', ..] => false,
        [byte, ..] => is_word(*byte) || matches!(byte, b'#' | b'}' | b'/' | b'\''),
        [] => true,
    }
}

fn separate(levels: &mut [Level], total: &mut usize) {
    if let Some(level) = levels.last_mut() {
        *total -= level.tokens;
        level.tokens = 0;
    }
}

fn pop(levels: &mut Vec<Level>, total: &mut usize) {
    if levels.len() > 1
        && let Some(level) = levels.pop()
    {
        *total -= level.tokens;
    }
}

fn close_angles(levels: &mut Vec<Level>, total: &mut usize) {
    while levels.last().is_some_and(|level| level.angle) {
        pop(levels, total);
    }
}
