//! Enums.

use super::{Spot, Walk, Why};
use crate::lock::node::{Node, Opened, field};
use crate::lock::write::short;
use crate::model::{Enum, Record, Shape, Tagging, Text, VariantBody, WireVariant};

/// Whether a variant stands without its tag.
pub(super) fn is_untagged(of: &Enum, variant: &WireVariant) -> bool {
    variant.untagged || of.tagging == Tagging::Untagged
}

/// An enum in a few words.
pub(super) fn describe(of: &Enum) -> String {
    let how = match &of.tagging {
        Tagging::External => "under its tag".to_owned(),
        Tagging::Internal { tag } => format!("with its tag at `{tag}`"),
        Tagging::Adjacent { tag, content } => format!("with its tag at `{tag}` beside `{content}`"),
        Tagging::Untagged => "without a tag".to_owned(),
    };
    format!("a variant {how}")
}

impl Walk<'_> {
    pub(super) fn enums(
        &mut self,
        (of, at, exact): (&Enum, &Spot, bool),
        (into, to, reads_exact): (&Enum, &Spot, bool),
    ) {
        for variant in &of.variants {
            let here = at.variant(&variant.tag);
            if is_untagged(of, variant) {
                let opened = self.body(&variant.body, exact);
                self.other_to_enum((&opened, &here), (into, to, reads_exact));
                continue;
            }
            if of.tagging != into.tagging {
                // What has another form may still be read as a variant without a tag.
                let opened = self.tagged(&of.tagging, variant, exact);
                if !self.fits_untagged((&opened, &here), (into, to, reads_exact)) {
                    let why = Why::Shape {
                        written: describe(of),
                        read: describe(into),
                    };
                    return self.misfit(at, to, why);
                }
                continue;
            }
            let known = into.variants.iter().find(|it| {
                !it.untagged && (it.tag == variant.tag || it.aliases.contains(&variant.tag))
            });
            if let Some(known) = known {
                let there = to.variant(&known.tag);
                self.variants(
                    &of.tagging,
                    (variant, &here, exact),
                    (known, &there, reads_exact),
                    into.closed,
                );
            } else if !into.variants.iter().any(|it| it.other) {
                let opened = self.tagged(&of.tagging, variant, exact);
                if !self.fits_untagged((&opened, &here), (into, to, reads_exact)) {
                    let tag = variant.tag.clone();
                    self.misfit(&here, to, Why::Variant { tag });
                }
            }
        }
    }

    /// Two variants of one tag.
    fn variants(
        &mut self,
        tagging: &Tagging,
        (of, at, exact): (&WireVariant, &Spot, bool),
        (into, to, reads_exact): (&WireVariant, &Spot, bool),
        closed: bool,
    ) {
        let internal = matches!(tagging, Tagging::Internal { .. });
        match (&of.body, &into.body) {
            // Serde ignores what stands beside the tag of such a variant, and the content of `other`.
            (VariantBody::Unit, VariantBody::Unit) => {}
            (_, VariantBody::Unit) if internal || into.other && !closed => {}
            (VariantBody::Unit, _) if internal => {
                let nothing = opened(Node::Record(Record::default()), exact);
                let reads = self.reads(&into.body, reads_exact);
                self.nodes((&nothing, at), (&reads, to));
            }
            (VariantBody::Unit, _) | (_, VariantBody::Unit) => {
                let why = Why::Shape {
                    written: carries(&of.body),
                    read: carries(&into.body),
                };
                self.misfit(at, to, why);
            }
            (of, into) => {
                let (writes, reads) = (self.body(of, exact), self.reads(into, reads_exact));
                let (at, to) = (inside(&writes, at), inside(&reads, to));
                self.nodes((&writes, &at), (&reads, &to));
            }
        }
    }

    /// An enum where another thing is read.
    pub(super) fn enum_to_other(
        &mut self,
        (of, at, exact): (&Enum, &Spot, bool),
        (reads, to): (&Opened, &Spot),
    ) {
        if let Node::Value(Shape::Option(inner)) = &reads.node {
            let inner = self.reader.open(inner, reads.exact);
            let to = inside(&inner, to);
            return self.nodes((&opened(Node::Enum(of.clone()), exact), at), (&inner, &to));
        }
        for variant in &of.variants {
            let here = at.variant(&variant.tag);
            let writes = if is_untagged(of, variant) {
                self.body(&variant.body, exact)
            } else {
                self.tagged(&of.tagging, variant, exact)
            };
            if !self.fits(|walk| walk.nodes((&writes, &here), (reads, to))) {
                let whole = Node::Enum(of.clone());
                return self.other((&whole, at), (&reads.node, to));
            }
        }
    }

    /// Another thing where an enum is read: a variant without a tag has to take it, or the one of a struct's own tag.
    pub(super) fn other_to_enum(
        &mut self,
        (writes, at): (&Opened, &Spot),
        (into, to, reads_exact): (&Enum, &Spot, bool),
    ) {
        if let (Node::Record(record), Tagging::Internal { tag }) = (&writes.node, &into.tagging)
            && let Some((_, text)) = record.tag.as_ref().filter(|(key, _)| key == tag)
            && let Some(known) = into.variants.iter().find(|it| it.tag == *text)
        {
            let untagged = Record {
                tag: None,
                ..record.clone()
            };
            let writes = opened(Node::Record(untagged), writes.exact);
            let reads = match &known.body {
                VariantBody::Unit => opened(Node::Record(Record::default()), reads_exact),
                body => self.reads(body, reads_exact),
            };
            return self.nodes((&writes, at), (&reads, &to.variant(&known.tag)));
        }
        if !self.fits_untagged((writes, at), (into, to, reads_exact)) {
            self.other((&writes.node, at), (&Node::Enum(into.clone()), to));
        }
    }

    /// Whether a variant without a tag takes it.
    fn fits_untagged(
        &self,
        (writes, at): (&Opened, &Spot),
        (into, to, reads_exact): (&Enum, &Spot, bool),
    ) -> bool {
        let mut free = into.variants.iter().filter(|it| is_untagged(into, it));
        free.any(|variant| {
            let reads = self.reads(&variant.body, reads_exact);
            self.fits(|walk| walk.nodes((writes, at), (&reads, to)))
        })
    }

    /// What a variant carries, as it is written.
    fn body(&self, body: &VariantBody, exact: bool) -> Opened {
        match body {
            VariantBody::Newtype(shape) => self.writer.open(shape, exact),
            body => opened(node(body), exact),
        }
    }

    /// What a variant carries, as it is read.
    fn reads(&self, body: &VariantBody, exact: bool) -> Opened {
        match body {
            VariantBody::Newtype(shape) => self.reader.open(shape, exact),
            body => opened(node(body), exact),
        }
    }

    /// A variant with its tag, as it is written.
    fn tagged(&self, tagging: &Tagging, of: &WireVariant, exact: bool) -> Opened {
        whole(tagging, of, self.body(&of.body, exact), exact)
    }
}

