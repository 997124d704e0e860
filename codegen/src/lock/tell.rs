//! What a change breaks, as a person is told of it: whom, in which direction, and what to do.

use std::collections::BTreeMap;

use ecow::EcoString;

use super::breaks::{Break, Whom};
use super::fits::{Spot, Why};
use super::write::durable;
use super::{Lock, Name};
use crate::Analysis;
use crate::model::{At, Body, Definition, Fields, Item, Record, TypeShape, VariantBody};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// The lock that stands on disk.
pub(super) struct Standing<'a> {
    pub text: &'a str,
    pub shown: &'a str,
}

const ACCEPT: &str = "when nobody relies on it, `buildamp generate --accept`";

/// One problem each.
pub(super) fn problems(
    breaks: &[Break],
    old: &Lock,
    new: &Lock,
    analysis: &Analysis,
    standing: &Standing<'_>,
) -> Vec<Problem> {
    if breaks.is_empty() {
        return Vec::new();
    }
    let source = Source::new(analysis);
    let tell = |it| one(it, old, new, &source, standing);
    breaks.iter().map(tell).collect()
}

fn one(
    it: &Break,
    old: &Lock,
    new: &Lock,
    source: &Source<'_>,
    standing: &Standing<'_>,
) -> Problem {
    let (at, what, help) = match it {
        Break::Shape {
            whom,
            at,
            why,
            through,
        } => {
            let first = through.iter().next().map_or("", String::as_str);
            let through: Vec<String> = through.iter().map(|name| format!("`{name}`")).collect();
            let what = format!("{}: {}", cannot(*whom, &listed(&through)), detail(why, at));
            let code = match whom {
                Whom::Stored | Whom::Sessions | Whom::Pages => report::BREAKING,
                Whom::Senders | Whom::Receivers => report::MAY_BREAK,
            };
            let version = new.events.get(first).map_or(1, |event| event.version);
            let was = old.events.get(first).map_or(version, |event| event.version);
            let help = help(*whom, why, was, version.max(was + 1));
            let place = source
                .place(at)
                .unwrap_or_else(|| standing.line("type", at.name.as_ref()));
            return Problem::new(code, place, what, help);
        }
        Break::EventGone { event, now } => (
            source.type_or(now.as_ref(), || standing.durable("event", event)),
            format!(
                "the event `{event}` is gone, and those that are stored or wait can no longer be handled"
            ),
            match now {
                Some(Name { name, .. }) => format!(
                    "if it is `{name}` now, keep its name: `#[buildamp(type = \"{event}\")]`; {ACCEPT}"
                ),
                None => format!("keep the type until none is stored that anybody needs; {ACCEPT}"),
            },
        ),
        Break::VersionFell { event, from, to } => (
            source.type_or(new.events.get(event).map(|event| &event.of), || {
                standing.durable("event", event)
            }),
            format!(
                "the version of `{event}` fell from {from} to {to}, and events of version {from} that are stored can \
                 no longer be handled"
            ),
            format!("write `#[buildamp(version = {from})]`; {ACCEPT}"),
        ),
        Break::UpcasterGone { event } => (
            source.type_or(new.events.get(event).map(|event| &event.of), || {
                standing.durable("event", event)
            }),
            format!(
                "older versions of `{event}` that are stored were read through an upcaster, which is gone"
            ),
            format!("keep `upcast = …` beside `version`; {ACCEPT}"),
        ),
        Break::MessageRenamed { message, now } => (
            source.type_or(Some(now), || standing.durable("message", message)),
            format!(
                "pages that are open know the message `{message}`, and it has another name now"
            ),
            format!("keep the name: `#[buildamp(type = \"{message}\")]`; {ACCEPT}"),
        ),
        Break::ConsumerGone { consumer, now } => {
            let renamed = now
                .as_ref()
                .and_then(|now| source.handlers.get(now.as_str()));
            (
                renamed.map_or_else(
                    || standing.durable("consumer", consumer),
                    |at| (*at).clone(),
                ),
                format!(
                    "the consumer `{consumer}` is gone, and deliveries that wait for it are never made"
                ),
                match now {
                    Some(now) => format!(
                        "if it is `{now}` now, keep its name: `#[buildamp(consumer = \"{consumer}\")]`; {ACCEPT}"
                    ),
                    None => format!("keep the handler until none waits; {ACCEPT}"),
                },
            )
        }
        Break::ConsumerNarrowed { consumer, from, to } => (
            source.handlers.get(consumer.as_str()).map_or_else(
                || standing.durable("consumer", consumer),
                |at| (*at).clone(),
            ),
            format!(
                "the consumer `{consumer}` listened to `{from}` and listens to `{to}` now, and deliveries of the rest \
                 that wait for it are never made"
            ),
            format!(
                "give the new handler a name of its own, `#[buildamp(consumer = \"…\")]`; {ACCEPT}"
            ),
        ),
    };
    Problem::new(report::BREAKING, at, what, help)
}

