//! What a guard asks of its value, one thing after the other.

use ecow::EcoString;

use super::super::super::layout::Layout;
use super::super::brackets::List;
use super::super::{All, int64};
use super::Guards;
use super::objects::{self, Part};
use crate::model::{
    Definition, Enum, Int, Items, Record, Shape, Tagging, TypeShape, VariantBody, WireNumber,
    WireVariant,
};

/// One thing that is asked.
pub(super) enum Check<'a> {
    /// Of this shape.
    Shape(&'a Shape),
    /// An array of these.
    Items(&'a Items),
    /// An object like this.
    Object(&'a Record),
    /// An object, whatever is in it.
    AnyObject,
    /// Something of an object.
    Part(Part<'a>),
    /// Any number of this type.
    Int(Int),
    /// One of these numbers.
    Numbers(&'a [WireNumber]),
    /// The tag of a variant that is nothing else.
    Units(&'a Enum),
    /// The tag as the only key, with what the variant carries under it.
    External(&'a str, &'a VariantBody),
    /// The tag under this key, with what the variant carries beside it.
    Internal(&'a str, &'a str, &'a VariantBody),
    /// The tag under the one key and what the variant carries under the other.
    Adjacent {
        /// The check of the codec.
        function: &'static str,
        key: &'a str,
        tag: &'a str,
        content: &'a str,
        body: &'a VariantBody,
    },
    /// A tag that is no variant's: the check of the codec, and the keys that it takes.
    Other(&'static str, [Option<&'a str>; 2], &'a Enum),
}

/// What the guard of a definition asks.
pub(super) fn of<'a>(all: &'a All<'a>, definition: &'a Definition) -> Vec<Check<'a>> {
    match &definition.shape {
        TypeShape::Record(record) => {
            let parts = objects::parts(all, record, None).map(Check::Part);
            std::iter::once(Check::AnyObject).chain(parts).collect()
        }
        TypeShape::Newtype(shape) => vec![Check::Shape(shape)],
        TypeShape::Tuple(items) => vec![Check::Items(items)],
        TypeShape::Unit => vec![Check::Shape(&Shape::Null)],
        TypeShape::Numbers(int, numbers) if numbers.iter().any(|number| number.other) => {
            vec![Check::Int(*int)]
        }
        TypeShape::Numbers(_, numbers) => vec![Check::Numbers(numbers)],
        TypeShape::Enum(it) => variants(it),
    }
}

fn variants(it: &Enum) -> Vec<Check<'_>> {
    let mut all = Vec::with_capacity(it.variants.len() + 1);
    match &it.tagging {
        Tagging::External => {
            if units(it).next().is_some() {
                all.push(Check::Units(it));
            }
            for variant in tagged(it).filter(|variant| variant.body != VariantBody::Unit) {
                all.extend(tags(variant).map(|tag| Check::External(tag, &variant.body)));
            }
            all.extend(other(it, "other", [None, None]));
        }
        Tagging::Internal { tag: key } => {
            for variant in tagged(it).filter(|variant| !variant.other) {
                all.extend(tags(variant).map(|tag| Check::Internal(key, tag, &variant.body)));
            }
            all.extend(other(it, "otherTagged", [Some(key), None]));
        }
        Tagging::Adjacent { tag: key, content } => {
            for variant in tagged(it).filter(|variant| !variant.other) {
                let function = match (it.closed, variant.body == VariantBody::Unit) {
                    (false, false) => "adjacent",
                    (false, true) => "adjacentUnit",
                    (true, false) => "closedAdjacent",
                    (true, true) => "closedAdjacentUnit",
                };
                all.extend(tags(variant).map(|tag| Check::Adjacent {
                    function,
                    key,
                    tag,
                    content,
                    body: &variant.body,
                }));
            }
            let function = if it.closed {
                "closedAdjacentOther"
            } else {
                "adjacentOther"
            };
            all.extend(other(it, function, [Some(key), Some(content)]));
        }
        Tagging::Untagged => {}
    }
    let loose = it.variants.iter().filter(|variant| is_loose(it, variant));
    all.extend(loose.map(|variant| match &variant.body {
        VariantBody::Unit => Check::Shape(&Shape::Null),
        VariantBody::Newtype(shape) => Check::Shape(shape),
        VariantBody::Tuple(items) => Check::Items(items),
        VariantBody::Record(record) => Check::Object(record),
    }));
    all
}

/// The check for the variant that stands for every other tag, where there is one.
fn other<'a>(
    it: &'a Enum,
    function: &'static str,
    keys: [Option<&'a str>; 2],
) -> Option<Check<'a>> {
    let is_there = tagged(it).any(|variant| variant.other);
    is_there.then_some(Check::Other(function, keys, it))
}

/// Whether nothing tells a variant but what it carries.
fn is_loose(it: &Enum, variant: &WireVariant) -> bool {
    variant.untagged || it.tagging == Tagging::Untagged
}

fn tagged(it: &Enum) -> impl Iterator<Item = &WireVariant> {
    it.variants.iter().filter(|variant| !is_loose(it, variant))
}

/// The tags that stand for a variant alone.
fn units(it: &Enum) -> impl Iterator<Item = &str> {
    tagged(it)
        .filter(|variant| variant.body == VariantBody::Unit && !variant.other)
        .flat_map(tags)
}

/// All names of a variant.
fn tags(variant: &WireVariant) -> impl Iterator<Item = &str> {
    std::iter::once(variant.tag.as_str()).chain(variant.aliases.iter().map(EcoString::as_str))
}

impl Guards<'_> {
    /// `codec.has(value, …)`
    pub(super) fn check(&self, l: &mut Layout, check: &Check) {
        match check {
            Check::Shape(shape) => self.check_shape(l, shape),
            Check::Items(items) => self.is(l, |l| self.items(l, items)),
            Check::Object(record) => self.is(l, |l| self.object(l, record, None)),
            Check::AnyObject => self.of_value(l, "isRecord", |_| {}),
            Check::Part(part) => self.check_part(l, part),
            Check::Int(int) => self.check_shape(l, &Shape::Int(*int)),
            Check::Numbers(numbers) => self.of_value(l, "oneOf", |list| {
                for number in *numbers {
                    int64::literal(list.item(), number.value, self.module.all.int64);
                }
            }),
            Check::Units(it) => self.of_value(l, "oneOf", |list| list.strings(units(it))),
            Check::External(tag, body) => self.of_value(l, "variant", |list| {
                list.strings([*tag]);
                self.body(list, body);
            }),
            Check::Internal(key, tag, body) => self.of_value(l, "tagged", |list| {
                list.strings([*key, *tag]);
                self.beside(list, body, key);
            }),
            Check::Adjacent {
                function,
                key,
                tag,
                content,
                body,
            } => self.of_value(l, function, |list| {
                list.strings([*key, *tag, *content]);
                self.body(list, body);
            }),
            Check::Other(function, keys, it) => self.of_value(l, function, |list| {
                list.strings(keys.iter().flatten().copied());
                let known = tagged(it).filter(|variant| !variant.other);
                list.strings(known.flat_map(tags));
            }),
        }
    }

    /// The guard of what a variant carries; none where that is nothing.
    fn body(&self, list: &mut List, body: &VariantBody) {
        match body {
            VariantBody::Unit => {}
            VariantBody::Newtype(shape) => self.guard(list.item(), shape),
            VariantBody::Tuple(items) => self.items(list.item(), items),
            VariantBody::Record(record) => self.object(list.item(), record, None),
        }
    }
}
