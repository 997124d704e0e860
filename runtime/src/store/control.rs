//! Finds statements that would end the transaction that they run in.

/// The word of the first such statement: `BEGIN`, `COMMIT`, `END`, or a `ROLLBACK` that is not `TO` a savepoint.
pub(super) fn ends_transaction(sql: &str) -> Option<&'static str> {
    let mut words = Words { rest: sql };
    let mut in_trigger = false;
    loop {
        // The words at the start of a statement say what it is; the rest is skipped up to its semicolon.
        let first = words.next()?;
        let (second, third) = match first {
            Word::Semicolon => continue,
            Word::Text(_) => words.two_more(),
        };
        let is = |word: &Option<Word<'_>>, text: &str| matches!(word, Some(Word::Text(word)) if word.eq_ignore_ascii_case(text));
        let first = Some(first);
        let found = ["BEGIN", "COMMIT", "END", "ROLLBACK"]
            .into_iter()
            .find(|control| is(&first, control));
        let trigger = is(&first, "CREATE") && (is(&second, "TRIGGER") || is(&third, "TRIGGER"));
        match (in_trigger, found) {
            // The statements of a trigger stand between BEGIN and END.
            (true, Some("END")) => in_trigger = false,
            (true, _) => {}
            (false, Some("ROLLBACK")) if is(&second, "TO") || is(&third, "TO") => {}
            (false, Some(word)) => return Some(word),
            (false, None) => in_trigger = trigger,
        }
        words.skip_statement();
    }
}

#[derive(Clone, Copy)]
enum Word<'a> {
    /// A name or keyword. What is quoted is left out: it can be neither.
    Text(&'a str),
    Semicolon,
}

#[derive(Clone)]
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// The two words after this one, if they belong to the same statement.
    fn two_more(&self) -> (Option<Word<'a>>, Option<Word<'a>>) {
        let mut ahead = self.clone();
        let second = ahead.next();
        let third = if matches!(second, Some(Word::Semicolon)) {
            None
        } else {
            ahead.next()
        };
        (second, third)
    }

    fn skip_statement(&mut self) {
        while matches!(self.next(), Some(Word::Text(_))) {}
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let here = self.rest;
            let first = here.chars().next()?;
            self.rest = &here[first.len_utf8()..];
            match first {
                ';' => return Some(Word::Semicolon),
                '-' if self.rest.starts_with('-') => self.skip_past("\n"),
                '/' if self.rest.starts_with('*') => {
                    self.rest = &self.rest[1..];
                    self.skip_past("*/");
                }
                // A doubled quote inside is two quoted parts, one after the other.
                '\'' => self.skip_past("'"),
                '"' => self.skip_past("\""),
                '`' => self.skip_past("`"),
                '[' => self.skip_past("]"),
                _ if first.is_alphanumeric() || first == '_' => {
                    let end = here
                        .find(|c: char| !c.is_alphanumeric() && c != '_')
                        .unwrap_or(here.len());
                    self.rest = &here[end..];
                    return Some(Word::Text(&here[..end]));
                }
                _ => {}
            }
        }
    }
}
