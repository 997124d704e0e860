//! The rules that generated code looks at. Each adds what is broken.

use std::sync::OnceLock;

use regex_lite::Regex;
use serde::Serialize;

use crate::{FieldError, Place};

/// A regular expression that a whole text has to match: compiled once, at its first use. `\d`, `\w` and `\b` are those of
/// ASCII, as in JavaScript.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// From the expression, without anchors.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Whether all of the text matches. An expression that is none, which BuildAmp lets nobody write, matches nothing.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self
            .compiled
            .get_or_init(|| Regex::new(&format!("^(?:{})$", self.source)).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// What browsers take for an address in `<input type=email>`:
/// <https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>.
static EMAIL: Pattern = Pattern::new(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*",
);

/// An absolute URL of `http` or `https` with a host, without blanks and control characters. More is not looked at, so that
/// every client decides the same: who needs its parts takes `url::Url` as the field's type.
static URL: Pattern =
    Pattern::new(r"[hH][tT][tT][pP][sS]?://[^\x00-\x20\x7f/?#]+(?:[/?#][^\x00-\x20\x7f]*)?");

fn broken(at: &Place<'_>, code: &str) -> FieldError {
    FieldError::new(at.to_string(), code)
}

/// Takes blanks off both ends.
pub fn trim<T: AsRef<str> + From<String>>(text: &mut T) {
    let (whole, trimmed) = (text.as_ref(), text.as_ref().trim());
    if trimmed.len() < whole.len() {
        *text = T::from(trimmed.to_owned());
    }
}

/// There has to be something. Answers whether there is, so that nothing else is said of what is not there.
pub fn required(is_there: bool, at: &Place<'_>, errors: &mut Vec<FieldError>) -> bool {
    if !is_there {
        errors.push(broken(at, "required"));
    }
    is_there
}

/// At least so many characters or elements.
pub fn min_length(actual: usize, min: usize, at: &Place<'_>, errors: &mut Vec<FieldError>) {
    if actual < min {
        let error = broken(at, "min_length").param("min", min);
        errors.push(error.param("actual", actual));
    }
}

/// At most so many characters or elements.
pub fn max_length(actual: usize, max: usize, at: &Place<'_>, errors: &mut Vec<FieldError>) {
    if actual > max {
        let error = broken(at, "max_length").param("max", max);
        errors.push(error.param("actual", actual));
    }
}

/// A number within these bounds, which are allowed themselves.
pub fn range<T: PartialOrd + Serialize>(
    actual: T,
    (min, max): (Option<T>, Option<T>),
    at: &Place<'_>,
    errors: &mut Vec<FieldError>,
) {
    let is_above = min.as_ref().is_none_or(|min| actual >= *min);
    let is_below = max.as_ref().is_none_or(|max| actual <= *max);
    if is_above && is_below {
        return;
    }
    let mut error = broken(at, "range");
    for (name, bound) in [("min", min), ("max", max)] {
        if let Some(bound) = bound {
            error = error.param(name, bound);
        }
    }
    errors.push(error.param("actual", actual));
}

/// A text of this form.
pub fn pattern(text: &str, pattern: &Pattern, at: &Place<'_>, errors: &mut Vec<FieldError>) {
    if !pattern.matches(text) {
        errors.push(broken(at, "pattern").param("pattern", pattern.source));
    }
}

/// An address for e-mail.
pub fn email(text: &str, at: &Place<'_>, errors: &mut Vec<FieldError>) {
    if !EMAIL.matches(text) {
        errors.push(broken(at, "email"));
    }
}

/// A URL.
pub fn url(text: &str, at: &Place<'_>, errors: &mut Vec<FieldError>) {
    if !URL.matches(text) {
        errors.push(broken(at, "url"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same texts are tried in the clients (`tests/targets`).
    #[test]
    fn h18_addresses_and_urls_are_those_that_every_client_takes() {
        for (text, is_one) in [
            ("ada@example.org", true),
            ("a.b+c@x-y.example", true),
            ("ada@localhost", true),
            ("ada@-example.org", false),
            ("ada", false),
            ("ada@", false),
            ("@example.org", false),
            ("ada@example..org", false),
            ("ada @example.org", false),
            ("", false),
        ] {
            assert_eq!(EMAIL.matches(text), is_one, "{text:?}");
        }
        for (text, is_one) in [
            ("https://example.org", true),
            ("HTTP://example.org:8080/a?b#c", true),
            ("https://[::1]/", true),
            ("https://exämple.org/é", true),
            ("https:///path", false),
            ("ftp://example.org", false),
            ("javascript:alert(1)", false),
            ("example.org", false),
            ("https://example.org/a b", false),
            ("https://example.org\n", false),
        ] {
            assert_eq!(URL.matches(text), is_one, "{text:?}");
        }
    }

    #[test]
    fn h18_a_pattern_is_for_the_whole_text() {
        let pattern = Pattern::new("a|bc");
        let found = ["a", "bc", "ab", "abc", "a\n"].map(|text| pattern.matches(text));
        assert_eq!(found, [true, true, false, false, false]);
    }
}
