//! What a shape comes down to once newtypes are looked through: whoever lies among the keys of another has to know.

use std::collections::HashMap;

use super::super::graph::Graph;
use crate::model::{BuiltIn, FlatOf, Key, Presence, Record, Shape, TypeShape, WireField};

/// What a shape comes down to.
pub(super) enum Target {
    /// An object of these keys. Others are ignored, or refused where it is `closed`.
    Record { keys: Vec<String>, closed: bool },
    /// An object with something among its keys.
    Mixed(Box<Record>),
    /// A map.
    Map { key: Key, of: Shape },
    /// Anything else.
    Other,
}

/// How many newtypes are looked through: as many as nobody nests, so that a circle of them ends.
const DEEPEST: usize = 64;

/// What a shape comes down to.
pub(super) fn target(graph: &Graph, shape: &Shape) -> Target {
    let mut shape = shape.clone();
    for _ in 0..DEEPEST {
        let Shape::Ref {
            file,
            name,
            side,
            args,
        } = &shape
        else {
            break;
        };
        let Some(index) = graph.find(file, name, *side) else {
            return Target::Other;
        };
        let definition = &graph.definitions[index];
        match &definition.shape {
            TypeShape::Newtype(inner) => {
                let arguments = definition.params.iter().map(String::as_str).zip(args);
                shape = put_in(inner, &arguments.collect());
            }
            TypeShape::Record(record) if record.flat.is_empty() => {
                let keys = keys(record).map(str::to_owned).collect();
                let closed = record.closed;
                return Target::Record { keys, closed };
            }
            TypeShape::Record(_) => {
                let arguments = definition
                    .params
                    .iter()
                    .map(String::as_str)
                    .zip(args)
                    .collect();
                let mut found = definition.shape.clone();
                for part in found.parts_mut() {
                    *part = put_in(part, &arguments);
                }
                return match found {
                    TypeShape::Record(record) => Target::Mixed(Box::new(record)),
                    _ => Target::Other,
                };
            }
            TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => {
                return Target::Other;
            }
        }
    }
    let closed = |keys: &[&str]| Target::Record {
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        closed: true,
    };
    match shape {
        Shape::Map { key, of } => Target::Map { key, of: *of },
        Shape::BuiltIn(BuiltIn::Duration, _) => closed(&["secs", "nanos"]),
        Shape::BuiltIn(BuiltIn::SystemTime, _) => {
            closed(&["secs_since_epoch", "nanos_since_epoch"])
        }
        Shape::BuiltIn(BuiltIn::Range, _) => closed(&["start", "end"]),
        Shape::BuiltIn(BuiltIn::RangeFrom, _) => closed(&["start"]),
        Shape::BuiltIn(BuiltIn::RangeTo, _) => closed(&["end"]),
        _ => Target::Other,
    }
}

/// All names under which a record's own fields stand, its tag included.
pub(super) fn keys(record: &Record) -> impl Iterator<Item = &str> {
    let tag = record.tag.iter().map(|(key, _)| key.as_str());
    tag.chain(record.fields.iter().flat_map(names))
}

/// All names under which a field stands.
pub(super) fn names(field: &WireField) -> impl Iterator<Item = &str> {
    std::iter::once(field.key.as_str()).chain(field.aliases.iter().map(String::as_str))
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
pub(super) fn hidden(graph: &Graph, record: &Record, place: usize) -> Vec<String> {
    let mut hidden: Vec<String> = keys(record).map(str::to_owned).collect();
    for flat in &record.flat[..place] {
        match &flat.of {
            FlatOf::Keys(of) => {
                if let Target::Record { keys, .. } = target(graph, of) {
                    hidden.extend(keys);
                }
            }
            FlatOf::Variant { tags, .. } => hidden.extend(tags.iter().cloned()),
            FlatOf::Rest { .. } => {}
        }
    }
    hidden
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
