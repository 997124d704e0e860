//! The rules in `#[buildamp(..)]` on a field → [`Rules`].

use proc_macro2::Span;

use crate::attr::{self, Entry, Value};
use crate::model::{ContextKey, Kind, Range, Rules};
use crate::report::{self, Notes};

/// The keys that are rules.
const NAMES: [&str; 11] = [
    "Required",
    "Trim",
    "MinLength",
    "MaxLength",
    "Range",
    "Pattern",
    "Email",
    "Url",
    "Default",
    "ReadOnly",
    "Inject",
];

/// Reads the rules of a field. One whose value or place does not fit is told and left out.
pub(super) fn rules(
    entries: &[Entry],
    (kind, is_named): (Kind, bool),
    notes: &mut Notes<'_>,
) -> Rules {
    let mut rules = Rules::default();
    for entry in entries {
        let name = entry.key.name;
        if !NAMES.contains(&name) {
            continue;
        }
        let (span, wrong) = match fits(name, kind, is_named) {
            Ok(()) => (entry.value_span, set(&mut rules, entry)),
            Err((what, help)) => {
                notes.add(report::RULE, entry.span, what, help);
                continue;
            }
        };
        if let Err(what) = wrong {
            notes.add(
                report::RULE,
                span,
                what,
                format!("write {}", entry.key.example),
            );
        }
    }
    together(&rules, entries, notes);
    rules
}

/// Whether a rule means something on a field of a type of this kind.
fn fits(name: &str, kind: Kind, is_named: bool) -> Result<(), (String, String)> {
    let (what, help) = match (name, kind, is_named) {
        (_, Kind::Api | Kind::Plain, false) => (
            format!("`{name}` does not stand on a named field of a struct with a key of its own"),
            "rules are for such fields: `pub struct Name { #[buildamp(Required)] pub text: String }`".to_owned(),
        ),
        ("Inject" | "Default", Kind::Plain, true) => (
            format!("`{name}` is for the fields of a request itself"),
            format!("put the field into the request, the struct with `{}`", attr::REQUEST),
        ),
        (_, Kind::Api | Kind::Plain, true) => return Ok(()),
        (_, Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service | Kind::Session, _) => (
            format!("`{name}` is a rule about what a request brings, and this is none"),
            "remove it, or put it on the request below `api/`".to_owned(),
        ),
    };
    Err((what, help))
}

fn set(rules: &mut Rules, entry: &Entry) -> Result<(), String> {
    let name = entry.key.name;
    match (name, &entry.value) {
        ("Required", Value::None) => rules.required = true,
        ("Trim", Value::None) => rules.trim = true,
        ("Email", Value::None) => rules.email = true,
        ("Url", Value::None) => rules.url = true,
        ("ReadOnly", Value::None) => rules.read_only = true,
        ("Required" | "Trim" | "Email" | "Url" | "ReadOnly", _) => {
            return Err(format!("`{name}` takes no value"));
        }
        ("MinLength", value) => rules.min_length = Some(length(name, value)?),
        ("MaxLength", value) => rules.max_length = Some(length(name, value)?),
        ("Range", value) => rules.range = Some(range(value)?),
        ("Pattern", Value::Text(text)) => {
            pattern(text)?;
            rules.pattern = Some(text.clone());
        }
        ("Default", value) => rules.default = Some(default(value)?),
        ("Inject", Value::Text(text)) => rules.inject = Some(context_key(text)?),
        (name, _) => return Err(format!("`{name}` is a string")),
    }
    Ok(())
}

fn length(name: &str, value: &Value) -> Result<usize, String> {
    let number = match value {
        Value::Number(number) => u32::try_from(*number).ok(),
        _ => None,
    };
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| format!("`{name}` is a whole number from 0, in parentheses"))
}

/// `(1..=10)`, `(min = 1, max = 10)`, and either of the two alone.
fn range(value: &Value) -> Result<Range, String> {
    let form = || "`Range` is two numbers that are allowed themselves, or one of them".to_owned();
    let (min, max) = match value {
        Value::Range { min, max, closed } => {
            if max.is_some() && !closed {
                return Err("`Range` names the last number that is allowed: write `..=`".to_owned());
            }
            (min.as_deref().map(number), max.as_deref().map(number))
        }
        Value::List(arguments) => {
            let of = |name: &str| {
                let found = arguments.iter().find(|argument| argument.name == name);
                found.map(|argument| number(&argument.value))
            };
            let known = |name: &str| ["min", "max"].contains(&name);
            if !arguments.iter().all(|argument| known(&argument.name)) {
                return Err(form());
            }
            (of("min"), of("max"))
        }
        _ => return Err(form()),
    };
    let bound = |of: Option<Option<String>>| of.map(|it| it.ok_or_else(form)).transpose();
    let (min, max) = (bound(min)?, bound(max)?);
    if min.is_none() && max.is_none() {
        return Err(form());
    }
    if let (Some(min), Some(max)) = (&min, &max)
        && is_greater(min, max)
    {
        return Err(format!("`Range({min}..={max})` lets nothing through"));
    }
    Ok(Range { min, max })
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Decimal(text) => Some(text.clone()),
        Value::None
        | Value::Text(_)
        | Value::Texts(_)
        | Value::Path(_)
        | Value::List(_)
        | Value::Bool(_)
        | Value::Range { .. } => None,
    }
}

