//! The decoders of shapes.

use super::scope::Scope;
use super::writer::{Key, Name, Place, Writer};
use crate::model::{self, BuiltIn, Int, Shape, Text};

/// A shape's decoder.
pub(super) fn decoder(w: &mut Writer, scope: &Scope, shape: &Shape, place: Place) {
    let of_one = |w: &mut Writer, function: &'static str, of: &Shape| {
        w.call(place, Name::Known(function), |w| {
            decoder(w.line(), scope, of, Place::Argument);
        });
    };
    match shape {
        Shape::Any => _ = w.known("Codec.any"),
        Shape::Null => _ = w.known("Codec.null"),
        Shape::Bool => _ = w.known("Codec.bool"),
        Shape::Int(int) => _ = w.known(int_decoder(*int)),
        Shape::NonZero(int) => w.call(place, Name::Known("Codec.nonZero"), |w| {
            w.line().known(int_decoder(*int));
        }),
        Shape::Float { null: false } => _ = w.known("Codec.float"),
        Shape::Float { null: true } => _ = w.known("Codec.floatOrNull"),
        Shape::Text(text) => _ = w.known(text_decoder(*text)),
        Shape::Option(of) => of_one(w, "Codec.maybe", of),
        Shape::List(of) => of_one(w, "Codec.list", of),
        Shape::Array(of, length) => w.keyed(place, "Codec.array", Key::Number(*length), |w| {
            decoder(w.line(), scope, of, Place::Argument);
        }),
        Shape::Tuple(shapes) => tuple(w, scope, shapes, shapes.len(), place),
        Shape::Map { key, of } => map_decoder(w, scope, key, of, place),
        Shape::BuiltIn(built_in, args) => {
            with_arguments(
                w,
                scope,
                Name::Known(built_in_decoder(*built_in)),
                args,
                place,
            );
        }
        Shape::Param(name) => _ = w.text(scope.decode(name)),
        Shape::Ref { args, .. } => {
            let found = scope.find(shape);
            let name = match scope.again(shape) {
                Some([decoder, _]) => Name::Here(decoder),
                None => found.map_or(Name::Here(""), |index| scope.module.decoder_name(index)),
            };
            if found.is_some_and(|index| scope.is_circular(index)) {
                w.call(place, Name::Known("Decode.lazy"), |w| {
                    let parameter = |w: &mut Writer| _ = w.text("_");
                    w.line().lambda(Place::Argument, parameter, |w| {
                        with_arguments(w, scope, name, args, Place::Alone);
                    });
                });
            } else {
                with_arguments(w, scope, name, args, place);
            }
        }
    }
}

/// A decoder of a generic type, and those of its arguments.
fn with_arguments(w: &mut Writer, scope: &Scope, name: Name, args: &[Shape], place: Place) {
    if args.is_empty() {
        w.name(name);
        return;
    }
    w.call(place, name, |w| {
        for arg in args {
            decoder(w.line(), scope, arg, Place::Argument);
        }
    });
}

fn map_decoder(w: &mut Writer, scope: &Scope, key: &model::Key, of: &Shape, place: Place) {
    let function = match key {
        model::Key::Text(Text::Any) => "Codec.dict",
        model::Key::Int(int) if !int.is_wide() => "Codec.intDict",
        model::Key::Text(_) | model::Key::Int(_) | model::Key::Bool | model::Key::Tag(_) => {
            "Codec.dictBy"
        }
    };
    w.call(place, Name::Known(function), |w| {
        match key {
            model::Key::Text(Text::Any) => {}
            model::Key::Text(text) => _ = w.line().known(text_decoder(*text)),
            model::Key::Int(int) if int.is_wide() => _ = w.line().known(digits_decoder(*int)),
            model::Key::Int(int) => _ = w.line().known(int_decoder(*int)),
            model::Key::Bool => _ = w.line().known("Codec.boolKey"),
            model::Key::Tag(tag) => decoder(w.line(), scope, tag, Place::Argument),
        }
        decoder(w.line(), scope, of, Place::Argument);
    });
}

/// An array of different shapes.
pub(super) fn tuple(
    w: &mut Writer,
    scope: &Scope,
    shapes: &[Shape],
    required: usize,
    place: Place,
) {
    let whole = |w: &mut Writer, function: &'static str| {
        with_arguments(w, scope, Name::Known(function), shapes, place);
    };
    let length = shapes.len();
    match (length, required) {
        (1, 1) => whole(w, "Codec.single"),
        (2, 2) => whole(w, "Codec.pair"),
        (3, 3) => whole(w, "Codec.triple"),
        _ => elements(w, scope, shapes, required, place, |w| match length {
            0 => _ = w.text("()"),
            1 => _ = w.known("identity"),
            2 => _ = w.known("Tuple.pair"),
            _ => lambda_of_elements(w, length),
        }),
    }
}

