//! Names as Elm takes them.

use super::camel;
use crate::bytes::Bytes;

/// Different names that begin small, in one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Distinct {
    text: String,
    ends: Vec<usize>,
}

impl Distinct {
    /// With room for so many.
    pub(super) fn room(names: usize) -> Self {
        Self {
            text: String::with_capacity(16 * names),
            ends: Vec::with_capacity(names),
        }
    }

    /// Adds the name that is appended to the text, different from those before it.
    pub(super) fn add(
        &mut self,
        append: impl FnOnce(&mut String),
        is_taken: impl Fn(&str) -> bool,
    ) {
        let start = self.text.len();
        append(&mut self.text);
        loop {
            let name = &self.text[start..];
            if !is_reserved(name) && !is_taken(name) && self.iter().all(|it| it != name) {
                break;
            }
            self.text.push('_');
        }
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }
}

/// Words that name nothing.
fn is_reserved(name: &str) -> bool {
    matches!(
        name,
        "as" | "case"
            | "else"
            | "exposing"
            | "if"
            | "import"
            | "in"
            | "let"
            | "module"
            | "of"
            | "port"
            | "then"
            | "type"
            | "where"
    )
}

/// Names of values that mean something in what is written here, or to Elm wherever they stand.
pub(super) fn is_taken(name: &str) -> bool {
    let number = name
        .strip_prefix("tuple")
        .or_else(|| name.strip_prefix('t'));
    is_reserved(name)
        || matches!(name, "identity" | "main" | "value")
        || number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Appends a name of a type, a module or a constructor.
pub(super) fn push_upper(name: &str, to: &mut String) {
    let is_upper = name.starts_with(|c: char| c.is_ascii_uppercase());
    if is_upper && LETTERS.has_all(name) {
        to.push_str(name);
        return;
    }
    let name = letters(name);
    let mut chars = name.trim_start_matches('_').chars();
    match chars.next() {
        Some(first) if first.is_uppercase() => to.push(first),
        Some(first) if first.to_uppercase().count() == 1 && first.is_lowercase() => {
            to.extend(first.to_uppercase());
        }
        _ => {
            to.push('T');
            to.push_str(&name);
            return;
        }
    }
    to.push_str(chars.as_str());
}

/// A name of a type, a module or a constructor.
pub(super) fn upper(name: &str) -> String {
    let mut upper = String::new();
    push_upper(name, &mut upper);
    upper
}

/// Appends a name of a value, a field or a type variable, in camel case.
pub(super) fn push_lower(name: &str, to: &mut String) {
    if !name.is_empty() && SMALL.has_all(name) {
        to.push_str(name);
        return;
    }
    let start = to.len();
    camel::push_lower(name, to);
    if !name.is_ascii() {
        let name = letters(&to[start..]);
        to.truncate(start);
        to.push_str(&name);
    }
    if !to[start..].starts_with(char::is_lowercase) {
        to.insert(start, 'v');
    }
}

/// Small letters.
static SMALL: Bytes = Bytes::of(&[(b'a', b'z')], b"");

/// What a name of ASCII alone is made of.
static LETTERS: Bytes = Bytes::of(
    &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')],
    b"",
);

/// Elm takes letters, ASCII digits and underscores.
fn letters(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_alphabetic() || c.is_ascii_digit() {
                c
            } else {
                '_'
            }
        })
        .collect()
}
