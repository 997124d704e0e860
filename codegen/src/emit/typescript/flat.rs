//! What a shape comes down to once newtypes are looked through: whoever lies among the keys of another has to know.

use std::borrow::Cow;
use std::collections::HashMap;

use ecow::EcoString;

use super::super::graph::Graph;
use crate::model::{
    BuiltIn, Definition, FlatOf, Key, Presence, Record, Shape, TypeShape, WireField,
};

/// What a shape comes down to.
pub(super) enum Target<'a> {
    /// An object of these keys. Others are ignored, or refused where it is `closed`.
    Record { keys: Vec<&'a str>, closed: bool },
    /// An object with something among its keys.
    Mixed(Cow<'a, Record>),
    /// A map.
    Map {
        key: Cow<'a, Key>,
        of: Cow<'a, Shape>,
    },
    /// Anything else.
    Other,
}

/// How many newtypes are looked through: as many as nobody nests, so that a circle of them ends.
const DEEPEST: usize = 64;

/// What a shape comes down to.
pub(super) fn target<'a>(graph: &Graph<'a>, shape: &'a Shape) -> Target<'a> {
    let mut shape = Cow::Borrowed(shape);
    for _ in 0..DEEPEST {
        let Shape::Ref {
            file,
            name,
            side,
            args,
        } = &*shape
        else {
            break;
        };
        let Some(index) = graph.find(file, name, *side) else {
            return Target::Other;
        };
        let definition = &graph.definitions[index];
        match &definition.shape {
            TypeShape::Newtype(inner) => {
                shape = if definition.params.is_empty() {
                    Cow::Borrowed(inner)
                } else {
                    Cow::Owned(put_in(inner, &arguments(definition, args)))
                };
            }
            TypeShape::Record(record) if record.flat.is_empty() => {
                let closed = record.closed;
                return Target::Record {
                    keys: keys(record).collect(),
                    closed,
                };
            }
            TypeShape::Record(record) => {
                let mut record = Cow::Borrowed(record);
                if !definition.params.is_empty() {
                    let arguments = arguments(definition, args);
                    for part in record.to_mut().parts_mut() {
                        *part = put_in(part, &arguments);
                    }
                }
                return Target::Mixed(record);
            }
            TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => {
                return Target::Other;
            }
        }
    }
    match shape {
        Cow::Borrowed(Shape::Map { key, of }) => Target::Map {
            key: Cow::Borrowed(key),
            of: Cow::Borrowed(of),
        },
        Cow::Owned(Shape::Map { key, of }) => Target::Map {
            key: Cow::Owned(key),
            of: Cow::Owned(*of),
        },
        Cow::Borrowed(other) => built_in(other),
        Cow::Owned(other) => built_in(&other),
    }
}

/// What a type of the standard library comes down to; any other shape is none.
fn built_in(shape: &Shape) -> Target<'static> {
    let keys = match shape {
        Shape::BuiltIn(BuiltIn::Duration, _) => vec!["secs", "nanos"],
        Shape::BuiltIn(BuiltIn::SystemTime, _) => vec!["secs_since_epoch", "nanos_since_epoch"],
        Shape::BuiltIn(BuiltIn::Range, _) => vec!["start", "end"],
        Shape::BuiltIn(BuiltIn::RangeFrom, _) => vec!["start"],
        Shape::BuiltIn(BuiltIn::RangeTo, _) => vec!["end"],
        _ => return Target::Other,
    };
    Target::Record { keys, closed: true }
}

/// All names under which a record's own fields stand, its tag included.
pub(super) fn keys(record: &Record) -> impl Iterator<Item = &str> {
    let tag = record.tag.iter().map(|(key, _)| key.as_str());
    tag.chain(record.fields.iter().flat_map(names))
}

/// All names under which a field stands.
pub(super) fn names(field: &WireField) -> impl Iterator<Item = &str> {
    std::iter::once(field.key.as_str()).chain(field.aliases.iter().map(EcoString::as_str))
}

/// Whether a field's key may be missing.
pub(super) fn may_be_missing(field: &WireField) -> bool {
    match field.presence {
        Presence::Always | Presence::Required => false,
        Presence::Optional | Presence::OrNull => true,
    }
}

/// The keys that what lies at this place of [`Record::flat`] never sees: those of the record itself, and those that
/// what lies before it has taken.
pub(super) fn hidden<'a>(graph: &Graph<'a>, record: &'a Record, place: usize) -> Vec<&'a str> {
    let mut hidden: Vec<&str> = keys(record).collect();
    for flat in &record.flat[..place] {
        match &flat.of {
            FlatOf::Keys(of) => {
                if let Target::Record { keys, .. } = target(graph, of) {
                    hidden.extend(keys);
                }
            }
            FlatOf::Variant { tags, .. } => hidden.extend(tags.iter().map(EcoString::as_str)),
            FlatOf::Rest { .. } => {}
        }
    }
    hidden
}

/// A definition's type arguments by the names of its parameters.
fn arguments<'a>(definition: &'a Definition, args: &'a [Shape]) -> HashMap<&'a str, &'a Shape> {
    let params = definition.params.iter().map(EcoString::as_str);
    params.zip(args).collect()
}

/// A shape with type arguments in the place of parameters.
fn put_in(shape: &Shape, arguments: &HashMap<&str, &Shape>) -> Shape {
    if let Shape::Param(name) = shape {
        return arguments
            .get(name.as_str())
            .map_or_else(|| shape.clone(), |&argument| argument.clone());
    }
    let mut shape = shape.clone();
    for child in shape.children_mut() {
        *child = put_in(child, arguments);
    }
    shape
}
