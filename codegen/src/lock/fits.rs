//! Whether everything that one side writes is accepted by the other, over all shapes.
//!
//! The relation is coinductive: what refers to itself fits when nothing on the way does not. Where it stands in doubt
//! (patterns of texts, flattened maps beside new keys) it holds, because a false alarm is read once and never again.

mod enums;
mod records;
mod values;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use ecow::EcoString;

use super::node::{Node, Opened};
use super::write::short;
use super::{Lock, Name};
use crate::model::{Shape, VariantBody};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Serde, in our own process: it takes a missing `Option` for `None`.
    Serde,
    /// A guard or decoder in another language that was generated from the definition.
    Client,
}

/// Where something is defined: a type, one of its variants, a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Spot {
    pub name: Option<Name>,
    pub variant: Option<EcoString>,
    pub key: Option<EcoString>,
}

impl Spot {
    fn of(name: &Name) -> Self {
        Self {
            name: Some(name.clone()),
            ..Self::default()
        }
    }

    fn variant(&self, tag: &str) -> Self {
        Self {
            variant: Some(tag.into()),
            key: None,
            ..self.clone()
        }
    }

    fn key(&self, key: &str) -> Self {
        Self {
            key: Some(key.into()),
            ..self.clone()
        }
    }
}

/// Something that is written and not accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Misfit {
    /// Where the writer has it.
    pub written: Spot,
    /// Where the reader has it.
    pub read: Spot,
    pub why: Why,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// The reader needs a key that is never written; beside it, those that it does not know and could read there.
    Missing {
        key: EcoString,
        unknown: Vec<EcoString>,
    },
    /// The reader needs a key that is not always written.
    MaybeMissing { key: EcoString },
    /// The reader refuses keys that it does not know.
    Refused { key: EcoString },
    /// The reader knows no such variant.
    Variant { tag: EcoString },
    /// `null` is written.
    Null,
    /// One shape is written and another one read.
    Shape { written: String, read: String },
}

/// A walk over what is written and what is read, side by side.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    writer: &'a Lock,
    reader: &'a Lock,
    by: Reader,
    /// Pairs of references that were met: to meet one again tells nothing new.
    met: BTreeSet<(String, String)>,
    depth: usize,
    /// How many pairs may still be looked at, trials included.
    left: Rc<Cell<usize>>,
    misfits: BTreeSet<Misfit>,
}

/// One of the two sides of a walk.
#[derive(Clone, Copy)]
struct At<'a> {
    shape: &'a Shape,
    spot: &'a Spot,
    exact: bool,
}

/// Types that contain themselves at ever new arguments are followed this deep; and so are those that are nothing but
/// themselves, which only a lock that somebody else wrote can have.
const DEPTH: usize = 300;

/// How many pairs are looked at. Models have far fewer; what is nothing but itself in several ways has no end of them.
const PAIRS: usize = 1_000_000;

/// All that a writer of `written` writes and a reader of `read` does not accept.
pub(super) fn misfits(
    (writer, written): (&Lock, &Shape),
    (reader, read): (&Lock, &Shape),
    by: Reader,
) -> BTreeSet<Misfit> {
    let mut walk = Walk {
        writer,
        reader,
        by,
        met: BTreeSet::new(),
        depth: 0,
        left: Rc::new(Cell::new(PAIRS)),
        misfits: BTreeSet::new(),
    };
    let nowhere = Spot::default();
    let exact = by == Reader::Client;
    let at = |shape| At {
        shape,
        spot: &nowhere,
        exact,
    };
    walk.shapes(at(written), at(read));
    walk.misfits
}

