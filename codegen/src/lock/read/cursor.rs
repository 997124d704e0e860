//! What all lines of a lock are made of: words, quoted texts, numbers, lists.

use ecow::EcoString;

use crate::lock::Name;
use crate::lock::write::is_word;

/// What was read, or why it could not be.
pub(super) type Read<T> = Result<T, String>;

/// What is left of a line.
pub(super) struct Cursor<'a> {
    pub rest: &'a str,
}

impl Cursor<'_> {
    /// `events/email.SendWelcomeEmail`.
    pub(super) fn name(&mut self) -> Read<Name> {
        let mut file = Vec::new();
        if !self.rest.starts_with('.') {
            file.push(self.word()?.into());
            while self.take("/") {
                file.push(self.word()?.into());
            }
        }
        self.expect(".")?;
        let name = self.word()?;
        Ok(Name {
            file: file.into(),
            name,
        })
    }

    /// Parts with commas between them, and what stands behind the last.
    pub(super) fn list(
        &mut self,
        end: &str,
        mut part: impl FnMut(&mut Self) -> Read<()>,
    ) -> Read<()> {
        loop {
            part(self)?;
            if !self.take(", ") {
                return self.expect(end);
            }
        }
    }

    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Read<N> {
        let digits = self.bare(|c| c.is_ascii_digit() || c == '-');
        digits
            .parse()
            .map_err(|_| format!("`{digits}` is no number here"))
    }

    pub(super) fn durable(&mut self) -> Read<String> {
        let text = self.text(|c| is_word(c) || matches!(c, '.' | ':' | '*'));
        text.map(String::from)
    }

    pub(super) fn word(&mut self) -> Read<EcoString> {
        self.text(is_word)
    }

    pub(super) fn text(&mut self, fits: impl Fn(char) -> bool) -> Read<EcoString> {
        if self.take("\"") {
            return self.quoted();
        }
        match self.bare(fits) {
            "" => Err("a name is missing".to_owned()),
            text => Ok(text.into()),
        }
    }

    /// What stands behind an opening quote, and the closing one.
    pub(super) fn quoted(&mut self) -> Read<EcoString> {
        let mut escaped = false;
        let end = self.rest.find(|c| match (escaped, c) {
            (true, _) => {
                escaped = false;
                false
            }
            (false, '\\') => {
                escaped = true;
                false
            }
            (false, c) => c == '"',
        });
        let end = end.ok_or("a quote is not closed")?;
        let text = serde_json::from_str(&format!("\"{}\"", &self.rest[..end]))
            .map_err(|_| "a quoted text is none")?;
        self.rest = &self.rest[end + 1..];
        Ok(text)
    }
}

impl<'a> Cursor<'a> {
    /// The longest text of such characters.
    pub(super) fn bare(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }

    pub(super) fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn expect(&mut self, text: &str) -> Read<()> {
        if self.take(text) {
            Ok(())
        } else {
            Err(format!("`{}` is missing", text.trim()))
        }
    }

    pub(super) fn end(&self) -> Read<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err("it goes on where it should end".to_owned())
        }
    }
}
