//! The keys of `#[buildamp(..)]` on a type → [`Options`].

use std::time::Duration;

use syn::Ident;

use super::{duration::duration, retry, route, service, template, unraw, webhook};
use crate::attr::{self, Entry, Value};
use crate::model::{Body, Interface, Keep, Kind, Options, Overflow, SerdeContainer};
use crate::place::{self, Place};
use crate::report::{self, Code, Notes};

/// What the keys say.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `type = "…"`.
    pub type_name: Option<String>,
    /// The rest.
    pub options: Options,
}

/// Reads the keys of a type. A key whose value or kind does not fit is told and left out.
pub fn said(
    entries: &[Entry],
    (kind, place): (Kind, &Place),
    ident: &Ident,
    (body, serde): (&Body, &SerdeContainer),
    notes: &mut Notes<'_>,
) -> Said {
    let mut said = Said::default();
    let (name, span) = (&*unraw(ident), ident.span());
    for entry in entries {
        let fits = fits(entry, kind, name).and_then(|()| immediate(entry, place.interface));
        match fits.and_then(|()| set(&mut said, entry, body)) {
            Ok(()) => {}
            Err((code, what, help)) => notes.add(code, entry.span, what, help),
        }
    }
    if kind == Kind::Webhook {
        let read = webhook::webhook(entries, (name, span), place, notes);
        said.options.webhook = read.map(Box::new);
    }
    if kind == Kind::Api {
        let read = route::route(entries, name, place.interface, notes);
        said.options.route = read.map(Box::new);
    }
    if kind == Kind::Service {
        let of = (body, serde);
        let read = service::call(entries, (name, span), place.interface, of, notes);
        if let Some((call, retry)) = read {
            said.options.call = Some(Box::new(call));
            said.options.retry = said.options.retry.take().or(retry);
        }
    }
    let upcast = entries.iter().find(|entry| entry.key.name == "upcast");
    if let (Some(entry), Some(_), None | Some(1)) =
        (upcast, &said.options.upcast, said.options.version)
    {
        notes.add(
            report::UPCAST,
            entry.span,
            format!("`{name}` has an upcaster and no older version"),
            format!("give the new shape the next version: {}", entry.key.example),
        );
    }
    said
}

type Wrong = (Code, String, String);

/// Whether a key means something on a type of this kind.
fn fits(entry: &Entry, kind: Kind, name: &str) -> Result<(), Wrong> {
    let key = entry.key.name;
    let (what, instead) = match (key, kind) {
        ("plain" | "shape", _)
        | ("type", Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service)
        | ("overflow" | "coalesce", Kind::Sse)
        | (
            "log_only" | "version" | "upcast" | "priority" | "max_attempts" | "retry" | "timeout"
            | "keep" | "subject" | "partition_key",
            Kind::Event | Kind::Webhook,
        )
        | (
            "version" | "upcast" | "priority" | "max_attempts" | "retry" | "keep" | "subject"
            | "partition_key" | "target" | "response" | "on_success" | "on_failure",
            Kind::Service,
        )
        | ("progress", Kind::Event | Kind::Service)
        | ("path" | "verify" | "secret" | "max_body", Kind::Webhook) => {
            return Ok(());
        }
        ("path" | "query", Kind::Api) => return Ok(()),
        (
            "query",
            Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service | Kind::Session | Kind::Plain,
        ) => (
            format!("`{key}` is for requests to an endpoint, and `{name}` is none"),
            "move the file into `api/`",
        ),
        ("path", Kind::Event | Kind::Sse | Kind::Service | Kind::Session | Kind::Plain) => (
            format!(
                "`path` is for webhooks and for requests to an endpoint, and `{name}` is neither"
            ),
            "move the file into `webhooks/` or `api/`",
        ),
        ("type", Kind::Api | Kind::Session | Kind::Plain) => (
            format!("`type` names an event or a message, and `{name}` is neither"),
            "move the file into `events/` or `sse/`",
        ),
        ("target" | "response" | "on_success" | "on_failure", _) => (
            format!("`{key}` is for calls of services, and `{name}` is none"),
            "move the file into `services/`",
        ),
        ("timeout", Kind::Service) => (
            "how long a call may take is said in `target(..)`".to_owned(),
            "write it there: `target(.., timeout = \"30s\")`",
        ),
        ("log_only", Kind::Service) => (
            format!("`{name}` is a call, and emitting it makes it"),
            "move the file into `events/`",
        ),
        ("verify" | "secret" | "max_body", _) => (
            format!("`{key}` is for webhooks, and `{name}` is none"),
            "move the file into `webhooks/`",
        ),
        (
            "overflow" | "coalesce",
            Kind::Event | Kind::Webhook | Kind::Service | Kind::Api | Kind::Session | Kind::Plain,
        ) => (
            format!("`{key}` is for messages to the browser, and `{name}` is none"),
            "move the file into `sse/`",
        ),
        ("progress", Kind::Webhook) => (
            format!(
                "`progress` is told to a browser session, and no session stands behind `{name}`"
            ),
            "emit an event with `progress` from its handler",
        ),
        (
            _,
            Kind::Event
            | Kind::Sse
            | Kind::Webhook
            | Kind::Service
            | Kind::Api
            | Kind::Session
            | Kind::Plain,
        ) => (
            format!("`{key}` is for events, and `{name}` is none"),
            "move the file into `events/`",
        ),
    };
    let help = format!("remove it, or {instead}");
    Err((report::BUILDAMP_ATTRIBUTE, what, help))
}