/// Who cannot read what.
fn cannot(whom: Whom, through: &str) -> String {
    match whom {
        Whom::Stored => format!("what is stored of {through} cannot be read any more"),
        Whom::Sessions => format!("what open sessions keep as {through} cannot be read any more"),
        Whom::Pages => format!("pages that are open cannot read {through} any more"),
        Whom::Senders => {
            format!("what pages that are open send as {through} may not be understood any more")
        }
        Whom::Receivers => format!("pages that are open may not understand {through} any more"),
    }
}

/// A few names, and how many more there are.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

fn detail(why: &Why, at: &Spot) -> String {
    let place = match (&at.variant, &at.key) {
        (_, Some(key)) => format!(" at `{key}`"),
        (Some(variant), None) if !variant.is_empty() => format!(" in `{variant}`"),
        (_, None) => String::new(),
    };
    match why {
        Why::Missing { key, .. } => format!("it has no `{key}`"),
        Why::MaybeMissing { key } => format!("it may have no `{key}`"),
        Why::Refused { key } => format!("it has `{key}`, and unknown keys are refused"),
        Why::Variant { tag } => format!("it may be `{tag}`, which is not known"),
        Why::Null => format!("it may have null{place}, which is not accepted"),
        Why::Shape { written, read } => format!("it has {written}{place} where {read} is read"),
    }
}

fn help(whom: Whom, why: &Why, from: u32, to: u32) -> String {
    let (keep, rest) = match whom {
        Whom::Stored => (
            by_reader(why),
            format!(
                "; or say how the old data is read, `#[buildamp(version = {to}, upcast = from_v{from})]`"
            ),
        ),
        Whom::Sessions | Whom::Senders => (by_reader(why), String::new()),
        Whom::Pages | Whom::Receivers => (by_writer(why), String::new()),
    };
    match whom {
        Whom::Stored | Whom::Sessions | Whom::Pages => format!("{keep}{rest}; {ACCEPT}"),
        Whom::Senders | Whom::Receivers => keep,
    }
}

/// What to do in the type that is read.
fn by_reader(why: &Why) -> String {
    match why {
        Why::Missing { key, unknown } => {
            let near = report::nearest(key, unknown.iter().map(EcoString::as_str));
            let only = || match unknown.as_slice() {
                [only] => Some(only.as_str()),
                _ => None,
            };
            match near.or_else(only) {
                Some(before) => format!(
                    "if the field was `{before}` before, `#[serde(alias = {before:?})]`; else give it a default, \
                     `#[serde(default)]`"
                ),
                None => "give the field a default, `#[serde(default)]`".to_owned(),
            }
        }
        Why::MaybeMissing { .. } => "give the field a default, `#[serde(default)]`".to_owned(),
        Why::Refused { key } => {
            format!("take `deny_unknown_fields` away, or keep the field `{key}`")
        }
        Why::Variant { tag } => {
            format!("keep the variant; if it has another name now, `#[serde(alias = {tag:?})]`")
        }
        Why::Null => "keep the `Option`".to_owned(),
        Why::Shape { .. } => "keep the type".to_owned(),
    }
}