impl Walk<'_> {
    /// The heart of it: two shapes, with what they refer to.
    fn shapes(&mut self, written: At<'_>, read: At<'_>) {
        let is_name = |shape: &Shape| matches!(shape, Shape::Ref { .. });
        if (is_name(written.shape) || is_name(read.shape))
            && !self.met.insert((short(written.shape), short(read.shape)))
        {
            return;
        }
        let writes = self.writer.open(written.shape, written.exact);
        let mut reads = self.reader.open(read.shape, read.exact);
        reads.exact |= self.by == Reader::Client;
        // Two of one kind are compared where they are defined; two that have nothing in common are told of where they are
        // named.
        let alike = std::mem::discriminant(&writes.node) == std::mem::discriminant(&reads.node);
        let spot = |opened: &Opened, named: &Spot| match &opened.name {
            Some(name) if alike || named.name.is_none() => Spot::of(name),
            _ => named.clone(),
        };
        let (at, to) = (spot(&writes, written.spot), spot(&reads, read.spot));
        self.nodes((&writes, &at), (&reads, &to));
    }

    fn nodes(&mut self, writes: (&Opened, &Spot), reads: (&Opened, &Spot)) {
        if self.depth <= DEPTH && self.take() {
            self.depth += 1;
            self.pair(writes, reads);
            self.depth -= 1;
        }
    }

    /// Counts one more pair, if there may be one.
    fn take(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    fn pair(&mut self, (writes, at): (&Opened, &Spot), (reads, to): (&Opened, &Spot)) {
        match (&writes.node, &reads.node) {
            (_, Node::Value(Shape::Any)) => {}
            // Whatever is written, one by one.
            (Node::Value(Shape::Option(of)), _) => {
                if !self.takes_null(&reads.node, reads.exact) {
                    self.misfit(at, to, Why::Null);
                }
                let inner = match &reads.node {
                    Node::Value(Shape::Option(inner)) => inner,
                    Node::Value(Shape::Null) => return,
                    _ => {
                        let of = self.writer.open(of, writes.exact);
                        return self.nodes((&of, at), (reads, to));
                    }
                };
                self.values((of, at, writes.exact), (inner, to, reads.exact));
            }
            (Node::Value(Shape::Null), reads_node) => {
                if !self.takes_null(reads_node, reads.exact) {
                    self.misfit(at, to, Why::Null);
                }
            }
            (Node::Enum(of), Node::Enum(into)) => {
                self.enums((of, at, writes.exact), (into, to, reads.exact));
            }
            (Node::Enum(of), _) => self.enum_to_other((of, at, writes.exact), (reads, to)),
            (_, Node::Value(Shape::Option(inner))) => {
                let mut inner = self.reader.open(inner, reads.exact);
                inner.exact |= self.by == Reader::Client;
                let to = inner.name.as_ref().map_or(to.clone(), Spot::of);
                self.nodes((writes, at), (&inner, &to));
            }
            (_, Node::Enum(into)) => self.other_to_enum((writes, at), (into, to, reads.exact)),
            (Node::Record(of), Node::Record(into)) => {
                self.records((of, at, writes.exact), (into, to, reads.exact));
            }
            (Node::Items(of), Node::Items(into)) => {
                self.items((of, at, writes.exact), (into, to, reads.exact));
            }
            _ => self.others((writes, at), (reads, to)),
        }
    }

    fn values(
        &mut self,
        (of, at, exact): (&Shape, &Spot, bool),
        (into, to, reads_exact): (&Shape, &Spot, bool),
    ) {
        let written = At {
            shape: of,
            spot: at,
            exact,
        };
        let read = At {
            shape: into,
            spot: to,
            exact: reads_exact,
        };
        self.shapes(written, read);
    }

    /// Whether `null` is accepted.
    fn takes_null(&self, node: &Node, exact: bool) -> bool {
        self.takes_null_below(node, exact, 0)
    }

    fn takes_null_below(&self, node: &Node, exact: bool, depth: usize) -> bool {
        if depth > DEPTH || !self.take() {
            return true;
        }
        match node {
            Node::Value(
                Shape::Any | Shape::Null | Shape::Option(_) | Shape::Float { null: true },
            ) => true,
            Node::Enum(of) => of
                .variants
                .iter()
                .filter(|variant| enums::is_untagged(of, variant))
                .any(|variant| match &variant.body {
                    VariantBody::Unit => true,
                    VariantBody::Newtype(shape) => {
                        let inner = self.reader.open(shape, exact);
                        self.takes_null_below(&inner.node, inner.exact, depth + 1)
                    }
                    VariantBody::Tuple(_) | VariantBody::Record(_) => false,
                }),
            Node::Value(_) | Node::Record(_) | Node::Items(_) | Node::Numbers(..) => false,
        }
    }

    /// Whether nothing is wrong with it; whatever is, is not told.
    fn fits(&self, try_it: impl FnOnce(&mut Self)) -> bool {
        let mut trial = Self {
            misfits: BTreeSet::new(),
            ..self.clone()
        };
        try_it(&mut trial);
        trial.misfits.is_empty()
    }

    fn misfit(&mut self, at: &Spot, to: &Spot, why: Why) {
        self.misfits.insert(Misfit {
            written: at.clone(),
            read: to.clone(),
            why,
        });
    }

    /// Two shapes that have nothing in common.
    fn other(&mut self, (writes, at): (&Node, &Spot), (reads, to): (&Node, &Spot)) {
        let (written, read) = (describe(writes), describe(reads));
        self.misfit(at, to, Why::Shape { written, read });
    }
}

/// A node in a few words.
fn describe(node: &Node) -> String {
    match node {
        Node::Value(shape) => short(shape),
        Node::Record(_) => "an object".to_owned(),
        Node::Items(items) => {
            let shapes: Vec<String> = items.shapes.iter().map(short).collect();
            format!("[{}]", shapes.join(", "))
        }
        Node::Enum(of) => enums::describe(of),
        Node::Numbers(int, _) => format!("a few numbers of {}", int.name()),
    }
}
