//! The small parts of Elm: expressions as elm-format lays them out, literals, comments, names.

use std::borrow::Cow;

use super::super::names::Names;
use super::super::text::{Doc, broken, concat, fixed, group, indent, join, nil, tab, text};

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    /// A name, a literal, a field of a value.
    Atom(Cow<'static, str>),
    /// A function and its arguments.
    Call(Cow<'static, str>, Vec<Expr>),
    /// `a |> b |> c`, one a line.
    Pipe(Box<Expr>, Vec<Expr>),
    /// `\a b -> …`
    Lambda(Vec<String>, Box<Expr>),
    /// `{ a = b }`
    Record(Vec<(String, Expr)>),
    /// `[ a, b ]`, one a line.
    List(Vec<Expr>),
    /// `[ a, b ]` on one line where it fits.
    Row(Vec<Expr>),
    /// `( a, b )`
    Pair(Box<Expr>, Box<Expr>),
}

pub(super) fn atom(name: impl Into<Cow<'static, str>>) -> Expr {
    Expr::Atom(name.into())
}

/// A name of the user's.
pub(super) fn named(name: &str) -> Expr {
    Expr::Atom(Cow::Owned(name.to_owned()))
}

/// A call; without arguments just the function.
pub(super) fn call(function: impl Into<Cow<'static, str>>, arguments: Vec<Expr>) -> Expr {
    if arguments.is_empty() {
        Expr::Atom(function.into())
    } else {
        Expr::Call(function.into(), arguments)
    }
}

/// A list of texts.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Expr {
    Expr::Row(texts.into_iter().map(|text| atom(string(text))).collect())
}

impl Expr {
    /// The expression with nothing around it.
    pub(super) fn doc(self) -> Doc {
        group(self.open())
    }

    /// The expression as it stands among the arguments of a call.
    fn argument(self) -> Doc {
        match self {
            Self::Atom(name) => Doc::Text(name),
            Self::Record(_) | Self::List(_) | Self::Row(_) | Self::Pair(..) => self.doc(),
            Self::Call(..) | Self::Pipe(..) | Self::Lambda(..) => {
                group(concat([fixed("("), self.open(), Doc::SoftLine, fixed(")")]))
            }
        }
    }

    /// Whether it is a text or a number, as a key is.
    fn is_literal(&self) -> bool {
        match self {
            Self::Atom(name) => name.starts_with(|c: char| c == '"' || c.is_ascii_digit()),
            _ => false,
        }
    }

    /// The expression, breaking together with what stands around it.
    fn open(self) -> Doc {
        match self {
            Self::Atom(name) => Doc::Text(name),
            Self::Call(function, arguments) => {
                // A key stays beside its function.
                let is_kept = arguments.len() > 1 && arguments[0].is_literal();
                let mut parts = vec![Doc::Text(function)];
                let mut arguments = arguments.into_iter().map(Self::argument);
                if is_kept {
                    parts.push(fixed(" "));
                    parts.extend(arguments.next());
                }
                let below = arguments.flat_map(|argument| [Doc::Line, argument]);
                parts.push(tab(concat(below)));
                concat(parts)
            }
            Self::Pipe(first, stages) => {
                let stages = stages
                    .into_iter()
                    .map(|stage| concat([Doc::HardLine, fixed("|> "), stage.doc()]));
                concat([first.doc(), tab(concat(stages))])
            }
            Self::Lambda(parameters, body) => concat([
                text(format!("\\{} ->", parameters.join(" "))),
                tab(concat([Doc::Line, body.doc()])),
            ]),
            Self::Record(fields) => enclosed(
                "{",
                fields
                    .into_iter()
                    .map(|(name, value)| field(&name, value))
                    .collect(),
                "}",
            ),
            Self::List(items) if items.is_empty() => fixed("[]"),
            Self::List(items) => broken(enclosed(
                "[",
                items.into_iter().map(Self::doc).collect(),
                "]",
            )),
            Self::Row(items) => enclosed("[", items.into_iter().map(Self::doc).collect(), "]"),
            Self::Pair(first, second) => enclosed("(", vec![first.doc(), second.doc()], ")"),
        }
    }
}

fn field(name: &str, value: Expr) -> Doc {
    concat([
        text(format!("{name} =")),
        tab(concat([fixed(" "), value.doc()])),
    ])
}

/// ` a b`: arguments or parameters behind a name.
pub(super) fn spaced(items: impl IntoIterator<Item = String>) -> String {
    items
        .into_iter()
        .fold(String::new(), |joined, item| joined + " " + &item)
}

/// `[ a, b ]`, the brackets and commas below each other where it breaks.
pub(super) fn enclosed(open: &'static str, items: Vec<Doc>, close: &'static str) -> Doc {
    if items.is_empty() {
        return text(format!("{open}{close}"));
    }
    let items = items.into_iter().map(|item| indent(2, item));
    concat([
        fixed(open),
        fixed(" "),
        join(items, &concat([Doc::SoftLine, fixed(", ")])),
        Doc::Line,
        fixed(close),
    ])
}

/// A string literal.
pub(super) fn string(value: &str) -> String {
    let mut literal = String::from('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(c);
            }
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            ' ' | '\'' => literal.push(c),
            c if is_printable(c) => literal.push(c),
            c => literal.extend(["\\u{", &format!("{:04X}", u32::from(c)), "}"]),
        }
    }
    literal.push('"');
    literal
}

