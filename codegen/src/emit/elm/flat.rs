//! `#[serde(flatten)]`: what lies among the keys of an object, read past the keys that belong to the rest of it.

use std::collections::BTreeSet;

use super::decoders::decoder;
use super::module::Scope;
use super::syntax::{self, Expr, call};
use crate::model::{FlatOf, Record, Shape, TypeShape};

/// The stage of an object's decoder for what lies among its keys at this index.
pub(super) fn stage(scope: &Scope, record: &Record, index: usize) -> Expr {
    let flat = &record.flat[index];
    let decoder = match &flat.of {
        FlatOf::Variant { of, tags } => among(tags, decoder(scope, of)),
        FlatOf::Rest { of, except } => {
            without(except.iter().map(String::as_str), decoder(scope, of))
        }
        FlatOf::Keys(of) => {
            // What serde has given to the object itself and to what it flattened before is gone.
            let before = record.flat[..index]
                .iter()
                .filter_map(|flat| resolved(scope, flat.of.shape()))
                .flat_map(own_keys);
            beside(scope, of, own_keys(record).chain(before))
        }
    };
    let decoder = if flat.optional {
        call("Decode.maybe", vec![decoder])
    } else {
        decoder
    };
    call("Codec.flat", vec![decoder])
}

/// The decoder of an object among whose keys are some that it does not see.
pub(super) fn beside<'a>(scope: &Scope, of: &Shape, hidden: impl Iterator<Item = &'a str>) -> Expr {
    let hidden: BTreeSet<&str> = hidden.collect();
    // An object without anything among its keys finds its own and looks at no others.
    let is_apart = |record: &Record| {
        record.flat.is_empty()
            && !record.closed
            && own_keys(record).all(|key| !hidden.contains(key))
    };
    let decoder = decoder(scope, of);
    if hidden.is_empty() || resolved(scope, of).is_some_and(is_apart) {
        decoder
    } else {
        without(hidden, decoder)
    }
}

/// A decoder that does not see these keys.
pub(super) fn without<'a>(hidden: impl IntoIterator<Item = &'a str>, decoder: Expr) -> Expr {
    call("Codec.without", vec![syntax::texts(hidden), decoder])
}

fn among(tags: &[String], decoder: Expr) -> Expr {
    let tags = tags.iter().map(String::as_str);
    call("Codec.among", vec![syntax::texts(tags), decoder])
}

/// The keys that an object names itself, other accepted names included.
pub(super) fn own_keys(record: &Record) -> impl Iterator<Item = &str> {
    let tag = record.tag.iter().map(|(key, _)| key.as_str());
    let fields = record.fields.iter().flat_map(|field| {
        std::iter::once(&field.key)
            .chain(&field.aliases)
            .map(String::as_str)
    });
    tag.chain(fields)
}

/// The object that a shape stands for, where it stands for one alone.
fn resolved<'a>(scope: &Scope<'a>, shape: &Shape) -> Option<&'a Record> {
    let definitions = scope.module.all.graph.definitions;
    let mut shape = shape;
    // Newtypes that lead to each other in a circle hold nothing.
    for _ in 0..definitions.len() {
        let index = scope.module.all.find(shape)?;
        match &definitions[index].shape {
            TypeShape::Record(record) => return Some(record),
            TypeShape::Newtype(inner) => shape = inner,
            TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => {
                return None;
            }
        }
    }
    None
}
