//! Texts, numbers, lists and maps.

use super::{Spot, Walk, Why};
use crate::lock::node::{Node, Opened};
use crate::lock::write::key_shape;
use crate::model::{Int, Items, Shape, Text};

impl Walk<'_> {
    /// Arrays of fixed places.
    pub(super) fn items(
        &mut self,
        (of, at, exact): (&Items, &Spot, bool),
        (into, to, reads_exact): (&Items, &Spot, bool),
    ) {
        if of.required < into.required || of.shapes.len() > into.shapes.len() {
            let (writes, reads) = (Node::Items(of.clone()), Node::Items(into.clone()));
            return self.other((&writes, at), (&reads, to));
        }
        for (of, into) in of.shapes.iter().zip(&into.shapes) {
            self.values((of, at, exact), (into, to, reads_exact));
        }
    }

    /// Neither an enum nor null nor two objects nor two arrays of fixed places.
    pub(super) fn others(&mut self, (writes, at): (&Opened, &Spot), (reads, to): (&Opened, &Spot)) {
        let (exact, reads_exact) = (writes.exact, reads.exact);
        match (&writes.node, &reads.node) {
            (Node::Value(of), Node::Value(into)) => match (of, into) {
                (Shape::List(of), Shape::List(into)) => {
                    self.values((of, at, exact), (into, to, reads_exact));
                }
                (Shape::Array(of, length), Shape::List(into)) => {
                    if *length > 0 {
                        self.values((of, at, exact), (into, to, reads_exact));
                    }
                }
                (Shape::Array(of, length), Shape::Array(into, wanted)) if length == wanted => {
                    self.values((of, at, exact), (into, to, reads_exact));
                }
                (
                    Shape::Map { key, of },
                    Shape::Map {
                        key: keys,
                        of: into,
                    },
                ) => {
                    let (key, keys) = (key_shape(key), key_shape(keys));
                    self.keys((&key, at, exact), (&keys, to, reads_exact));
                    self.values((of, at, exact), (into, to, reads_exact));
                }
                (of, into) if is_within(of, into) => {}
                _ => self.other((&writes.node, at), (&reads.node, to)),
            },
            // An array of fixed places is a list, and the other way round where each length fits.
            (Node::Items(of), Node::Value(Shape::List(into))) => {
                for of in &of.shapes {
                    self.values((of, at, exact), (into, to, reads_exact));
                }
            }
            (Node::Items(of), Node::Value(Shape::Array(into, length)))
                if of.required == *length && of.shapes.len() == *length =>
            {
                for of in &of.shapes {
                    self.values((of, at, exact), (into, to, reads_exact));
                }
            }
            (Node::Value(Shape::Array(of, length)), Node::Items(into))
                if into.required <= *length && *length <= into.shapes.len() =>
            {
                for into in into.shapes.iter().take(*length) {
                    self.values((of, at, exact), (into, to, reads_exact));
                }
            }
            (Node::Record(of), Node::Value(Shape::Map { key, of: into })) => {
                self.record_to_map((of, at, exact), (&key_shape(key), into, to, reads_exact));
            }
            (Node::Numbers(_, numbers), Node::Numbers(_, known)) => {
                for number in numbers {
                    let fits = known.iter().any(|it| it.other || it.value == number.value);
                    if !fits {
                        let tag = number.value.to_string();
                        self.misfit(at, to, Why::Variant { tag: tag.into() });
                    }
                }
            }
            (Node::Numbers(_, numbers), Node::Value(Shape::Int(int) | Shape::NonZero(int))) => {
                let zero = !matches!(reads.node, Node::Value(Shape::NonZero(_)));
                let fits = |value: i128| (zero || value != 0) && range(*int).holds(value);
                if !numbers.iter().all(|number| fits(number.value)) {
                    self.other((&writes.node, at), (&reads.node, to));
                }
            }
            (Node::Numbers(..), Node::Value(Shape::Float { .. })) => {}
            _ => self.other((&writes.node, at), (&reads.node, to)),
        }
    }

    /// The keys of a map: text that is read as what it stands for.
    fn keys(
        &mut self,
        (of, at, exact): (&Shape, &Spot, bool),
        (into, to, reads_exact): (&Shape, &Spot, bool),
    ) {
        if *into != Shape::Text(Text::Any) {
            self.values((of, at, exact), (into, to, reads_exact));
        }
    }
}

/// Whether every value of a shape is one of another, both without parts.
fn is_within(of: &Shape, into: &Shape) -> bool {
    match (of, into) {
        (Shape::Int(of) | Shape::NonZero(of), Shape::Int(into))
        | (Shape::NonZero(of), Shape::NonZero(into)) => range(*of).is_within(range(*into)),
        (Shape::Int(_) | Shape::NonZero(_) | Shape::Float { .. }, Shape::Float { .. }) => true,
        (Shape::Text(of), Shape::Text(into)) => is_form_of(*of, *into),
        (of, into) => of == into,
    }
}

fn is_form_of(of: Text, into: Text) -> bool {
    match (of, into) {
        (_, Text::Any)
        | (Text::Ipv4 | Text::Ipv6, Text::Ip)
        | (Text::SocketV4 | Text::SocketV6, Text::Socket)
        | (Text::Digits(_), Text::Decimal) => true,
        (Text::Digits(of), Text::Digits(into)) => range(of).is_within(range(into)),
        (of, into) => of == into,
    }
}

/// The values of an integer type.
#[derive(Clone, Copy)]
struct Range {
    least: i128,
    most: u128,
}

impl Range {
    fn is_within(self, other: Self) -> bool {
        self.least >= other.least && self.most <= other.most
    }

    fn holds(self, value: i128) -> bool {
        match u128::try_from(value) {
            Ok(value) => value <= self.most,
            Err(_) => value >= self.least,
        }
    }
}

fn range(int: Int) -> Range {
    let signed = |least: i128, most: i128| Range {
        least,
        most: most.unsigned_abs(),
    };
    let unsigned = |most: u128| Range { least: 0, most };
    match int {
        Int::I8 => signed(i8::MIN.into(), i8::MAX.into()),
        Int::I16 => signed(i16::MIN.into(), i16::MAX.into()),
        Int::I32 => signed(i32::MIN.into(), i32::MAX.into()),
        Int::I64 => signed(i64::MIN.into(), i64::MAX.into()),
        Int::I128 => signed(i128::MIN, i128::MAX),
        Int::U8 => unsigned(u8::MAX.into()),
        Int::U16 => unsigned(u16::MAX.into()),
        Int::U32 => unsigned(u32::MAX.into()),
        Int::U64 => unsigned(u64::MAX.into()),
        Int::U128 => unsigned(u128::MAX),
    }
}
