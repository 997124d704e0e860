//! What a text shows before it is parsed: how deep it may be nested, and its doc comments.
//!
//! To syn each line of a doc comment is an attribute of six tokens, whose string it writes and reads again: a fifth of
//! the work on a usual file. So comments are read here, and what is parsed is the text without them.

use std::borrow::Cow;

use super::super::docs::DocComments;
use super::depth::Depth;
use super::lexer::{self, is_space};

/// A text, read without being parsed.
pub(super) struct Surface<'t> {
    /// The depth to which a parser may descend in it, estimated rather too high than too low.
    pub depth: usize,
    /// It without its line comments, each token at its line and column.
    pub code: Cow<'t, str>,
    /// Its `///` comments.
    pub docs: DocComments<'t>,
}

impl<'t> Surface<'t> {
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut depth = Depth::default();
        let mut docs = DocComments::of(text);
        let (mut code, mut taken) = (String::new(), 0);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let end = lexer::end(bytes, at);
            match &bytes[at..end] {
                // What is wrong with a return inside is syn's to tell.
                [b'/', b'/', ..] if !has_bare_return(&bytes[at..end]) => {
                    if let Some(line) = doc(&text[at..end]) {
                        docs.push(line);
                    }
                    code.push_str(&text[taken..at]);
                    taken = end;
                }
                [b'/', b'/' | b'*', ..] => {}
                _ if is_space(byte) => {}
                _ => {
                    docs.token(at);
                    depth.token(byte, bytes, end);
                }
            }
            at = end;
        }
        let code = match taken {
            0 => Cow::Borrowed(text),
            _ => Cow::Owned(code + &text[taken..]),
        };
        Self {
            depth: depth.deepest,
            code,
            docs,
        }
    }
}

/// Whether a carriage return stands elsewhere than at the end of the line.
fn has_bare_return(comment: &[u8]) -> bool {
    comment[..comment.len() - 1].contains(&b'\r')
}

/// What a doc comment says.
fn doc(comment: &str) -> Option<&str> {
    let line = comment.strip_prefix("///")?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    (!line.starts_with('/')).then_some(line)
}
