//! Texts that are nearly Rust.

use crate::dice::Dice;

/// What an attribute, a type or an item may be made of.
const WORDS: &[&str] = &[
    "#[serde(flatten)]",
    "#[serde(untagged)]",
    "#[serde(tag = \"t\")]",
    "#[serde(tag = \"t\", content = \"c\")]",
    "#[serde(rename = \"\\\"\")]",
    "#[serde(default)]",
    "#[serde(alias = \"a\", alias = \"b\")]",
    "#[serde(other)]",
    "#[serde(rename_all = \"kebab-case\")]",
    "#[serde(transparent)]",
    "#[serde(from = \"Vec<u8>\")]",
    "#[serde(into = \"\")]",
    "#[serde(with = \"a::b\")]",
    "#[serde(deny_unknown_fields)]",
    "#[serde(skip)]",
    "#[serde(skip_serializing_if = \"Option::is_none\")]",
    "#[serde(",
    ")]",
    "#[buildamp(plain)]",
    "#[buildamp(shape = \"String\")]",
    "#[buildamp(shape = \"<<\")]",
    "#[buildamp(type = \"x.y\")]",
    "#[buildamp(version = 0)]",
    "#[buildamp(coalesce = \"{}\")]",
    "#[cfg(test)]",
    "#[cfg(feature = \"on\")]",
    "#[cfg(any(unix, not(feature = \"off\")))]",
    "#[cfg_attr(feature = \"on\", serde(skip), derive(Serialize))]",
    "#[cfg_attr(not(unix), ",
    "#[cfg(all(not(",
    "#![cfg(feature = \"off\")]",
    "cfg_if! { if #[cfg(feature = \"on\")] {",
    "cfg_select! { feature = \"off\" => {",
    "} _ => {",
    "#[deprecated]",
    "/** */",
    "#[repr(u8)]",
    "#[derive(Serialize)]",
    "#[path = \"../../lib.rs\"]",
    "pub mod m;",
    "pub mod m {",
    "}",
    "use super::*;",
    "use crate::models::*;",
    "use self::x as y;",
    "pub use super::c::*;",
    "type A<T> = B<T>;",
    "type A = A;",
    "const N: usize = N + 1;",
    "struct",
    "enum",
    "union",
    "pub",
    "pub(in self)",
    "r#type",
    "r#",
    "Self",
    "Option<",
    "Vec<",
    "Box<",
    "HashMap<",
    "BTreeMap<String, ",
    ">",
    "[u8; 4]",
    "[u8; N]",
    "[T; -1]",
    "&'a str",
    "dyn Fn()",
    "impl Clone",
    "fn()",
    "*const u8",
    "!",
    "_",
    "(,)",
    "()",
    "(u8,)",
    "u128",
    "f64",
    "char",
    "T",
    "<T>",
    "<const N: usize>",
    "where T: 'static",
    "for<'a>",
    "'static",
    "::std::string::String",
    "super::super::super::X",
    "i64",
    "\"",
    "'",
    "\\",
    "\u{0}",
    "\u{feff}",
    "🦀",
    "é",
    "0x",
    "1e999",
    "99999999999999999999999",
    "/*",
    "*/",
    "//",
    "r###\"",
    "b\"\\xff\"",
    "macro_rules! m { () => {} }",
    "m!();",
    "=> {",
    "..=",
    "#!",
    "#",
    "$crate",
    "async",
    "?",
];

/// Some text of the corpus with some changes.
pub fn mutated(dice: &mut Dice, corpus: &[String]) -> String {
    let mut tokens = tokens(dice.pick(corpus).as_str());
    // Some stay as they are, so that what refers to them is tried too.
    for _ in 0..*dice.pick(&[0, 0, 1, 1, 1, 2, 8]) {
        if tokens.is_empty() {
            break;
        }
        change(dice, &mut tokens, corpus);
    }
    let mut text = tokens.concat();
    if dice.one_in(40) {
        text.truncate(floor(&text, dice.below(text.len() + 1)));
    }
    text
}

fn change(dice: &mut Dice, tokens: &mut Vec<String>, corpus: &[String]) {
    let at = dice.below(tokens.len());
    let end = (at + 1 + dice.below(12)).min(tokens.len());
    match dice.below(9) {
        0 => {
            tokens.drain(at..end);
        }
        1 => {
            let copy = tokens[at..end].to_vec();
            tokens.splice(at..at, copy);
        }
        2 | 3 => tokens[at] = (*dice.pick(WORDS)).to_owned(),
        4 => tokens.insert(at, format!(" {} ", dice.pick(WORDS))),
        5 => {
            let other = self::tokens(dice.pick(corpus).as_str());
            let from = dice.below(other.len().max(1)).min(other.len());
            let to = (from + dice.below(60)).min(other.len());
            tokens.splice(at..at, other[from..to].iter().cloned());
        }
        6 => {
            let to = dice.below(tokens.len());
            tokens.swap(at, to);
        }
        7 => tokens[at] = deep(dice, &tokens[at]),
        _ => {
            // A name that stands elsewhere, so that types come to refer to each other.
            let name = dice.below(tokens.len());
            tokens[at] = tokens[name].clone();
        }
    }
}

/// The same, far inside.
fn deep(dice: &mut Dice, token: &str) -> String {
    let depth = *dice.pick(&[1, 3, 60, 700]);
    let (open, close) = *dice.pick(&[
        ("Vec<", ">"),
        ("Option<Box<", ">>"),
        ("(", ",)"),
        ("[", "; 2]"),
        ("{", "}"),
        ("&", ""),
    ]);
    format!("{}{token}{}", open.repeat(depth), close.repeat(depth))
}

/// Words, spaces, strings and signs.
fn tokens(text: &str) -> Vec<String> {
    let class = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens: Vec<String> = Vec::new();
    let mut last = 2;
    for c in text.chars() {
        let this = class(c);
        match tokens.last_mut() {
            Some(token) if this == last && this != 2 => token.push(c),
            _ => tokens.push(c.to_string()),
        }
        last = this;
    }
    tokens
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
