//! `target(..)` and what stands beside it → [`Call`].

use std::time::Duration;

use proc_macro2::Span;

use super::retry;
use crate::attr::{Argument, Entry, Value};
use crate::model::{
    Body, Call, Content, Field, Fields, Follows, Interface, Method, Retry, SerdeContainer,
};
use crate::report::{self, Notes};
use crate::wire::field_name;

/// The line that says all that a call needs, to paste.
const LINE: &str = "#[buildamp(target(url = \"https://api.example.com/v1/{id}\", method = \"POST\", auth = \"Bearer ${API_KEY}\"), \
                    response = Ack)]";

/// Whether a key is read here.
pub(super) fn is_key(key: &str) -> bool {
    matches!(key, "target" | "response" | "on_success" | "on_failure")
}

/// What the keys of a call say, with the policy of its attempts. What is missing or wrong is told, and `None` then.
pub(super) fn call(
    entries: &[Entry],
    (name, span): (&str, Span),
    interface: Interface,
    (body, serde): (&Body, &SerdeContainer),
    notes: &mut Notes<'_>,
) -> Option<(Call, Option<Retry>)> {
    if interface == Interface::Immediate {
        notes.add(
            report::IMMEDIATE,
            span,
            format!("`{name}` is a call of a service, and there is no store (`event_store = false`) that would hold it"),
            "take `event_store = false` out of buildamp.toml and give the application a store, or write `services = false` \
             under `[generate.place]`",
        );
        return None;
    }
    let entry = |key: &str| entries.iter().find(|entry| entry.key.name == key);
    let mut is_sound = true;
    let mut wrong = |span: Span, what: String, help: String| {
        notes.add(report::SERVICE, span, what, help);
        is_sound = false;
    };
    let follows = Follows {
        success: entry("on_success").is_some(),
        failure: entry("on_failure").is_some(),
    };
    for entry in entries {
        let what = match (entry.key.name, &entry.value) {
            ("on_success" | "on_failure" | "response", Value::Path(_)) => None,
            ("response", Value::Text(text)) => syn::parse_str::<syn::Type>(text)
                .err()
                .map(|_| format!("`{text}` is no type")),
            ("response", _) => Some("`response` is a type".to_owned()),
            ("on_success" | "on_failure", _) => Some(format!(
                "`{}` is the path of an event, without quotes",
                entry.key.name
            )),
            _ => None,
        };
        if let Some(what) = what {
            wrong(
                entry.value_span,
                what,
                format!("write {}", entry.key.example),
            );
        }
    }
    let Some(target) = entry("target") else {
        wrong(
            span,
            format!("the service call `{name}` does not say where it goes"),
            format!(
                "write `{LINE}` above it; a type that others use is `#[buildamp(plain)]`, or lies outside of the folder"
            ),
        );
        return None;
    };
    let known = Known { body, serde };
    let read = match read(&target.value, &known) {
        Ok((call, retry)) => Some((Call { follows, ..call }, retry)),
        Err(what) => {
            wrong(target.value_span, what, format!("write `{LINE}`"));
            None
        }
    };
    if let (Some((_, Some(_))), Some(other)) = (&read, entry("retry")) {
        wrong(
            other.span,
            "`retry` stands in `target(..)` and beside it".to_owned(),
            "keep one of them".to_owned(),
        );
    }
    read.filter(|_| is_sound)
}

const NAMES: [&str; 8] = [
    "url",
    "method",
    "auth",
    "headers",
    "timeout",
    "content_type",
    "max_answer",
    "retry",
];

/// What the keys between the parentheses say together.
fn read(value: &Value, known: &Known<'_>) -> Result<(Call, Option<Retry>), String> {
    let Value::List(arguments) = value else {
        return Err("`target` says in parentheses where the call goes".to_owned());
    };
    for (place, Argument { name, .. }) in arguments.iter().enumerate() {
        if !NAMES.contains(&name.as_str()) {
            return Err(match report::nearest(name, NAMES) {
                Some(meant) => format!("`target(..)` has no `{name}`: did you mean `{meant}`?"),
                None => format!("`target(..)` has no `{name}`"),
            });
        }
        if arguments[..place].iter().any(|before| before.name == *name) {
            return Err(format!("`{name}` is given twice"));
        }
    }
    let of = |name: &str| {
        let found = arguments.iter().find(|argument| argument.name == name);
        found.map(|argument| &argument.value)
    };
    let mut fields = Vec::new();
    let method = match of("method") {
        Some(value) => named("method", value, &Method::NAMED)?,
        None => return Err("`target(..)` does not say the `method`".to_owned()),
    };
    let content = match (of("content_type"), method.has_body()) {
        (None, _) => Content::default(),
        (Some(value), true) => named("content_type", value, &Content::NAMED)?,
        (Some(_), false) => {
            return Err(
                "`content_type` says the form of the body, and this method has none: its fields are in the query"
                    .to_owned(),
            );
        }
    };
    let url = match of("url") {
        Some(Value::Text(text)) => url(text, known, &mut fields)?,
        Some(_) => return Err("`url` is a text".to_owned()),
        None => return Err("`target(..)` does not say the `url`".to_owned()),
    };
    let auth = match of("auth") {
        None => None,
        Some(Value::Text(text)) if text.contains("${") || text.contains('{') => {
            Some(template("auth", text, known, &mut fields)?)
        }
        Some(Value::Text(_)) => {
            return Err(
                "`auth` has no variable in it, and a secret does not belong into the source: name one, as in \"Bearer ${API_KEY}\""
                    .to_owned(),
            );
        }
        Some(_) => return Err("`auth` is a text".to_owned()),
    };
    let timeout = of("timeout")
        .map(|value| retry::wait("timeout", value))
        .transpose()?;
    if timeout.is_some_and(|timeout: Duration| timeout.is_zero()) {
        return Err("`timeout` leaves no time for anything".to_owned());
    }
    let policy = match of("retry") {
        None => None,
        Some(value) => match retry::policy(value)? {
            Retry::With(_) => {
                return Err(
                    "`retry(with = ..)` stands beside `target(..)`, as on any event".to_owned(),
                );
            }
            policy => Some(policy),
        },
    };
    let call = Call {
        method,
        url,
        auth,
        headers: headers(of("headers"), known, &mut fields)?,
        timeout,
        content,
        max_answer: of("max_answer").map(max_answer).transpose()?,
        fields,
        follows: Follows::default(),
    };
    Ok((call, policy))
}

