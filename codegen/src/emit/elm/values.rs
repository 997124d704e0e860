//! The encoders of shapes, and values handed to them.

use super::scope::Scope;
use super::writer::{Name, Place, Writer};
use crate::model::{BuiltIn, Key, Shape};

/// What the encoder of a shape is handed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Named(&'a str),
    /// The parameter of a lambda inside as many others: `tuple`, `tuple1`.
    Tuple(usize),
    /// `value.name`
    Field(&'a Value<'a>, &'a str),
    /// `t0`
    Element(usize),
    /// `value.t0`
    ElementOf(&'a Value<'a>, usize),
}

impl Value<'_> {
    pub(super) fn write(&self, w: &mut Writer) {
        match self {
            Self::Named(name) => _ = w.text(name),
            Self::Tuple(0) => _ = w.text("tuple"),
            Self::Tuple(depth) => _ = w.text("tuple").number(*depth),
            Self::Field(of, name) => {
                of.write(w);
                w.text(".").text(name);
            }
            Self::Element(index) => _ = w.text("t").number(*index),
            Self::ElementOf(of, index) => {
                of.write(w);
                w.text(".t").number(*index);
            }
        }
    }
}

/// What the elements of an array are called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Elements<'a> {
    /// The only one has this name.
    Single(&'a Value<'a>),
    /// Each has a name.
    Apart,
    /// They are fields of what has this name.
    Of(&'a Value<'a>),
}

impl<'a> Elements<'a> {
    fn at(self, index: usize) -> Value<'a> {
        match self {
            Self::Single(value) => *value,
            Self::Apart => Value::Element(index),
            Self::Of(value) => Value::ElementOf(value, index),
        }
    }
}

/// The value of this name, encoded; `depth` counts the lambdas around it.
pub(super) fn encoded(
    w: &mut Writer,
    scope: &Scope,
    shape: &Shape,
    value: &Value,
    depth: usize,
    place: Place,
) {
    told(w, scope, shape, Some(value), depth, place);
}

/// A shape's encoder; `depth` counts the lambdas around it.
pub(super) fn encoder(w: &mut Writer, scope: &Scope, shape: &Shape, depth: usize, place: Place) {
    told(w, scope, shape, None, depth, place);
}

/// A shape's encoder, and what it is handed.
fn told(
    w: &mut Writer,
    scope: &Scope,
    shape: &Shape,
    value: Option<&Value>,
    depth: usize,
    place: Place,
) {
    let mut apply = |function: Name, arguments: &[Shape]| {
        if arguments.is_empty() && value.is_none() {
            w.name(function);
            return;
        }
        w.call(place, function, |w| {
            for of in arguments {
                encoder(w.line(), scope, of, depth, Place::Argument);
            }
            if let Some(value) = value {
                value.write(w.line());
            }
        });
    };
    let one = std::slice::from_ref::<Shape>;
    match shape {
        Shape::Any => match value {
            Some(value) => value.write(w),
            None => _ = w.known("identity"),
        },
        Shape::Null => apply(Name::Known("Codec.encodeNull"), &[]),
        Shape::Bool => apply(Name::Known("Encode.bool"), &[]),
        Shape::Int(_) | Shape::NonZero(_) => apply(Name::Known("Encode.int"), &[]),
        Shape::Float { .. } => apply(Name::Known("Codec.encodeFloat"), &[]),
        Shape::Text(_) => apply(Name::Known("Encode.string"), &[]),
        Shape::Option(of) => apply(Name::Known("Codec.encodeMaybe"), one(of)),
        Shape::List(of) | Shape::Array(of, _) => apply(Name::Known("Encode.list"), one(of)),
        Shape::Tuple(shapes) => match (shapes.len(), value) {
            (1, _) => apply(Name::Known("Codec.encodeSingle"), shapes),
            (2, _) => apply(Name::Known("Codec.encodePair"), shapes),
            (3, _) => apply(Name::Known("Codec.encodeTriple"), shapes),
            (length, Some(value)) => {
                apart(w, scope, shapes, length, Elements::Of(value), depth, place);
            }
            (length, None) => {
                // Elm lets no name hide another, so each lambda inside a lambda has a name of its own.
                let name = Value::Tuple(depth);
                let parameter = |w: &mut Writer| name.write(w);
                w.lambda(place, parameter, |w| {
                    let elements = Elements::Of(&name);
                    let depth = depth + 1;
                    apart(w, scope, shapes, length, elements, depth, Place::Alone);
                });
            }
        },
        Shape::Map { key, of } => {
            let function = match key {
                Key::Int(int) if !int.is_wide() => "Codec.encodeIntDict",
                Key::Int(_) | Key::Text(_) | Key::Bool | Key::Tag(_) => "Codec.encodeDict",
            };
            apply(Name::Known(function), one(of));
        }
        Shape::BuiltIn(built_in, args) => {
            apply(Name::Known(built_in_encoder(*built_in)), args);
        }
        Shape::Param(name) => apply(Name::Here(scope.encode(name)), &[]),
        Shape::Ref { args, .. } => {
            let found = scope.find(shape);
            let name = match scope.again(shape) {
                Some([_, encoder]) => Name::Here(encoder),
                None => found.map_or(Name::Here(""), |index| scope.module.encoder_name(index)),
            };
            apply(name, args);
        }
    }
}

