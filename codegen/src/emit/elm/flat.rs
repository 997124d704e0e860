//! `#[serde(flatten)]`: what lies among the keys of an object, read past the keys that belong to the rest of it.

use std::collections::BTreeSet;

use ecow::EcoString;

use super::decoders::decoder;
use super::scope::Scope;
use super::writer::{Name, Place, Writer};
use crate::model::{FlatOf, Record, Shape, TypeShape};

/// The stage of an object's decoder for what lies among its keys at this index.
pub(super) fn stage(w: &mut Writer, scope: &Scope, record: &Record, index: usize) {
    w.call(Place::Alone, Name::Known("Codec.flat"), |w| {
        w.line();
        if record.flat[index].optional {
            w.call(Place::Argument, Name::Known("Decode.maybe"), |w| {
                within(w.line(), scope, record, index);
            });
        } else {
            within(w, scope, record, index);
        }
    });
}

/// The decoder of what lies there.
fn within(w: &mut Writer, scope: &Scope, record: &Record, index: usize) {
    match &record.flat[index].of {
        FlatOf::Variant { of, tags } => {
            w.call(Place::Argument, Name::Known("Codec.among"), |w| {
                w.line().texts(tags.iter().map(EcoString::as_str));
                decoder(w.line(), scope, of, Place::Argument);
            });
        }
        FlatOf::Rest { of, except } => {
            let hidden = except.iter().map(EcoString::as_str);
            without(w, Place::Argument, hidden, |w, place| {
                decoder(w, scope, of, place);
            });
        }
        FlatOf::Keys(of) => {
            // What serde has given to the object itself and to what it flattened before is gone.
            let before = record.flat[..index]
                .iter()
                .filter_map(|flat| resolved(scope, flat.of.shape()))
                .flat_map(own_keys);
            beside(
                w,
                scope,
                of,
                own_keys(record).chain(before),
                Place::Argument,
            );
        }
    }
}

/// The decoder of an object among whose keys are some that it does not see.
pub(super) fn beside<'k>(
    w: &mut Writer,
    scope: &Scope,
    of: &Shape,
    hidden: impl Iterator<Item = &'k str>,
    place: Place,
) {
    let hidden: BTreeSet<&str> = hidden.collect();
    // An object without anything among its keys finds its own and looks at no others.
    let is_apart = |record: &Record| {
        record.flat.is_empty()
            && !record.closed
            && own_keys(record).all(|key| !hidden.contains(key))
    };
    if hidden.is_empty() || resolved(scope, of).is_some_and(is_apart) {
        decoder(w, scope, of, place);
    } else {
        without(w, place, hidden, |w, place| decoder(w, scope, of, place));
    }
}

/// A decoder that does not see these keys.
pub(super) fn without<'k>(
    w: &mut Writer,
    place: Place,
    hidden: impl IntoIterator<Item = &'k str>,
    decoder: impl FnOnce(&mut Writer, Place),
) {
    w.call(place, Name::Known("Codec.without"), |w| {
        w.line().texts(hidden);
        decoder(w.line(), Place::Argument);
    });
}

/// The keys that an object names itself, other accepted names included.
pub(super) fn own_keys(record: &Record) -> impl Iterator<Item = &str> {
    let tag = record.tag.iter().map(|(key, _)| key.as_str());
    let fields = record.fields.iter().flat_map(|field| {
        std::iter::once(&field.key)
            .chain(&field.aliases)
            .map(EcoString::as_str)
    });
    tag.chain(fields)
}

/// The object that a shape stands for, where it stands for one alone.
fn resolved<'a>(scope: &Scope<'a>, shape: &Shape) -> Option<&'a Record> {
    let graph = &scope.module.all.graph;
    let mut shape = shape;
    // Newtypes that lead to each other in a circle hold nothing.
    for _ in 0..graph.definitions.len() {
        match &graph.definitions[graph.find_ref(shape)?].shape {
            TypeShape::Record(record) => return Some(record),
            TypeShape::Newtype(inner) => shape = inner,
            TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => {
                return None;
            }
        }
    }
    None
}
