//! Definitions as TypeScript types.

use super::super::graph::Graph;
use super::flat::{self, Target};
use super::syntax;
use super::ty::{Member, Ts};
use crate::model::{
    BuiltIn, Definition, Enum, Flat, FlatOf, Int, Items, Key, Record, Shape, Tagging, TypeShape,
    VariantBody, WireField, WireVariant,
};

/// The type of a definition.
pub(super) fn of(graph: &Graph, definition: &Definition) -> Ts {
    match &definition.shape {
        TypeShape::Record(it) => record(graph, it, None),
        TypeShape::Newtype(of) => shape(graph, of),
        TypeShape::Tuple(it) => items(graph, it),
        TypeShape::Unit => Ts::plain("null"),
        TypeShape::Enum(it) => {
            let (loose, tagged): (Vec<_>, Vec<_>) =
                it.variants.iter().partition(|variant| variant.untagged);
            let tagged = tagged.into_iter().map(|it_is| variant(graph, it, it_is));
            let loose = loose.into_iter().map(|variant| body(graph, &variant.body));
            Ts::union(tagged.chain(loose))
        }
        TypeShape::Numbers(_, numbers) if numbers.iter().any(|number| number.other) => {
            Ts::plain("number")
        }
        TypeShape::Numbers(_, numbers) => Ts::union(
            numbers
                .iter()
                .map(|number| Ts::plain(number.value.to_string())),
        ),
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
    length <= LONGEST_TUPLE && length.saturating_mul(parts(of)) <= MOST_PARTS
}

/// How many parts a shape is written as.
fn parts(it: &Shape) -> usize {
    let children = it.children().into_iter();
    let inside = children.fold(0, |sum: usize, child| sum.saturating_add(parts(child)));
    match it {
        Shape::Array(_, length)
            if *length <= LONGEST_TUPLE && length.saturating_mul(inside) <= MOST_PARTS =>
        {
            length * inside
        }
        _ => inside.saturating_add(1),
    }
}

fn shape(graph: &Graph, it: &Shape) -> Ts {
    let all = |shapes: &[Shape]| shapes.iter().map(|it| shape(graph, it)).collect::<Vec<_>>();
    match it {
        Shape::Any => Ts::Codec("JsonValue", Vec::new()),
        Shape::Null => Ts::plain("null"),
        Shape::Bool => Ts::plain("boolean"),
        Shape::Int(int) | Shape::NonZero(int) => integer(*int),
        Shape::Float { null: false } => Ts::plain("number"),
        Shape::Float { null: true } => Ts::plain("number").or_null(),
        Shape::Text(_) => Ts::plain("string"),
        Shape::Option(of) => shape(graph, of).or_null(),
        Shape::Array(of, length) if is_tuple(of, *length) => {
            Ts::Tuple(vec![shape(graph, of); *length], *length)
        }
        Shape::List(of) | Shape::Array(of, _) => Ts::Array(Box::new(shape(graph, of))),
        Shape::Tuple(shapes) => Ts::Tuple(all(shapes), shapes.len()),
        Shape::Map { key, of } => map(graph, key, shape(graph, of)),
        Shape::BuiltIn(built_in, args) => Ts::Codec(codec_type(*built_in), all(args)),
        Shape::Param(name) => Ts::Param(name.clone()),
        Shape::Ref {
            file,
            name,
            side,
            args,
        } => match graph.find(file, name, *side) {
            Some(index) => Ts::Ref(index, all(args)),
            // What is refused elsewhere.
            None => Ts::plain("unknown"),
        },
    }
}

fn integer(int: Int) -> Ts {
    if int.is_wide() {
        Ts::Codec("Wide", Vec::new())
    } else {
        Ts::plain("number")
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

fn map(graph: &Graph, key: &Key, of: Ts) -> Ts {
    match key {
        Key::Tag(tag) if matches!(**tag, Shape::Ref { .. }) => {
            Ts::Mapped(Box::new(shape(graph, tag)), Box::new(of))
        }
        Key::Tag(_) | Key::Text(_) | Key::Int(_) | Key::Bool => Ts::Index(Box::new(of)),
    }
}

fn items(graph: &Graph, items: &Items) -> Ts {
    let types = items.shapes.iter().map(|it| shape(graph, it)).collect();
    Ts::Tuple(types, items.required)
}

/// A text as a type.
fn literal(text: &str) -> Ts {
    Ts::Plain(syntax::string(text))
}

/// An object with what lies among its keys, and the tag of the variant that it belongs to.
fn record(graph: &Graph, it: &Record, tag: Option<(&str, Ts)>) -> Ts {
    record_beside(graph, it, tag, &[])
}

/// The same among the keys of another object.
fn record_beside(graph: &Graph, record: &Record, tag: Option<(&str, Ts)>, around: &[Ts]) -> Ts {
    let tags = tag.into_iter().chain(
        record
            .tag
            .as_ref()
            .map(|(key, text)| (key.as_str(), literal(text))),
    );
    let (own, aliased): (Vec<_>, Vec<_>) = record
        .fields
        .iter()
        .partition(|field| field.aliases.is_empty());
    let members: Vec<Member> = tags
        .map(|(key, ty)| Member::new(key, ty))
        .chain(own.into_iter().map(|field| member(graph, field)))
        .collect();
    let mut parts = Vec::new();
    if !members.is_empty() {
        parts.push(Ts::Object(members));
    }
    parts.extend(aliased.into_iter().map(|field| by_one_name(graph, field)));
    // One step further in, also where nothing stands beside what lies there.
    let here = [Ts::Object(Vec::new())];
    let own_parts = [parts.as_slice(), around, &here].concat();
    let flat: Vec<Ts> = record
        .flat
        .iter()
        .map(|flat| among(graph, flat, &own_parts, record))
        .collect();
    Ts::intersection(parts.into_iter().chain(flat))
}

fn member(graph: &Graph, field: &WireField) -> Member {
    Member {
        docs: syntax::with_deprecation(&field.docs, field.deprecated.as_deref()),
        key: field.key.clone(),
        optional: flat::may_be_missing(field),
        ty: shape(graph, &field.shape),
    }
}

/// A field of several names, of which one is there.
fn by_one_name(graph: &Graph, field: &WireField) -> Ts {
    let names: Vec<&str> = flat::names(field).collect();
    let member = member(graph, field);
    Ts::union(names.iter().map(|chosen| {
        let member = |name: &&str| {
            if name == chosen {
                Member {
                    key: (*name).to_owned(),
                    ..member.clone()
                }
            } else {
                Member {
                    optional: true,
                    ..Member::new(name, Ts::Union(Vec::new()))
                }
            }
        };
        Ts::Object(names.iter().map(member).collect())
    }))
}

/// What lies among the keys of an object.
fn among(graph: &Graph, flat: &Flat, own: &[Ts], record: &Record) -> Ts {
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
fn beside(graph: &Graph, of: &Shape, own: &[Ts], others: impl Iterator<Item = Ts>) -> Ts {
    let (key, item) = match flat::target(graph, of) {
        Target::Map { key, of } => (key, of),
        Target::Mixed(record) if own.len() < WIDEST && has_rest(graph, &record, DEEPEST) => {
            return record_beside(graph, &record, None, own);
        }
        Target::Mixed(_) | Target::Record { .. } | Target::Other => return shape(graph, of),
    };
    match map(graph, &key, shape(graph, &item)) {
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
fn values(ty: &Ts, found: &mut Vec<Ts>) {
    match ty {
        Ts::Object(members) => found.extend(
            members
                .iter()
                .filter(|member| member.ty != Ts::Union(Vec::new()))
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
fn body(graph: &Graph, body: &VariantBody) -> Ts {
    match body {
        VariantBody::Unit => Ts::plain("null"),
        VariantBody::Newtype(of) => shape(graph, of),
        VariantBody::Tuple(it) => items(graph, it),
        VariantBody::Record(it) => record(graph, it, None),
    }
}

/// A variant, once for each of its names.
fn variant(graph: &Graph, it: &Enum, variant: &WireVariant) -> Ts {
    let tags = std::iter::once(&variant.tag).chain(&variant.aliases);
    if variant.other {
        return tagged(graph, it, variant, &Ts::plain("string"), None);
    }
    Ts::union(tags.map(|tag| tagged(graph, it, variant, &literal(tag), Some(tag))))
}

fn tagged(
    graph: &Graph,
    it: &Enum,
    variant: &WireVariant,
    literal: &Ts,
    external: Option<&str>,
) -> Ts {
    match (&it.tagging, &variant.body) {
        (Tagging::External, VariantBody::Unit) => literal.clone(),
        (Tagging::External, carried) => {
            let key = external.unwrap_or(&variant.tag);
            Ts::Object(vec![Member::new(key, body(graph, carried))])
        }
        (Tagging::Internal { tag }, VariantBody::Record(it)) => {
            record(graph, it, Some((tag, literal.clone())))
        }
        (Tagging::Internal { tag }, carried) => {
            let own = Ts::Object(vec![Member::new(tag, literal.clone())]);
            match carried {
                VariantBody::Newtype(of) => {
                    let beside = beside(graph, of, std::slice::from_ref(&own), std::iter::empty());
                    Ts::intersection([own, beside])
                }
                VariantBody::Unit | VariantBody::Tuple(_) | VariantBody::Record(_) => own,
            }
        }
        (Tagging::Adjacent { tag, content }, carried) => {
            let mut members = vec![Member::new(tag, literal.clone())];
            if *carried != VariantBody::Unit {
                members.push(Member::new(content, body(graph, carried)));
            }
            Ts::Object(members)
        }
        (Tagging::Untagged, carried) => body(graph, carried),
    }
}