fn max_answer(value: &Value) -> Result<u32, String> {
    let bytes = match value {
        Value::Number(bytes) => u32::try_from(*bytes).ok().filter(|bytes| *bytes > 0),
        _ => None,
    };
    bytes.ok_or_else(|| "`max_answer` is a number of bytes from 1 to 4294967295".to_owned())
}

/// One of a few names.
fn named<T: Copy>(key: &str, value: &Value, known: &[(&str, T)]) -> Result<T, String> {
    let names = || known.iter().map(|(name, _)| *name);
    let all = || names().collect::<Vec<_>>().join("\", \"");
    let Value::Text(text) = value else {
        return Err(format!("`{key}` is one of \"{}\"", all()));
    };
    let found = known.iter().find(|(name, _)| name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let meant = names().find(|name| name.eq_ignore_ascii_case(text));
        match meant.or_else(|| report::nearest(text, names())) {
            Some(meant) => format!("`{key}` has no \"{text}\": did you mean \"{meant}\"?"),
            None => format!("`{key}` has no \"{text}\": it is one of \"{}\"", all()),
        }
    })
}

/// Names by `_` for `-`, since `x-tag` is no name in Rust.
fn headers(
    value: Option<&Value>,
    known: &Known<'_>,
    fields: &mut Vec<String>,
) -> Result<Vec<(String, String)>, String> {
    let arguments: &[Argument] = match value {
        None => &[],
        Some(Value::List(arguments)) => arguments,
        Some(_) => {
            return Err(
                "`headers` says names and values in parentheses, as in `headers(x_tag = \"a\")`"
                    .to_owned(),
            );
        }
    };
    let header = |Argument { name, value }: &Argument| {
        let Value::Text(text) = value else {
            return Err(format!("the value of the header `{name}` is a text"));
        };
        let value = template(name, text, known, fields)?;
        Ok((name.replace('_', "-"), value))
    };
    arguments.iter().map(header).collect()
}

/// What the type has.
struct Known<'a> {
    body: &'a Body,
    serde: &'a SerdeContainer,
}

fn url(text: &str, known: &Known<'_>, fields: &mut Vec<String>) -> Result<String, String> {
    let authority = text.split_once("://").map(|(_, rest)| rest);
    let begins_with_variable = text.starts_with("${");
    if !begins_with_variable && !text.starts_with("https://") && !text.starts_with("http://") {
        return Err(format!(
            "`url = \"{text}\"` begins with neither \"https://\" nor a variable such as \"${{API_URL}}\""
        ));
    }
    // A variable may hold the host; a field may not.
    let host = authority.unwrap_or(text).split(['/', '?']).next();
    let host = host.unwrap_or_default().replace("${", "");
    if host.contains('{') {
        return Err(
            "a field stands before the path of `url`, where it would say whom to call".to_owned(),
        );
    }
    template("url", text, known, fields)
}

/// A template whose fields are named by their names in the JSON.
fn template(
    key: &str,
    text: &str,
    known: &Known<'_>,
    fields: &mut Vec<String>,
) -> Result<String, String> {
    let mut written = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{key}` opens a `{{` that it does not close"))?;
        rest = after;
        written.push_str(before);
        written.push('{');
        if before.ends_with('$') {
            written.push_str(variable(key, inside)?);
        } else {
            let field = known.field(key, inside)?;
            written.push_str(&field_name(field, known.serde));
            fields.push(field.ident.to_string());
        }
        written.push('}');
    }
    Ok(written + rest)
}

/// `NAME` or `NAME:-default`.
fn variable<'t>(key: &str, inside: &'t str) -> Result<&'t str, String> {
    let name = inside.split(":-").next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(format!(
            "`${{{inside}}}` in `{key}` names no variable of the environment"
        ));
    }
    Ok(inside)
}

impl Known<'_> {
    fn field(&self, key: &str, name: &str) -> Result<&Field, String> {
        let fields: &[Field] = match self.body {
            Body::Struct(Fields::Named(fields)) => fields,
            Body::Struct(Fields::Unnamed(_) | Fields::Unit) | Body::Enum(_) => &[],
        };
        let plain = |field: &Field| field.ident.trim_start_matches("r#") == name;
        let Some(field) = fields.iter().find(|field| plain(field)) else {
            let names = fields.iter().map(|field| field.ident.as_str());
            return Err(match report::nearest(name, names) {
                Some(meant) => {
                    format!("`{{{name}}}` in `{key}` is no field: did you mean `{{{meant}}}`?")
                }
                None => format!("`{{{name}}}` in `{key}` is no field"),
            });
        };
        let serde = &field.serde;
        if serde.flatten || serde.skip.written {
            return Err(format!(
                "`{{{name}}}` in `{key}` has no name of its own in the JSON, which the call is made of"
            ));
        }
        Ok(field)
    }
}
