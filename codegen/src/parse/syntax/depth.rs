//! How deep a text may be nested, told token by token.

use super::lexer::is_word;

/// A bracket that is open, or a `<` that may be one.
#[derive(Debug, Default)]
struct Level {
    /// Tokens since it was opened or since the last separator in it: a chain of operators is as deep as it is long.
    tokens: usize,
    /// Whether it is a `<`, which ends at the latest with the bracket around it.
    angle: bool,
}

/// The depth to which a parser may descend in a text, estimated rather too high than too low.
#[derive(Debug)]
pub(super) struct Depth {
    levels: Vec<Level>,
    /// The tokens of all levels.
    total: usize,
    /// The depth so far.
    pub deepest: usize,
}

impl Default for Depth {
    fn default() -> Self {
        Self {
            levels: vec![Level::default()],
            total: 0,
            deepest: 0,
        }
    }
}

impl Depth {
    /// Takes the next token, which begins with this byte and ends before `end`.
    pub fn token(&mut self, byte: u8, bytes: &[u8], end: usize) {
        match byte {
            b',' => self.separate(),
            b';' => {
                self.close_angles();
                self.separate();
            }
            b'(' | b'[' | b'{' | b'<' => {
                self.levels.push(Level {
                    tokens: 0,
                    angle: byte == b'<',
                });
            }
            b'>' if self.levels.last().is_some_and(|level| level.angle) => {
                let begin = end - 1;
                let after_arrow = begin > 0 && matches!(bytes[begin - 1], b'-' | b'=');
                if !after_arrow {
                    self.pop();
                }
            }
            b')' | b']' | b'}' => {
                self.close_angles();
                self.pop();
                if byte == b'}' && begins_anew(&bytes[end..]) {
                    self.separate();
                }
            }
            _ => {
                self.total += 1;
                if let Some(level) = self.levels.last_mut() {
                    level.tokens += 1;
                }
            }
        }
        self.deepest = self.deepest.max(self.total + self.levels.len());
    }

    fn separate(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.total -= level.tokens;
            level.tokens = 0;
        }
    }

    fn pop(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.total -= level.tokens;
        }
    }

    fn close_angles(&mut self) {
        while self.levels.last().is_some_and(|level| level.angle) {
            self.pop();
        }
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
