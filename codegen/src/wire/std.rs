//! Known → Shape: types of other crates with their arguments.

use super::known::Known;
use super::ty::{Scope, at_of, name_of};
use crate::model::{Body, Fields, Int, Item, Key, Shape, Side, Text, Ty};

impl Scope<'_> {
    /// The shape of a known type; `Err` when it has none with these arguments.
    pub(super) fn of_known(&mut self, known: Known, args: &[Ty]) -> Result<Option<Shape>, ()> {
        let boxed =
            |shape: Option<Shape>, make: fn(Box<Shape>) -> Shape| shape.map(Box::new).map(make);
        Ok(match (known, args) {
            (Known::Bool, []) => Some(Shape::Bool),
            (Known::Int(int), []) => Some(Shape::Int(int)),
            (Known::NonZero(int), []) => Some(Shape::NonZero(int)),
            (Known::NonZeroOf, [of]) => match self.shape(of) {
                Some(Shape::Int(int)) => Some(Shape::NonZero(int)),
                Some(_) => return Err(()),
                None => None,
            },
            (Known::Float, []) => {
                self.differs = true;
                Some(Shape::Float {
                    null: self.side == Side::Written,
                })
            }
            (Known::Number, []) => Some(Shape::Float { null: false }),
            (Known::Text(text), []) => Some(Shape::Text(text)),
            (Known::Any, []) => Some(Shape::Any),
            (Known::Raw, []) => {
                self.raw = true;
                Some(Shape::Any)
            }
            (Known::Null, [_]) => Some(Shape::Null),
            (Known::Wrapper, [of] | [of, _]) => self.shape(of),
            (Known::Option, [of]) => boxed(self.shape(of), Shape::Option),
            (Known::SmallVec, [Ty::Array { of, .. }]) => boxed(self.shape(of), Shape::List),
            (Known::List | Known::SmallVec, [of, ..]) => boxed(self.shape(of), Shape::List),
            (Known::Bytes, []) => Some(Shape::List(Box::new(Shape::Int(Int::U8)))),
            (Known::Map, [key, of, ..]) => {
                let (key, of) = (self.key(key), self.shape(of));
                key.zip(of).map(|(key, of)| Shape::Map {
                    key,
                    of: Box::new(of),
                })
            }
            (Known::JsonMap, [] | [_, _]) => Some(free_map()),
            (Known::TimeDelta, []) => Some(Shape::Tuple(vec![
                Shape::Int(Int::I64),
                Shape::Int(Int::I32),
            ])),
            (Known::BuiltIn(of, count), args) if args.len() == count => {
                let shapes: Vec<Option<Shape>> = args.iter().map(|ty| self.shape(ty)).collect();
                let shapes: Option<Vec<Shape>> = shapes.into_iter().collect();
                shapes.map(|shapes| Shape::BuiltIn(of, shapes))
            }
            _ => return Err(()),
        })
    }

    /// What the keys of a map are.
    pub(super) fn key(&mut self, ty: &Ty) -> Option<Key> {
        let shape = self.shape(ty)?;
        let key = self.key_of(&shape, 0);
        if key.is_none() {
            self.unsupported(
                &format!("a map whose keys are `{}`", name_of(ty)),
                at_of(ty),
                "keys of a JSON object are text: write a `String`, an integer, an enum of variants without fields or a \
                 newtype of those for the key, or a `Vec` of pairs",
            );
        }
        key
    }

    pub(super) fn key_of(&mut self, shape: &Shape, depth: usize) -> Option<Key> {
        match shape {
            Shape::Text(text) => Some(Key::Text(*text)),
            Shape::Int(int) => Some(Key::Int(*int)),
            Shape::Bool => Some(Key::Bool),
            Shape::Ref {
                file, name, args, ..
            } if depth < 32 => {
                let placed = self.context.items.get(self.context.number(file, name)?)?;
                let item = &placed.parsed.item;
                self.differs |= item.serde.from != item.serde.into;
                if let Some(inner) = inside(item, self.side) {
                    let types = item
                        .generics
                        .iter()
                        .filter(|generic| generic.constant.is_none());
                    let params = types
                        .zip(args)
                        .map(|(generic, arg)| (generic.name.clone(), Some(arg.clone())));
                    let told = self.problems.len();
                    let inner = self.elsewhere(placed.module, params.collect(), inner);
                    // Told where that type stands.
                    self.problems.truncate(told);
                    return self.key_of(&inner?, depth + 1);
                }
                is_plain_enum(item).then(|| Key::Tag(Box::new(shape.clone())))
            }
            _ => None,
        }
    }
}

/// `serde_json::Map`.
pub(super) fn free_map() -> Shape {
    Shape::Map {
        key: Key::Text(Text::Any),
        of: Box::new(Shape::Any),
    }
}

/// The type whose JSON an item has, when it is that of one other.
fn inside(item: &Item, side: Side) -> Option<&Ty> {
    let by_side = match side {
        Side::Accepted => &item.serde.from,
        Side::Both | Side::Written => &item.serde.into,
    };
    if let Some(ty) = item.stated.as_ref().or(by_side.as_ref()) {
        return Some(ty);
    }
    match &item.body {
        Body::Struct(Fields::Unnamed(fields)) => match fields.as_slice() {
            [only] if only.serde.with.written.is_none() && only.serde.with.accepted.is_none() => {
                Some(only.stated.as_deref().unwrap_or(&only.ty))
            }
            _ => None,
        },
        Body::Struct(Fields::Named(fields)) if item.serde.transparent => match fields.as_slice() {
            [only] => Some(only.stated.as_deref().unwrap_or(&only.ty)),
            _ => None,
        },
        Body::Struct(_) | Body::Enum(_) => None,
    }
}

/// Whether the JSON of an enum is one of some texts.
fn is_plain_enum(item: &Item) -> bool {
    let serde = &item.serde;
    let Body::Enum(variants) = &item.body else {
        return false;
    };
    serde.tag.is_none()
        && !serde.untagged
        && serde.repr.is_none()
        && variants
            .iter()
            .all(|variant| variant.fields == Fields::Unit && !variant.serde.untagged)
}
