//! Definitions as TypeScript types.

use std::borrow::Cow;

use super::super::graph::Graph;
use super::flat::{self, Target};
use super::ty::{Docs, Member, NEVER, Ts};
use crate::model::{
    BuiltIn, Definition, Enum, Flat, FlatOf, Int, Items, Key, Record, Shape, Tagging, TypeShape,
    VariantBody, WireField, WireVariant,
};

/// The type of a definition.
pub(super) fn of<'a>(graph: &Graph<'a>, definition: &'a Definition) -> Ts<'a> {
    match &definition.shape {
        TypeShape::Record(it) => record(graph, it, None),
        TypeShape::Newtype(of) => shape(graph, of),
        TypeShape::Tuple(it) => items(graph, it),
        TypeShape::Unit => Ts::Plain("null"),
        TypeShape::Enum(it) => {
            let tagged = it.variants.iter().filter(|variant| !variant.untagged);
            let tagged = tagged.map(|it_is| variant(graph, it, it_is));
            let loose = it.variants.iter().filter(|variant| variant.untagged);
            let loose = loose.map(|variant| body(graph, &variant.body).documented(docs(variant)));
            Ts::union(tagged.chain(loose))
        }
        TypeShape::Numbers(int, numbers) if numbers.iter().any(|number| number.other) => {
            integer(*int)
        }
        TypeShape::Numbers(_, numbers) => Ts::union(numbers.iter().map(|number| {
            let docs = Docs::of(&number.docs, number.deprecated.as_deref());
            Ts::Number(number.value).documented(docs)
        })),
    }
}

/// Whether a definition is an interface, which tells its name in messages and may refer to itself.
pub(super) fn is_interface(definition: &Definition) -> bool {
    match &definition.shape {
        TypeShape::Record(record) => {
            record.flat.is_empty() && record.fields.iter().all(|field| field.aliases.is_empty())
        }
        TypeShape::Newtype(_)
        | TypeShape::Tuple(_)
        | TypeShape::Unit
        | TypeShape::Enum(_)
        | TypeShape::Numbers(..) => false,
    }
}

/// Above this an array `[T; N]` is typed as `T[]`; its guard still counts.
const LONGEST_TUPLE: usize = 16;

/// Above so many parts in all an array is typed as `T[]` too: arrays inside arrays multiply.
const MOST_PARTS: usize = 256;

/// Whether an array is written out as a tuple.
fn is_tuple(of: &Shape, length: usize) -> bool {
    tuple_parts(length, parts(of)).is_some()
}

/// How many parts an array of elements of so many parts is written out as, where it is a tuple.
fn tuple_parts(length: usize, of: usize) -> Option<usize> {
    let all = length.saturating_mul(of);
    (length <= LONGEST_TUPLE && all <= MOST_PARTS).then_some(all)
}

/// How many parts a shape is written as.
fn parts(it: &Shape) -> usize {
    let mut inside: usize = 0;
    it.each_child(|child| inside = inside.saturating_add(parts(child)));
    match it {
        Shape::Array(_, length) => tuple_parts(*length, inside),
        _ => None,
    }
    .unwrap_or(inside.saturating_add(1))
}

fn shape<'a>(graph: &Graph<'a>, it: &'a Shape) -> Ts<'a> {
    let all = |shapes: &'a [Shape]| shapes.iter().map(|it| shape(graph, it)).collect::<Vec<_>>();
    match it {
        Shape::Any => Ts::Codec("JsonValue", Vec::new()),
        Shape::Null => Ts::Plain("null"),
        Shape::Bool => Ts::Plain("boolean"),
        Shape::Int(int) | Shape::NonZero(int) => integer(*int),
        Shape::Float { null: false } => Ts::Plain("number"),
        Shape::Float { null: true } => Ts::Plain("number").or_null(),
        Shape::Text(_) => Ts::Plain("string"),
        Shape::Option(of) => shape(graph, of).or_null(),
        Shape::Array(of, length) if is_tuple(of, *length) => {
            Ts::Tuple(vec![shape(graph, of); *length], *length)
        }
        Shape::List(of) | Shape::Array(of, _) => Ts::Array(Box::new(shape(graph, of))),
        Shape::Tuple(shapes) => Ts::Tuple(all(shapes), shapes.len()),
        Shape::Map { key, of } => map(graph, key, shape(graph, of)),
        Shape::BuiltIn(built_in, args) => Ts::Codec(codec_type(*built_in), all(args)),
        Shape::Param(name) => Ts::Param(Cow::Borrowed(name)),
        Shape::Ref {
            file,
            name,
            side,
            args,
        } => match graph.find(file, name, *side) {
            Some(index) => Ts::Ref(index, all(args)),
            // What is refused elsewhere.
            None => Ts::Plain("unknown"),
        },
    }
}

fn integer(int: Int) -> Ts<'static> {
    if int.is_wide() {
        Ts::Codec("Wide", Vec::new())
    } else {
        Ts::Plain("number")
    }
}

