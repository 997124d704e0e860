//! What stands behind a shape, with references followed and type parameters filled in.

use std::collections::BTreeMap;

use ecow::EcoString;

use super::{Lock, Name};
use crate::model::{
    BuiltIn, Enum, Int, Items, Presence, Rare, Record, Shape, Side, Tagging, Texts, TypeShape,
    VariantBody, WireField, WireNumber, WireVariant,
};

/// A value on the wire that is no mere name of another.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Neither a reference nor a tuple nor a type of the standard library.
    Value(Shape),
    Record(Record),
    Items(Items),
    Enum(Enum),
    Numbers(Int, Vec<WireNumber>),
}

/// A node and where it is defined.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub node: Node,
    /// The type that it is the top of; `None` within one.
    pub name: Option<Name>,
    /// Whether it says exactly what is read: an `input` line. Elsewhere an `Option` may be left out.
    pub exact: bool,
}

/// A chain of types that only name each other is cut off here.
const CHAIN: usize = 64;

impl Lock {
    /// Follows a shape to what it is. A type that the lock does not have may be anything.
    pub(super) fn open(&self, shape: &Shape, exact: bool) -> Opened {
        let mut opened = Opened {
            node: Node::Value(shape.clone()),
            name: None,
            exact,
        };
        for _ in 0..CHAIN {
            match opened.node {
                Node::Value(Shape::Ref {
                    file,
                    name,
                    side,
                    args,
                }) => opened = self.definition(Name { file, name }, side, &args),
                Node::Value(Shape::Tuple(shapes)) => {
                    opened.node = Node::Items(Items::all(shapes));
                    return opened;
                }
                Node::Value(Shape::BuiltIn(of, args)) => {
                    opened.node = built_in(of, &args);
                    opened.exact = true;
                    return opened;
                }
                _ => return opened,
            }
        }
        opened.node = Node::Value(Shape::Any);
        opened
    }

    fn definition(&self, name: Name, side: Side, args: &[Shape]) -> Opened {
        let input = self.inputs.get(&name).filter(|_| side == Side::Accepted);
        let exact = input.is_some();
        let Some(of) = input.or_else(|| self.types.get(&name)) else {
            return Opened {
                node: Node::Value(Shape::Any),
                name: Some(name),
                exact,
            };
        };
        let mut shape = of.shape.clone();
        let filled: BTreeMap<&str, &Shape> =
            of.params.iter().map(EcoString::as_str).zip(args).collect();
        if !filled.is_empty() {
            for part in shape.parts_mut() {
                fill(part, &filled);
            }
        }
        let node = match shape {
            TypeShape::Record(record) => Node::Record(record),
            TypeShape::Newtype(shape) => Node::Value(shape),
            TypeShape::Tuple(items) => Node::Items(items),
            TypeShape::Unit => Node::Value(Shape::Null),
            TypeShape::Enum(it) => Node::Enum(it),
            TypeShape::Numbers(int, numbers) => Node::Numbers(int, numbers),
        };
        Opened {
            node,
            name: Some(name),
            exact,
        }
    }
}

/// Puts arguments in the places of parameters.
fn fill(shape: &mut Shape, filled: &BTreeMap<&str, &Shape>) {
    if let Shape::Param(name) = shape {
        if let Some(arg) = filled.get(name.as_str()) {
            *shape = (*arg).clone();
        }
        return;
    }
    for child in shape.children_mut() {
        fill(child, filled);
    }
}

/// What serde writes for a type of the standard library, in the terms of all others.
fn built_in(of: BuiltIn, args: &[Shape]) -> Node {
    let arg = |index: usize| args.get(index).cloned().unwrap_or(Shape::Any);
    let object = |keys: &[(&str, Shape)]| {
        Node::Record(Record {
            fields: keys
                .iter()
                .map(|(key, shape)| field(key, shape.clone()))
                .collect(),
            closed: true,
            ..Record::default()
        })
    };
    match of {
        BuiltIn::Duration => object(&[
            ("secs", Shape::Int(Int::U64)),
            ("nanos", Shape::Int(Int::U32)),
        ]),
        BuiltIn::SystemTime => object(&[
            ("secs_since_epoch", Shape::Int(Int::U64)),
            ("nanos_since_epoch", Shape::Int(Int::U32)),
        ]),
        BuiltIn::Range => object(&[("start", arg(0)), ("end", arg(0))]),
        BuiltIn::RangeFrom => object(&[("start", arg(0))]),
        BuiltIn::RangeTo => object(&[("end", arg(0))]),
        BuiltIn::Bound => either(&[
            ("Unbounded", None),
            ("Included", Some(arg(0))),
            ("Excluded", Some(arg(0))),
        ]),
        BuiltIn::Result => either(&[("Ok", Some(arg(0))), ("Err", Some(arg(1)))]),
    }
}

fn either(variants: &[(&str, Option<Shape>)]) -> Node {
    let variants = variants.iter().map(|(tag, of)| WireVariant {
        tag: (*tag).into(),
        aliases: Vec::new(),
        name: EcoString::new(),
        body: of.clone().map_or(VariantBody::Unit, VariantBody::Newtype),
        untagged: false,
        other: false,
        docs: Texts::default(),
        deprecated: None,
    });
    Node::Enum(Enum {
        tagging: Tagging::External,
        variants: variants.collect(),
        closed: false,
    })
}

/// A key that is always there.
pub(super) fn field(key: &str, shape: Shape) -> WireField {
    WireField {
        key: key.into(),
        aliases: Vec::new(),
        name: EcoString::new(),
        shape,
        presence: Presence::Always,
        rules: Rare::default(),
        docs: Texts::default(),
        deprecated: None,
    }
}
