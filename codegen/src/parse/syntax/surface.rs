//! What a text shows before it is parsed: how deep it may be nested, and what is taken out of it.

use std::borrow::Cow;
use std::iter::repeat_n;

use memchr::{memchr, memchr_iter};
use proc_macro2::LineColumn;

use super::super::lifted::Lifted;
use super::depth::Depth;
use super::lexer::{self, is_space, is_word};

/// A text, read without being parsed.
pub(super) struct Surface<'t> {
    /// The depth to which a parser may descend in it, estimated rather too high than too low.
    pub depth: usize,
    /// What is left of it, each token at its line and column.
    pub code: Cow<'t, str>,
    /// What was taken out of it.
    pub lifted: Lifted<'t>,
}

impl<'t> Surface<'t> {
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut depth = Depth::default();
        let mut lifted = Lifted::default();
        let (mut code, mut copied) = (String::with_capacity(text.len()), 0);
        let mut lines = Lines::default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_space(byte) {
                at += 1;
                if byte == b'\n' {
                    lines.begin(at);
                }
                continue;
            }
            if byte == b'#'
                && let Some((paths, length)) = derive(&text[at..])
            {
                lifted.derive(paths);
                code.push_str(&text[copied..at]);
                copied = at + length;
                blank(&text[at..copied], &mut code);
                lines.pass(&bytes[at..copied], at);
                at = copied;
                continue;
            }
            let end = lexer::end(bytes, at);
            let token = &bytes[at..end];
            match token {
                // What is wrong with a return inside is syn's to tell.
                [b'/', b'/', ..] if !has_bare_return(token) => {
                    if let Some(line) = doc(&text[at..end]) {
                        lifted.comment(line);
                    }
                    code.push_str(&text[copied..at]);
                    copied = end;
                }
                [b'/', b'/', ..] => {}
                [b'/', b'*', ..] => lines.pass(token, at),
                _ => {
                    if lifted.wait() {
                        lifted.place(lines.place(text, at));
                    }
                    depth.token(byte, bytes, end);
                    // A string may begin with one of these, and hold lines.
                    if matches!(byte, b'"' | b'r' | b'b' | b'c') {
                        lines.pass(token, at);
                    }
                }
            }
            at = end;
        }
        let code = match copied {
            0 => Cow::Borrowed(text),
            _ => Cow::Owned(code + &text[copied..]),
        };
        Self {
            depth: depth.deepest,
            code,
            lifted,
        }
    }
}

/// The line that is read.
#[derive(Debug, Default)]
struct Lines {
    /// How many lie above it.
    above: usize,
    /// Where it begins in the text.
    begin: usize,
}

impl Lines {
    fn begin(&mut self, at: usize) {
        self.above += 1;
        self.begin = at;
    }

    /// Goes past a token that begins at `at` and may hold lines.
    fn pass(&mut self, token: &[u8], at: usize) {
        for place in memchr_iter(b'\n', token) {
            self.begin(at + place + 1);
        }
    }

    /// The place of what lies at `at`, as spans count.
    fn place(&self, text: &str, at: usize) -> LineColumn {
        LineColumn {
            line: self.above + 1,
            column: text[self.begin..at].chars().count(),
        }
    }
}

/// Whether a carriage return stands elsewhere than at the end of the line.
fn has_bare_return(comment: &[u8]) -> bool {
    memchr(b'\r', &comment[..comment.len() - 1]).is_some()
}

/// What a doc comment says.
fn doc(comment: &str) -> Option<&str> {
    let line = comment.strip_prefix("///")?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    (!line.starts_with('/')).then_some(line)
}

/// The paths in `#[derive(..)]`, and how long the attribute is, where nothing but names stands in it.
fn derive(text: &str) -> Option<(&str, usize)> {
    const BEGIN: &str = "#[derive(";
    const END: &str = ")]";
    let list = text.strip_prefix(BEGIN)?;
    let is_path = |byte: u8| byte.is_ascii() && is_word(byte) || matches!(byte, b':' | b',');
    let end = list.bytes().position(|it| !is_path(it) && !is_space(it))?;
    let length = BEGIN.len() + end + END.len();
    list[end..].starts_with(END).then(|| (&list[..end], length))
}

/// Puts spaces in the place of a text of ASCII that is taken out, and leaves its lines.
fn blank(text: &str, code: &mut String) {
    let mut lines = text.split('\n').map(str::len);
    code.extend(repeat_n(' ', lines.next().unwrap_or_default()));
    for length in lines {
        code.push('\n');
        code.extend(repeat_n(' ', length));
    }
}