fn codec_type(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "Duration",
        BuiltIn::SystemTime => "SystemTime",
        BuiltIn::Range => "Range",
        BuiltIn::RangeFrom => "RangeFrom",
        BuiltIn::RangeTo => "RangeTo",
        BuiltIn::Bound => "Bound",
        BuiltIn::Result => "Outcome",
    }
}

fn map<'a>(graph: &Graph<'a>, key: &'a Key, of: Ts<'a>) -> Ts<'a> {
    match key {
        Key::Tag(tag) if matches!(**tag, Shape::Ref { .. }) => {
            Ts::Mapped(Box::new(shape(graph, tag)), Box::new(of))
        }
        Key::Tag(_) | Key::Text(_) | Key::Int(_) | Key::Bool => Ts::Index(Box::new(of)),
    }
}

fn items<'a>(graph: &Graph<'a>, items: &'a Items) -> Ts<'a> {
    let types = items.shapes.iter().map(|it| shape(graph, it)).collect();
    Ts::Tuple(types, items.required)
}

/// An object with what lies among its keys, and the tag of the variant that it belongs to.
fn record<'a>(graph: &Graph<'a>, it: &'a Record, tag: Option<Member<'a>>) -> Ts<'a> {
    record_beside(graph, it, tag, &[])
}

/// The same among the keys of another object.
fn record_beside<'a>(
    graph: &Graph<'a>,
    record: &'a Record,
    tag: Option<Member<'a>>,
    around: &[Ts<'a>],
) -> Ts<'a> {
    let own_tag = record.tag.as_ref();
    let own_tag = own_tag.map(|(key, text)| Member::new(key, Ts::literal(text)));
    let mut members = Vec::with_capacity(record.fields.len() + 1);
    members.extend(tag.into_iter().chain(own_tag));
    let is_own = |field: &&WireField| field.aliases.is_empty();
    // Most objects are nothing else.
    if record.flat.is_empty() && record.fields.iter().all(|field| is_own(&field)) {
        members.extend(record.fields.iter().map(|field| member(graph, field)));
        return Ts::Object(members);
    }
    let own = record.fields.iter().filter(is_own);
    members.extend(own.map(|field| member(graph, field)));
    let mut parts = Vec::new();
    if !members.is_empty() {
        parts.push(Ts::Object(members));
    }
    let aliased = record.fields.iter().filter(|it| !it.aliases.is_empty());
    parts.extend(aliased.map(|field| by_one_name(graph, field)));
    if !record.flat.is_empty() {
        // One step further in, also where nothing stands beside what lies there.
        let here = [Ts::Object(Vec::new())];
        let own = [parts.as_slice(), around, &here].concat();
        let flat = record.flat.iter();
        parts.extend(flat.map(|flat| among(graph, flat, &own, record)));
    }
    Ts::intersection(parts)
}

fn member<'a>(graph: &Graph<'a>, field: &'a WireField) -> Member<'a> {
    Member {
        docs: Docs::of(&field.docs, field.deprecated.as_deref()),
        key: Cow::Borrowed(&field.key),
        optional: flat::may_be_missing(field),
        ty: shape(graph, &field.shape),
    }
}

/// A field of several names, of which one is there.
fn by_one_name<'a>(graph: &Graph<'a>, field: &'a WireField) -> Ts<'a> {
    let it = member(graph, field);
    Ts::union(flat::names(field).map(|chosen| {
        let member = |name: &'a str| {
            if name == chosen {
                Member {
                    key: Cow::Borrowed(name),
                    ..it.clone()
                }
            } else {
                Member {
                    optional: true,
                    ..Member::new(name, NEVER)
                }
            }
        };
        Ts::Object(flat::names(field).map(member).collect())
    }))
}

/// What lies among the keys of an object.
fn among<'a>(graph: &Graph<'a>, flat: &'a Flat, own: &[Ts<'a>], record: &'a Record) -> Ts<'a> {
    let ty = match &flat.of {
        FlatOf::Keys(of) => beside(graph, of, own, std::iter::empty()),
        FlatOf::Variant { of, .. } => Ts::Codec("Keyed", vec![shape(graph, of)]),
        FlatOf::Rest { of, .. } => {
            let others = record.flat.iter().filter_map(|other| match &other.of {
                FlatOf::Keys(of) => Some(shape(graph, of)),
                FlatOf::Variant { of, .. } => Some(Ts::Codec("Keyed", vec![shape(graph, of)])),
                FlatOf::Rest { .. } => None,
            });
            return beside(graph, of, own, others);
        }
    };
    if flat.optional {
        let none = Ts::Codec("NoneOf", vec![ty.clone()]);
        Ts::union([ty, none])
    } else {
        ty
    }
}