/// A function that puts so many values together: three as a tuple, more as a record.
fn lambda_of_elements(w: &mut Writer, length: usize) {
    let name = |w: &mut Writer, index: usize| _ = w.text("t").number(index);
    let parameters = |w: &mut Writer| {
        for index in 0..length {
            name(w.text(if index == 0 { "" } else { " " }), index);
        }
    };
    w.lambda(Place::Argument, parameters, |w| {
        if length == 3 {
            w.text("( t0, t1, t2 )");
            return;
        }
        w.group(|w| {
            w.enclosed(["{", "}"], 0..length, |w, index| {
                name(w, index);
                name(w.text(" = "), index);
            });
        });
    });
}

/// An array of these, handed to a function.
pub(super) fn elements(
    w: &mut Writer,
    scope: &Scope,
    shapes: &[Shape],
    required: usize,
    place: Place,
    build: impl FnOnce(&mut Writer),
) {
    let length = shapes.len();
    let tuple = |w: &mut Writer, place: Place| {
        if required == length {
            w.keyed(place, "Codec.tuple", Key::Number(length), |w| {
                build(w.line());
            });
            return;
        }
        w.call(place, Name::Known("Codec.tupleOf"), |w| {
            let ends = [required, length].map(|end| move |w: &mut Writer| _ = w.number(end));
            let [required, length] = ends;
            w.line().pair(required, length);
            build(w.line());
        });
    };
    if length == 0 {
        tuple(w, place);
        return;
    }
    let stages = |w: &mut Writer| {
        for (index, shape) in shapes.iter().enumerate() {
            let function = if index < required {
                "Codec.element"
            } else {
                "Codec.tailElement"
            };
            w.stage()
                .keyed(Place::Alone, function, Key::Number(index), |w| {
                    decoder(w.line(), scope, shape, Place::Argument);
                });
        }
    };
    w.pipe(place, |w| tuple(w, Place::Alone), stages);
}

fn built_in_decoder(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "Codec.duration",
        BuiltIn::SystemTime => "Codec.systemTime",
        BuiltIn::Range => "Codec.range",
        BuiltIn::RangeFrom => "Codec.rangeFrom",
        BuiltIn::RangeTo => "Codec.rangeTo",
        BuiltIn::Bound => "Codec.bound",
        BuiltIn::Result => "Codec.result",
    }
}

fn text_decoder(text: Text) -> &'static str {
    match text {
        Text::Any => "Codec.string",
        Text::Digits(int) => digits_decoder(int),
        Text::Char => "Text.char",
        Text::Uuid => "Text.uuid",
        Text::Timestamp => "Text.timestamp",
        Text::Zoned => "Text.zoned",
        Text::Date => "Text.date",
        Text::Time => "Text.time",
        Text::DateTime => "Text.dateTime",
        Text::Ipv4 => "Text.ipv4",
        Text::Ipv6 => "Text.ipv6",
        Text::Ip => "Text.ip",
        Text::SocketV4 => "Text.socketV4",
        Text::SocketV6 => "Text.socketV6",
        Text::Socket => "Text.socket",
        Text::Url => "Text.url",
        Text::Decimal => "Text.decimal",
        Text::Hex => "Text.hex",
        Text::Base64 => "Text.base64",
    }
}

fn digits_decoder(int: Int) -> &'static str {
    match int {
        Int::I8 => "Text.i8Digits",
        Int::I16 => "Text.i16Digits",
        Int::I32 => "Text.i32Digits",
        Int::I64 => "Text.i64Digits",
        Int::I128 => "Text.i128Digits",
        Int::U8 => "Text.u8Digits",
        Int::U16 => "Text.u16Digits",
        Int::U32 => "Text.u32Digits",
        Int::U64 => "Text.u64Digits",
        Int::U128 => "Text.u128Digits",
    }
}

pub(super) fn int_decoder(int: Int) -> &'static str {
    match int {
        Int::I8 => "Codec.i8",
        Int::I16 => "Codec.i16",
        Int::I32 => "Codec.i32",
        Int::I64 => "Codec.i64",
        Int::I128 => "Codec.i128",
        Int::U8 => "Codec.u8",
        Int::U16 => "Codec.u16",
        Int::U32 => "Codec.u32",
        Int::U64 => "Codec.u64",
        Int::U128 => "Codec.u128",
    }
}