/// What to do in the type that is written.
fn by_writer(why: &Why) -> String {
    match why {
        Why::Missing { key, .. } => {
            format!("keep sending `{key}` until no page of the last release is open")
        }
        Why::MaybeMissing { key } => format!("keep sending `{key}` each time"),
        Why::Refused { key } => format!("send `{key}` in a type of its own"),
        Why::Variant { .. } => {
            "send what is new as a message of its own, which pages that do not know it leave alone"
                .to_owned()
        }
        Why::Null => "keep sending a value".to_owned(),
        Why::Shape { .. } => "keep the type, and send the new one under another key".to_owned(),
    }
}

impl Standing<'_> {
    /// The line of an event, a message or a consumer.
    fn durable(&self, word: &str, name: &str) -> At {
        self.at(&format!("{word} {} ", durable(name)))
    }

    fn line(&self, word: &str, name: Option<&Name>) -> At {
        self.at(&name.map_or_else(String::new, |name| format!("{word} {name}")))
    }

    fn at(&self, begins: &str) -> At {
        let mut lines = self.text.lines().enumerate();
        let found = lines.find(|(_, line)| line.starts_with(begins));
        let (index, line) = found.unwrap_or_default();
        let end = (index + 1, line.chars().count() + 1);
        At::new(self.shown.into(), (index + 1, 1), end)
    }
}

/// Where things stand in the new source.
struct Source<'a> {
    items: BTreeMap<Name, &'a Item>,
    definitions: BTreeMap<Name, Vec<&'a Definition>>,
    handlers: BTreeMap<&'a str, &'a At>,
}

impl<'a> Source<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let mut definitions: BTreeMap<Name, Vec<&Definition>> = BTreeMap::new();
        for definition in &analysis.definitions {
            let name = Name {
                file: definition.file.clone(),
                name: definition.name.clone(),
            };
            definitions.entry(name).or_default().push(definition);
        }
        let items = analysis.model.items.iter();
        let handlers = analysis.model.handlers.iter();
        Self {
            items: items.map(|item| (Name::of_item(item), item)).collect(),
            definitions,
            handlers: handlers
                .map(|handler| (handler.consumer.as_str(), &handler.at))
                .collect(),
        }
    }

    fn type_or(&self, name: Option<&Name>, otherwise: impl FnOnce() -> At) -> At {
        let item = name.and_then(|name| self.items.get(name));
        item.map_or_else(otherwise, |item| item.at.clone())
    }

    /// The key, else the variant, else the type.
    fn place(&self, spot: &Spot) -> Option<At> {
        let name = spot.name.as_ref()?;
        let item = self.items.get(name)?;
        let definitions = self.definitions.get(name).into_iter().flatten();
        let inside = definitions
            .into_iter()
            .find_map(|it| inside(item, it, spot));
        Some(inside.unwrap_or(&item.at).clone())
    }
}

fn inside<'a>(item: &'a Item, definition: &Definition, spot: &Spot) -> Option<&'a At> {
    match (&item.body, &definition.shape, &spot.variant) {
        (Body::Struct(fields), TypeShape::Record(record), None) => {
            field(fields, record, spot.key.as_deref()?)
        }
        (Body::Enum(variants), TypeShape::Enum(of), Some(tag)) => {
            let wire = of.variants.iter().find(|it| it.tag == *tag)?;
            let variant = variants.iter().find(|it| plain(&it.ident) == wire.name)?;
            let key = match &wire.body {
                VariantBody::Record(record) => spot
                    .key
                    .as_deref()
                    .and_then(|key| field(&variant.fields, record, key)),
                VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => None,
            };
            Some(key.unwrap_or(&variant.at))
        }
        _ => None,
    }
}

fn field<'a>(fields: &'a Fields, record: &Record, key: &str) -> Option<&'a At> {
    let wire = record.fields.iter().find(|it| it.key == key)?;
    let (Fields::Named(fields) | Fields::Unnamed(fields)) = fields else {
        return None;
    };
    let field = fields.iter().find(|it| plain(&it.ident) == wire.name)?;
    Some(&field.at)
}