/// A map beside other keys: what TypeScript lets stand under a key of it is what stands under those too. So it is with
/// an object that has one among its keys.
fn beside<'a>(
    graph: &Graph<'a>,
    of: &'a Shape,
    own: &[Ts<'a>],
    others: impl Iterator<Item = Ts<'a>>,
) -> Ts<'a> {
    let map = match flat::target(graph, of) {
        Target::Map { key, of } => match (key, of) {
            (Cow::Borrowed(key), Cow::Borrowed(of)) => map(graph, key, shape(graph, of)),
            (key, of) => map(graph, &key, shape(graph, &of)).into_owned(),
        },
        Target::Mixed(record) if own.len() < WIDEST && has_rest(graph, &record, DEEPEST) => {
            return match record {
                Cow::Borrowed(record) => record_beside(graph, record, None, own),
                Cow::Owned(record) => record_beside(graph, &record, None, own).into_owned(),
            };
        }
        Target::Mixed(_) | Target::Record { .. } | Target::Other => return shape(graph, of),
    };
    match map {
        Ts::Index(item) => {
            let mut own_types = Vec::new();
            for part in own {
                values(part, &mut own_types);
            }
            let others = others.map(|other| Ts::Codec("Values", vec![other]));
            Ts::Index(Box::new(Ts::union(
                [*item].into_iter().chain(own_types).chain(others),
            )))
        }
        mapped => mapped,
    }
}

/// How much may stand around an object that is written out: one that lies in itself ends there.
const WIDEST: usize = 6;

/// How many objects that lie in each other are looked through.
const DEEPEST: usize = 4;

/// Whether any key may stand in an object.
fn has_rest(graph: &Graph, record: &Record, depth: usize) -> bool {
    record.flat.iter().any(|flat| match &flat.of {
        FlatOf::Rest { .. } => true,
        FlatOf::Variant { .. } => false,
        FlatOf::Keys(of) => match flat::target(graph, of) {
            Target::Mixed(inner) => depth > 0 && has_rest(graph, &inner, depth - 1),
            Target::Map { .. } => true,
            Target::Record { .. } | Target::Other => false,
        },
    })
}

/// What stands under the keys of an object that is written out.
fn values<'a>(ty: &Ts<'a>, found: &mut Vec<Ts<'a>>) {
    match ty {
        Ts::Object(members) => found.extend(
            members
                .iter()
                .filter(|member| member.ty != NEVER)
                .map(|member| member.ty.clone()),
        ),
        Ts::Union(types) | Ts::Intersection(types) => {
            for ty in types {
                values(ty, found);
            }
        }
        _ => {}
    }
}

/// What a variant carries, alone.
fn body<'a>(graph: &Graph<'a>, body: &'a VariantBody) -> Ts<'a> {
    match body {
        VariantBody::Unit => Ts::Plain("null"),
        VariantBody::Newtype(of) => shape(graph, of),
        VariantBody::Tuple(it) => items(graph, it),
        VariantBody::Record(it) => record(graph, it, None),
    }
}

fn docs(variant: &WireVariant) -> Docs<'_> {
    Docs::of(&variant.docs, variant.deprecated.as_deref())
}

/// A variant, once for each of its names.
fn variant<'a>(graph: &Graph<'a>, it: &'a Enum, variant: &'a WireVariant) -> Ts<'a> {
    if variant.other {
        return tagged(graph, it, variant, &variant.tag, Ts::Plain("string"));
    }
    if variant.aliases.is_empty() {
        return tagged(graph, it, variant, &variant.tag, Ts::literal(&variant.tag));
    }
    let tags = std::iter::once(&variant.tag).chain(&variant.aliases);
    Ts::union(tags.map(|tag| tagged(graph, it, variant, tag, Ts::literal(tag))))
}

/// A variant by one of its names, which is of this type where it stands as a value. Its comment stands at what tells it
/// apart, where an editor shows it.
fn tagged<'a>(
    graph: &Graph<'a>,
    it: &'a Enum,
    variant: &'a WireVariant,
    name: &'a str,
    literal: Ts<'a>,
) -> Ts<'a> {
    let by = |key: &'a str, ty: Ts<'a>| Member {
        docs: docs(variant),
        ..Member::new(key, ty)
    };
    match (&it.tagging, &variant.body) {
        (Tagging::External, VariantBody::Unit) => literal.documented(docs(variant)),
        (Tagging::External, carried) => Ts::Object(vec![by(name, body(graph, carried))]),
        (Tagging::Internal { tag }, VariantBody::Record(it)) => {
            record(graph, it, Some(by(tag, literal)))
        }
        (Tagging::Internal { tag }, carried) => {
            let own = Ts::Object(vec![by(tag, literal)]);
            match carried {
                VariantBody::Newtype(of) => {
                    let beside = beside(graph, of, std::slice::from_ref(&own), std::iter::empty());
                    Ts::intersection([own, beside])
                }
                VariantBody::Unit | VariantBody::Tuple(_) | VariantBody::Record(_) => own,
            }
        }
        (Tagging::Adjacent { tag, content }, carried) => {
            let mut members = vec![by(tag, literal)];
            if *carried != VariantBody::Unit {
                members.push(Member::new(content, body(graph, carried)));
            }
            Ts::Object(members)
        }
        (Tagging::Untagged, carried) => body(graph, carried).documented(docs(variant)),
    }
}