fn is_greater(one: &str, other: &str) -> bool {
    if let (Ok(one), Ok(other)) = (one.parse::<i128>(), other.parse::<i128>()) {
        return one > other;
    }
    let (one, other) = (one.parse::<f64>(), other.parse::<f64>());
    one.is_ok_and(|one| other.is_ok_and(|other| one > other))
}

/// The JSON of a default.
fn default(value: &Value) -> Result<String, String> {
    match value {
        Value::Text(text) => Ok(serde_json::Value::from(text.as_str()).to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        other => number(other)
            .ok_or_else(|| "`Default` is a text, a number, `true` or `false`".to_owned()),
    }
}

fn context_key(text: &str) -> Result<ContextKey, String> {
    let names = ContextKey::NAMED.map(|(name, _)| name);
    let found = ContextKey::NAMED.iter().find(|(name, _)| *name == text);
    found.map(|(_, key)| *key).ok_or_else(|| {
        let meant = match report::nearest(text, names) {
            Some(meant) => format!("did you mean \"{meant}\"? "),
            None => String::new(),
        };
        format!(
            "the context has no \"{text}\": {meant}it has \"{}\"",
            names.join("\", \"")
        )
    })
}

/// What may stand behind `\` in a pattern: what means the same in Rust and in JavaScript with its `u` flag.
const ESCAPES: &str = "dDwWsSbBnrtfv^$\\.*+?()[]{}|/";

/// Whether a pattern is one, and the same one in every language.
fn pattern(text: &str) -> Result<(), String> {
    let mut chars = text.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(&next)) => {
                let is_same = ESCAPES.contains(next) || (in_class && next == '-');
                if !is_same {
                    return Err(format!(
                        "`\\{next}` in `Pattern` does not mean the same everywhere: of letters there are \\d \\w \\s \\b, \
                         their capitals, \\n \\r \\t \\f and \\v, and what means nothing by itself needs no backslash"
                    ));
                }
                chars.next();
            }
            ('[', Some('[' | '&' | '~' | '-')) | ('&', Some('&')) | ('~', Some('~'))
                if in_class || c == '[' =>
            {
                return Err(format!(
                    "`{c}{}` in `Pattern` does not mean the same everywhere",
                    chars.peek().copied().unwrap_or_default()
                ));
            }
            ('[', _) if in_class => {
                return Err("`[` within `[..]` of `Pattern` needs a backslash".to_owned());
            }
            ('[', _) => in_class = true,
            (']', _) => in_class = false,
            ('(', Some('?')) if !in_class => {
                chars.next();
                if chars.next() != Some(':') {
                    return Err(
                        "`(?` in `Pattern` does not mean the same everywhere: a group is `(..)` or `(?:..)`"
                            .to_owned(),
                    );
                }
            }
            _ => {}
        }
    }
    match regex_lite::Regex::new(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("`Pattern` is no regular expression: {error}")),
    }
}

/// Rules that say nothing beside each other.
fn together(rules: &Rules, entries: &[Entry], notes: &mut Notes<'_>) {
    let span = |name: &str| -> Option<Span> {
        let entry = entries.iter().find(|entry| entry.key.name == name);
        entry.map(|entry| entry.span)
    };
    let mut refuse = |name: &str, what: String, help: &str| {
        if let Some(span) = span(name) {
            notes.add(report::RULE, span, what, help);
        }
    };
    if let (Some(min), Some(max)) = (rules.min_length, rules.max_length)
        && min > max
    {
        let what = format!("`MinLength({min})` and `MaxLength({max})` let nothing through");
        refuse("MaxLength", what, "make the second one the larger");
    }
    let never = match (rules.read_only, rules.inject.is_some()) {
        (_, true) => "Inject",
        (true, false) => "ReadOnly",
        (false, false) => return,
    };
    for name in NAMES.into_iter().filter(|name| *name != never) {
        let what =
            format!("`{name}` is about what a client sends, and with `{never}` it sends nothing");
        refuse(name, what, "keep one of the two");
    }
}
