//! What is asked of an object, of its keys and of what lies among them.

use ecow::EcoString;

use super::super::super::graph::Graph;
use super::super::super::layout::Layout;
use super::super::brackets::{self, List};
use super::super::flat::{self, Target};
use super::super::{All, int64, syntax};
use super::Guards;
use crate::model::{Flat, FlatOf, Record, Shape, VariantBody, WireField};

/// One thing that is asked of an object.
pub(super) enum Part<'a> {
    /// No keys but the record's, and that of the variant that it belongs to.
    Closed(Option<&'a str>, &'a Record),
    /// This text under this key.
    Tag(&'a str, &'a str),
    /// A key with a value of its own.
    Field(&'a WireField),
    /// As a whole of this shape.
    Whole(&'a Shape),
    /// Of this shape by way of a check of the codec, which takes these keys.
    Keys {
        function: &'static str,
        keys: Vec<&'a str>,
        of: &'a Shape,
    },
    /// Of this, or not.
    Attempt(Box<Part<'a>>),
}

/// What is asked of an object; `tag` is the key of the variant that it belongs to.
pub(super) fn parts<'a>(
    all: &'a All<'a>,
    record: &'a Record,
    tag: Option<&'a str>,
) -> impl Iterator<Item = Part<'a>> {
    let closed = record.closed.then_some(Part::Closed(tag, record));
    let own_tag = record.tag.as_ref();
    let own_tag = own_tag.map(|(key, tag)| Part::Tag(key, tag));
    let fields = record.fields.iter().map(Part::Field);
    let flat = record.flat.iter().enumerate();
    let flat = flat.filter(|(_, flat)| int64::is_asked(flat, all.int64));
    let flat = flat.map(move |(place, flat)| {
        let part = among(&all.graph, record, place, flat, tag);
        if flat.optional {
            Part::Attempt(Box::new(part))
        } else {
            part
        }
    });
    closed.into_iter().chain(own_tag).chain(fields).chain(flat)
}

/// What is asked of what lies among the keys of an object.
fn among<'a>(
    graph: &Graph<'a>,
    record: &'a Record,
    place: usize,
    flat: &'a Flat,
    tag: Option<&'a str>,
) -> Part<'a> {
    let without = |hidden: Vec<&'a str>, of| {
        let tag = tag.filter(|tag| !hidden.contains(tag));
        if hidden.is_empty() && tag.is_none() {
            return Part::Whole(of);
        }
        Part::Keys {
            function: "without",
            keys: tag.into_iter().chain(hidden).collect(),
            of,
        }
    };
    match &flat.of {
        FlatOf::Keys(of) => match flat::target(graph, of) {
            Target::Record { closed: false, .. } => Part::Whole(of),
            Target::Record { keys, closed: true } => Part::Keys {
                function: "only",
                keys,
                of,
            },
            Target::Mixed(_) | Target::Map { .. } | Target::Other => {
                without(flat::hidden(graph, record, place), of)
            }
        },
        FlatOf::Variant { of, tags } => Part::Keys {
            function: "flatVariant",
            keys: tags.iter().map(EcoString::as_str).collect(),
            of,
        },
        FlatOf::Rest { of, except } => without(except.iter().map(EcoString::as_str).collect(), of),
    }
}

impl Guards<'_> {
    /// `codec.has(value, …)`
    pub(super) fn check_part(&self, l: &mut Layout, part: &Part) {
        match part {
            Part::Whole(shape) => self.check_shape(l, shape),
            Part::Closed(..)
            | Part::Tag(..)
            | Part::Field(_)
            | Part::Keys { .. }
            | Part::Attempt(_) => {
                self.of_value(l, part.function(), |list| self.part(list, part));
            }
        }
    }

    /// The guard of an object that is written out; `tag` is the key of the variant that it belongs to.
    pub(super) fn object(&self, l: &mut Layout, record: &Record, tag: Option<&str>) {
        let mut parts = parts(self.module.all, record, tag).peekable();
        if parts.peek().is_none() {
            self.named(l, "record()");
            return;
        }
        self.call(l, "record", |list| {
            for part in parts {
                self.guard_part(list.item(), &part);
            }
        });
    }

    /// The guard of an object of which this is asked.
    fn guard_part(&self, l: &mut Layout, part: &Part) {
        match (part, part.function()) {
            (Part::Whole(shape), _) => self.guard(l, shape),
            (_, "has") => self.call(l, "key", |list| self.part(list, part)),
            (_, function) => self.that(l, function, |list| self.part(list, part)),
        }
    }

    /// The guard of what stands beside the tag of a variant; none where that is nothing.
    pub(super) fn beside(&self, list: &mut List, body: &VariantBody, tag: &str) {
        match body {
            VariantBody::Unit | VariantBody::Tuple(_) => {}
            VariantBody::Record(record) => {
                if record.closed || !record.fields.is_empty() || !record.flat.is_empty() {
                    self.object(list.item(), record, Some(tag));
                }
            }
            VariantBody::Newtype(shape) => match flat::target(&self.module.all.graph, shape) {
                Target::Record {
                    keys,
                    closed: false,
                } if !keys.contains(&tag) => self.guard(list.item(), shape),
                _ => self.call(list.item(), "record", |list| {
                    self.that(list.item(), "without", |list| {
                        brackets::strings(list.item(), [tag]);
                        self.guard(list.item(), shape);
                    });
                }),
            },
        }
    }

    /// What the check takes after the object.
    fn part(&self, list: &mut List, part: &Part) {
        match part {
            Part::Closed(tag, record) => {
                list.strings(tag.iter().copied().chain(flat::keys(record)));
            }
            Part::Tag(key, tag) => list.strings([*key, *tag]),
            Part::Field(field) => {
                if field.aliases.is_empty() {
                    syntax::string(list.item(), &field.key);
                } else {
                    brackets::strings(list.item(), flat::names(field));
                }
                self.guard(list.item(), &field.shape);
            }
            Part::Whole(shape) => self.guard(list.item(), shape),
            Part::Keys { keys, of, .. } => {
                brackets::strings(list.item(), keys.iter().copied());
                self.guard(list.item(), of);
            }
            Part::Attempt(part) => match &**part {
                Part::Whole(shape) => self.guard(list.item(), shape),
                part => self.call(list.item(), "record", |list| {
                    self.guard_part(list.item(), part);
                }),
            },
        }
    }
}

impl Part<'_> {
    /// The check of the codec.
    fn function(&self) -> &'static str {
        match self {
            Self::Closed(..) => "closed",
            Self::Tag(..) => "isTag",
            Self::Field(field) => match (flat::may_be_missing(field), field.aliases.is_empty()) {
                (false, true) => "has",
                (true, true) => "mayHave",
                (false, false) => "hasOne",
                (true, false) => "mayHaveOne",
            },
            Self::Whole(_) => "is",
            Self::Keys { function, .. } => function,
            Self::Attempt(_) => "attempt",
        }
    }
}
