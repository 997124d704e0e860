//! The keys of `#[buildamp(..)]` on a type → [`Options`].

use crate::attr::{Entry, Value};
use crate::model::{Body, Field, Fields, Kind, Options, SubjectPart};
use crate::report::{self, Notes};

/// What the keys say.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `type = "…"`.
    pub type_name: Option<String>,
    /// The rest.
    pub options: Options,
}

/// Reads the keys of a type. A key whose value or kind does not fit is told and left out.
pub fn said(entries: &[Entry], kind: Kind, name: &str, body: &Body, notes: &mut Notes<'_>) -> Said {
    let mut said = Said::default();
    for entry in entries {
        match fits(entry, kind, name).and_then(|()| set(&mut said, entry, body)) {
            Ok(()) => {}
            Err((what, help)) => notes.add(report::BUILDAMP_ATTRIBUTE, entry.span, what, help),
        }
    }
    said
}

type Wrong = (String, String);

/// Whether a key means something on a type of this kind.
fn fits(entry: &Entry, kind: Kind, name: &str) -> Result<(), Wrong> {
    let key = entry.key.name;
    match (key, kind) {
        ("plain", _) | ("type", Kind::Event | Kind::Sse) | (_, Kind::Event) => Ok(()),
        ("type", Kind::Plain) => Err((
            format!("`type` names an event or a message, and `{name}` is neither"),
            "remove it, or move the file into `events/` or `sse/`".to_owned(),
        )),
        (_, Kind::Sse | Kind::Plain) => Err((
            format!("`{key}` is for events, and `{name}` is none"),
            "remove it, or move the file into `events/`".to_owned(),
        )),
    }
}

fn set(said: &mut Said, entry: &Entry, body: &Body) -> Result<(), Wrong> {
    let key = entry.key;
    let wrong = |what: String| (what, format!("write {}", key.example));
    let whole = |number: i64| {
        u32::try_from(number)
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| wrong(format!("`{}` is a whole number from 1", key.name)))
    };
    match (key.name, &entry.value) {
        ("plain", Value::None) => {}
        ("log_only", Value::None) => said.options.log_only = true,
        ("type", Value::Text(text)) if is_durable(text) => said.type_name = Some(text.clone()),
        ("type", Value::Text(text)) => {
            return Err(wrong(format!(
                "`{text}` is no durable name: words of letters, digits, `_` and `-`, divided by dots"
            )));
        }
        ("version", Value::Number(number)) => said.options.version = Some(whole(*number)?),
        ("max_attempts", Value::Number(number)) => {
            said.options.max_attempts = Some(whole(*number)?);
        }
        ("priority", value) => {
            let priority = match value {
                Value::Text(text) => match text.as_str() {
                    "high" => Some(-10),
                    "normal" => Some(0),
                    "low" => Some(10),
                    _ => None,
                },
                Value::Number(number) => i16::try_from(*number).ok(),
                Value::None => None,
            };
            said.options.priority = Some(priority.ok_or_else(|| {
                wrong("`priority` is \"high\", \"normal\", \"low\" or a small whole number, lower first".to_owned())
            })?);
        }
        ("subject", Value::Text(text)) => {
            said.options.subject = subject(text, body).map_err(wrong)?;
        }
        (name, Value::None) => return Err(wrong(format!("`{name}` needs a value"))),
        ("plain" | "log_only", _) => return Err(wrong(format!("`{}` takes no value", key.name))),
        ("version" | "max_attempts", _) => {
            return Err(wrong(format!("`{}` is a whole number from 1", key.name)));
        }
        (name, _) => return Err(wrong(format!("`{name}` is a string"))),
    }
    Ok(())
}

/// Whether a text can stand as an event's `type`, so that globs of dotted segments can match it.
fn is_durable(text: &str) -> bool {
    text.split('.').all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    })
}

/// Splits `user/{email}` into text and fields of the struct.
fn subject(template: &str, body: &Body) -> Result<Vec<SubjectPart>, String> {
    let fields: &[Field] = match body {
        Body::Struct(Fields::Named(fields) | Fields::Unnamed(fields)) => fields,
        Body::Struct(Fields::Unit) | Body::Enum(_) => &[],
    };
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{template}` opens a `{{` that it does not close"))?;
        let field = fields
            .iter()
            .find(|field| field.ident.trim_start_matches("r#") == name)
            .ok_or_else(|| no_field(name, fields))?;
        if !text.is_empty() {
            parts.push(SubjectPart::Text(text.to_owned()));
        }
        parts.push(SubjectPart::Field(field.ident.clone()));
        rest = after;
    }
    match (rest.contains('}'), template.is_empty()) {
        (true, _) => return Err(format!("`{template}` closes a `}}` that it does not open")),
        (_, true) => return Err("`subject` is empty".to_owned()),
        (false, false) => {}
    }
    if !rest.is_empty() {
        parts.push(SubjectPart::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn no_field(name: &str, fields: &[Field]) -> String {
    let names = fields.iter().map(|field| field.ident.as_str());
    match report::nearest(name, names) {
        Some(meant) => {
            format!("the subject's `{{{name}}}` is no field: did you mean `{{{meant}}}`?")
        }
        None => format!("the subject's `{{{name}}}` is no field"),
    }
}