/// A definition that is an array: of what `value` names, or as a function.
pub(super) fn items(
    w: &mut Writer,
    scope: &Scope,
    shapes: &[Shape],
    required: usize,
    value: Option<&Value>,
) {
    let place = Place::Alone;
    let whole = Value::Named("value");
    let elements = match (shapes.len(), required) {
        (1..=3, required) if required == shapes.len() => {
            let function = match required {
                1 => "Codec.encodeSingle",
                2 => "Codec.encodePair",
                _ => "Codec.encodeTriple",
            };
            w.call(place, Name::Known(function), |w| {
                for of in shapes {
                    encoder(w.line(), scope, of, 0, Place::Argument);
                }
                if let Some(value) = value {
                    value.write(w.line());
                }
            });
            return;
        }
        (1, _) => Elements::Single(&whole),
        (0 | 2 | 3, _) => Elements::Apart,
        _ => Elements::Of(&whole),
    };
    apart(w, scope, shapes, required, elements, 0, place);
}

/// An array of what these name.
pub(super) fn apart(
    w: &mut Writer,
    scope: &Scope,
    shapes: &[Shape],
    required: usize,
    elements: Elements,
    depth: usize,
    place: Place,
) {
    let (needed, tail) = shapes.split_at(required.min(shapes.len()));
    let function = if tail.is_empty() {
        "Codec.encodeTuple"
    } else {
        "Codec.encodeTail"
    };
    w.call(place, Name::Known(function), |w| {
        w.line()
            .list(needed.iter().enumerate(), |w, (index, shape)| {
                encoded(w, scope, shape, &elements.at(index), depth, Place::Alone);
            });
        if tail.is_empty() {
            return;
        }
        w.line()
            .list(tail.iter().zip(required..), |w, (shape, index)| {
                w.call(Place::Alone, Name::Known("Maybe.map"), |w| {
                    encoder(w.line(), scope, shape, depth, Place::Argument);
                    elements.at(index).write(w.line());
                });
            });
    });
}

fn built_in_encoder(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "Codec.encodeDuration",
        BuiltIn::SystemTime => "Codec.encodeSystemTime",
        BuiltIn::Range => "Codec.encodeRange",
        BuiltIn::RangeFrom => "Codec.encodeRangeFrom",
        BuiltIn::RangeTo => "Codec.encodeRangeTo",
        BuiltIn::Bound => "Codec.encodeBound",
        BuiltIn::Result => "Codec.encodeResult",
    }
}