/// Whether a key means something where events are not stored.
fn immediate(entry: &Entry, interface: Interface) -> Result<(), Wrong> {
    let key = entry.key.name;
    match (interface, attr::without_store(key)) {
        (Interface::Reliable, _) | (Interface::Immediate, None) => Ok(()),
        (Interface::Immediate, Some(why)) => Err((
            report::IMMEDIATE,
            format!("`{key}` needs a store, and there is none (`event_store = false`): {why}"),
            attr::WITH_A_STORE.to_owned(),
        )),
    }
}

fn set(said: &mut Said, entry: &Entry, body: &Body) -> Result<(), Wrong> {
    let key = entry.key;
    let wrong = |what: String| {
        let help = format!("write {}", key.example);
        (report::BUILDAMP_ATTRIBUTE, what, help)
    };
    let whole = |number: i64| {
        u32::try_from(number)
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| wrong(format!("`{}` is a whole number from 1", key.name)))
    };
    match (key.name, &entry.value) {
        ("plain", Value::None) | ("shape", _) => {}
        // Read together with what is missing of them.
        (key, _) if key == "query" || webhook::is_key(key) || service::is_key(key) => {}
        ("log_only", Value::None) => said.options.log_only = true,
        ("progress", Value::None) => said.options.progress = true,
        ("type", Value::Text(text)) if let Some(why) = place::reserved(text) => {
            return Err((
                report::RESERVED_NAME,
                format!("`{text}` {why}"),
                format!("write another name: {}", key.example),
            ));
        }
        ("type", Value::Text(text)) if is_durable(text) => said.type_name = Some(text.clone()),
        ("type", Value::Text(text)) => {
            return Err(wrong(format!(
                "`{text}` is no durable name: words of letters, digits, `_` and `-`, divided by dots"
            )));
        }
        ("version", Value::Number(number)) => said.options.version = Some(whole(*number)?),
        ("upcast", Value::Path(path)) => said.options.upcast = Some(path.clone()),
        ("max_attempts", Value::Number(number)) => {
            said.options.max_attempts = Some(whole(*number)?);
        }
        ("priority", value) => {
            said.options.priority = Some(priority(value).ok_or_else(|| {
                wrong("`priority` is \"high\", \"normal\", \"low\" or a small whole number, lower first".to_owned())
            })?);
        }
        ("retry", value) => {
            let policy = retry::policy(value).map_err(|what| {
                let help = format!("write {}, {}", key.example, retry::OTHER_FORMS);
                (report::BUILDAMP_ATTRIBUTE, what, help)
            });
            said.options.retry = Some(policy?);
        }
        ("timeout", value) => {
            let longest = retry::wait(key.name, value).map_err(wrong)?;
            if longest.is_zero() {
                return Err(wrong("`timeout` leaves no time for anything".to_owned()));
            }
            said.options.timeout = Some(longest);
        }
        ("keep", Value::Text(text)) => said.options.keep = Some(keep(text).map_err(wrong)?),
        ("subject", Value::Text(text)) => {
            said.options.subject = template::parts(key.name, text, body).map_err(wrong)?;
        }
        ("partition_key", Value::Text(text)) => {
            said.options.partition_key = template::parts(key.name, text, body).map_err(wrong)?;
        }
        ("coalesce", Value::Text(text)) => {
            said.options.coalesce = template::parts(key.name, text, body).map_err(wrong)?;
        }
        ("overflow", Value::Text(text)) => {
            said.options.overflow = Some(overflow(text).map_err(wrong)?);
        }
        (name, Value::None) => return Err(wrong(format!("`{name}` needs a value"))),
        ("plain" | "log_only" | "progress", _) => {
            return Err(wrong(format!("`{}` takes no value", key.name)));
        }
        ("version" | "max_attempts", _) => {
            return Err(wrong(format!("`{}` is a whole number from 1", key.name)));
        }
        ("upcast", _) => {
            return Err(wrong(
                "`upcast` is the path of a function, without quotes".to_owned(),
            ));
        }
        (name, _) => return Err(wrong(format!("`{name}` is a string"))),
    }
    Ok(())
}

fn priority(value: &Value) -> Option<i16> {
    match value {
        Value::Text(text) => match text.as_str() {
            "high" => Some(-10),
            "normal" => Some(0),
            "low" => Some(10),
            _ => None,
        },
        Value::Number(number) => i16::try_from(*number).ok(),
        Value::None
        | Value::Texts(_)
        | Value::Path(_)
        | Value::List(_)
        | Value::Decimal(_)
        | Value::Bool(_)
        | Value::Range { .. } => None,
    }
}

/// "forever", or a time.
fn keep(text: &str) -> Result<Keep, String> {
    if text == "forever" {
        return Ok(Keep::Forever);
    }
    match duration(text) {
        None => Err(format!(
            "`{text}` is no time to keep an event for: write \"30d\", \"12h\" or \"forever\""
        )),
        Some(time) if !(SHORTEST..=LONGEST).contains(&time) => Err(format!(
            "`keep = \"{text}\"` is out of range: an hour or more and a hundred years at most, or \"forever\""
        )),
        Some(time) => Ok(Keep::For(time)),
    }
}

/// Within which the runtime keeps events.
const SHORTEST: Duration = Duration::from_hours(1);
const LONGEST: Duration = Duration::from_hours(24 * 36_525);

fn overflow(text: &str) -> Result<Overflow, String> {
    let names = Overflow::NAMED.map(|(name, _)| name);
    let found = Overflow::NAMED.iter().find(|(name, _)| *name == text);
    found.map(|(_, policy)| *policy).ok_or_else(|| {
        let meant = match report::nearest(text, names) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("it is \"{}\"", names.join("\" or \"")),
        };
        format!("`overflow` has no policy \"{text}\": {meant}")
    })
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