/// A number, as it stands in a tuple: those that a browser rounds come in two halves, as Elm reads no literal that is
/// longer than 64 bits.
pub(super) fn number(value: i128) -> String {
    let size = value.unsigned_abs();
    if size < 1 << 53 {
        return value.to_string();
    }
    let halves = format!("{} * 4294967296 + {}", size >> 32, size & 0xffff_ffff);
    if value < 0 {
        format!("-({halves})")
    } else {
        halves
    }
}

/// A number, as it stands among the arguments of a call.
pub(super) fn argument_number(value: i128) -> String {
    let number = number(value);
    if number.contains(' ') && !number.starts_with('-') {
        format!("({number})")
    } else {
        number
    }
}

/// What elm-format leaves as it is; it escapes the others.
fn is_printable(c: char) -> bool {
    let marks = ('\u{300}'..='\u{36f}').contains(&c);
    marks || (!c.is_whitespace() && c.escape_debug().count() == 1)
}

/// Words that name nothing.
const RESERVED: [&str; 14] = [
    "as", "case", "else", "exposing", "if", "import", "in", "let", "module", "of", "port", "then",
    "type", "where",
];

/// Different names that begin small, of as many things, and none that is taken.
pub(super) fn distinct(
    wanted: impl Iterator<Item = String>,
    is_taken: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for mut name in wanted {
        while RESERVED.contains(&name.as_str()) || names.contains(&name) || is_taken(&name) {
            name.push('_');
        }
        names.push(name);
    }
    names
}

/// A scope of names that begin small.
pub(super) fn scope() -> Names {
    Names::without(RESERVED)
}

/// A name of a type, a module or a constructor.
pub(super) fn upper(name: &str) -> String {
    let name = letters(name);
    let mut chars = name.trim_start_matches('_').chars();
    match chars.next() {
        Some(first) if first.is_uppercase() => format!("{first}{}", chars.as_str()),
        Some(first) if first.to_uppercase().count() == 1 && first.is_lowercase() => {
            format!("{}{}", first.to_uppercase(), chars.as_str())
        }
        _ => format!("T{name}"),
    }
}

/// A name of a value, a field or a type variable, in camel case.
pub(super) fn lower(name: &str) -> String {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return name.to_owned();
    }
    let name = letters(&heck::AsLowerCamelCase(name).to_string());
    if name.starts_with(char::is_lowercase) {
        name
    } else {
        format!("v{name}")
    }
}

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

/// A comment above a declaration: its documentation where elm-format would not touch the text, which it reads as
/// Markdown, and plain lines otherwise.
pub(super) fn docs(lines: &[String], deprecated: Option<&str>) -> Doc {
    let lines = commented(lines, deprecated);
    if lines.is_empty() {
        return nil();
    }
    if lines.iter().all(|line| is_prose(line)) {
        let text_of = |line: &String| text(line.as_str());
        let lines = join(lines.iter().map(text_of), &Doc::HardLine);
        return concat([
            fixed("{-| "),
            lines,
            Doc::HardLine,
            fixed("-}"),
            Doc::HardLine,
        ]);
    }
    concat([Doc::HardLine, comment(&lines), Doc::HardLine, Doc::HardLine])
}

/// A comment before a field or a variant.
pub(super) fn inner_docs(lines: &[String], deprecated: Option<&str>) -> Doc {
    comment(&commented(lines, deprecated))
}

/// Documentation, and behind it whether and why its subject is no longer to be used.
fn commented(lines: &[String], deprecated: Option<&str>) -> Vec<String> {
    let mut lines = trimmed(lines);
    if let Some(note) = deprecated {
        let mut note = trimmed(&note.lines().map(str::to_owned).collect::<Vec<_>>());
        match note.first_mut() {
            Some(first) => *first = format!("Deprecated: {first}"),
            None => note.push("Deprecated.".to_owned()),
        }
        lines.append(&mut note);
    }
    lines
}

fn comment(lines: &[String]) -> Doc {
    let line = |line: &String| concat([text(format!("-- {line}").trim_end()), Doc::HardLine]);
    concat(lines.iter().map(line))
}

/// The lines without the empty ones around them, without tabs and other control characters, which Elm refuses.
fn trimmed(lines: &[String]) -> Vec<String> {
    let clean = |line: &String| {
        line.replace('\t', "    ")
            .replace(char::is_control, "")
            .trim_end()
            .to_owned()
    };
    let lines: Vec<String> = lines.iter().map(clean).collect();
    let from = lines.iter().take_while(|line| line.is_empty()).count();
    let to = lines.len()
        - lines[from..]
            .iter()
            .rev()
            .take_while(|line| line.is_empty())
            .count();
    lines[from..to].to_vec()
}

/// A line that is the same in Markdown and not: words and harmless punctuation.
fn is_prose(line: &str) -> bool {
    let harmless = |c: char| c.is_alphanumeric() || " ,.;:()'?!/%".contains(c);
    line.starts_with(|c: char| c.is_alphabetic())
        && line.chars().all(harmless)
        && !line.contains("://")
}