/// A variant as the object or the text that it is. Which text stands at the tag is not followed.
fn whole(tagging: &Tagging, of: &WireVariant, body: Opened, exact: bool) -> Opened {
    let text = || Shape::Text(Text::Any);
    let object = |fields| {
        Node::Record(Record {
            fields,
            ..Record::default()
        })
    };
    let node = match (tagging, &of.body) {
        (Tagging::External, VariantBody::Unit) => Node::Value(text()),
        (Tagging::External, carried) => object(vec![field(&of.tag, shape(carried))]),
        (Tagging::Adjacent { tag, .. }, VariantBody::Unit) => object(vec![field(tag, text())]),
        (Tagging::Adjacent { tag, content }, carried) => {
            object(vec![field(tag, text()), field(content, shape(carried))])
        }
        (Tagging::Internal { tag }, _) => match body.node {
            Node::Record(mut record) => {
                record.fields.push(field(tag, text()));
                Node::Record(record)
            }
            _ => object(vec![field(tag, text())]),
        },
        (Tagging::Untagged, _) => return body,
    };
    opened(node, exact)
}

/// What a variant carries as one shape, where it stands under a key.
fn shape(body: &VariantBody) -> Shape {
    match body {
        VariantBody::Unit => Shape::Null,
        VariantBody::Newtype(shape) => shape.clone(),
        VariantBody::Tuple(items) => Shape::Tuple(items.shapes.clone()),
        // Its keys are not followed: the two enums differ in form, and that is what is told.
        VariantBody::Record(_) => Shape::Any,
    }
}

fn node(body: &VariantBody) -> Node {
    match body {
        VariantBody::Unit => Node::Value(Shape::Null),
        VariantBody::Newtype(shape) => Node::Value(shape.clone()),
        VariantBody::Tuple(items) => Node::Items(items.clone()),
        VariantBody::Record(record) => Node::Record(record.clone()),
    }
}

fn opened(node: Node, exact: bool) -> Opened {
    Opened {
        node,
        name: None,
        exact,
    }
}

/// Where one stands behind a reference.
fn inside(opened: &Opened, spot: &Spot) -> Spot {
    opened.name.as_ref().map_or(spot.clone(), Spot::of)
}

fn carries(body: &VariantBody) -> String {
    match body {
        VariantBody::Unit => "a variant that carries nothing".to_owned(),
        VariantBody::Newtype(shape) => format!("a variant that carries {}", short(shape)),
        VariantBody::Tuple(_) | VariantBody::Record(_) => "a variant with fields".to_owned(),
    }
}
