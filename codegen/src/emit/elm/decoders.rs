//! Definitions as decoders.

use super::flat;
use super::module::Scope;
use super::syntax::{self, Expr, atom, call, named};
use super::types;
use crate::model::{
    Enum, Int, Items, Key, Presence, Record, Shape, Tagging, Text, TypeShape, VariantBody,
    WireField, WireNumber, WireVariant,
};

/// The body of a definition's decoder.
pub(super) fn body(scope: &Scope) -> Expr {
    let (module, index) = (scope.module, scope.index);
    let names = &module.all.names[index];
    let is_alias = module.all.is_alias(index);
    let wrapped = |decoder: Expr| {
        if is_alias {
            decoder
        } else {
            map(&names.constructors[0], decoder)
        }
    };
    let never = || call("Codec.never", vec![atom(syntax::string(&names.ty))]);
    match &module.all.graph.definitions[index].shape {
        TypeShape::Record(of) if !is_alias => record(scope, of, Some(&names.constructors[0]), None),
        TypeShape::Record(of) if of.fields.is_empty() && of.flat.is_empty() => {
            record(scope, of, None, None)
        }
        TypeShape::Record(of) => pipe(
            call("Codec.record", vec![named(&names.ty)]),
            stages(scope, of, None),
        ),
        TypeShape::Newtype(shape) => map(&names.constructors[0], decoder(scope, shape)),
        TypeShape::Tuple(items) if items.shapes.is_empty() => {
            elements(scope, items, named(&names.constructors[0]))
        }
        TypeShape::Tuple(items) => wrapped(tuple(scope, items)),
        TypeShape::Unit => call("Codec.unit", vec![named(&names.constructors[0])]),
        TypeShape::Enum(it) if it.variants.is_empty() => wrapped(never()),
        TypeShape::Enum(it) => enumeration(scope, it, &names.constructors),
        TypeShape::Numbers(_, all) if all.is_empty() => never(),
        TypeShape::Numbers(int, all) => numbers(*int, all, &names.constructors),
    }
}

/// `Decode.map Foo decoder`
fn map(constructor: &str, decoder: Expr) -> Expr {
    call("Decode.map", vec![named(constructor), decoder])
}

fn pipe(first: Expr, stages: Vec<Expr>) -> Expr {
    if stages.is_empty() {
        first
    } else {
        Expr::Pipe(Box::new(first), stages)
    }
}

/// A record, or a constructor around it; `beside` is a key that belongs to what is around the record.
fn record(scope: &Scope, of: &Record, constructor: Option<&str>, beside: Option<&str>) -> Expr {
    let names = types::field_names(of);
    let parameters = syntax::distinct(names.iter().cloned(), |name| scope.is_taken(name));
    let record = Expr::Record(
        names
            .into_iter()
            .zip(parameters.iter().map(|name| named(name)))
            .collect(),
    );
    let result = match constructor {
        Some(constructor) => call(constructor.to_owned(), vec![record]),
        None => record,
    };
    let build = if parameters.is_empty() {
        result
    } else {
        Expr::Lambda(parameters, Box::new(result))
    };
    pipe(call("Codec.record", vec![build]), stages(scope, of, beside))
}

/// What is asked of an object, in the order of the fields in Elm.
fn stages(scope: &Scope, of: &Record, beside: Option<&str>) -> Vec<Expr> {
    let constant = of.tag.iter().map(|(key, text)| {
        let (key, text) = (syntax::string(key), syntax::string(text));
        call("Codec.constant", vec![atom(key), atom(text)])
    });
    let keys = of.fields.iter().map(|field| key(scope, field));
    let flat = (0..of.flat.len()).map(|index| flat::stage(scope, of, index));
    let closed = of.closed.then(|| {
        let known = flat::own_keys(of).chain(beside);
        call("Codec.closed", vec![syntax::texts(known)])
    });
    constant.chain(keys).chain(flat).chain(closed).collect()
}

fn key(scope: &Scope, field: &WireField) -> Expr {
    let (function, decoder) = match (field.presence, &field.shape) {
        (Presence::Always | Presence::OrNull, Shape::Option(of)) => {
            ("Codec.optional", decoder(scope, of))
        }
        (Presence::Always | Presence::OrNull, shape @ Shape::Param(_)) => {
            ("Codec.paramField", decoder(scope, shape))
        }
        (Presence::Always | Presence::OrNull | Presence::Required, shape) => {
            ("Codec.field", decoder(scope, shape))
        }
        (Presence::Optional, shape) => ("Codec.omittable", decoder(scope, shape)),
    };
    let key = field.key.as_str();
    if field.aliases.is_empty() {
        return call(function, vec![atom(syntax::string(key)), decoder]);
    }
    let keys = std::iter::once(key).chain(field.aliases.iter().map(String::as_str));
    call(format!("{function}Of"), vec![syntax::texts(keys), decoder])
}

/// An enum: the tagged variants by their tags, then those without one in order.
fn enumeration(scope: &Scope, it: &Enum, constructors: &[String]) -> Expr {
    let stands_alone = |variant: &WireVariant| variant.untagged || it.tagging == Tagging::Untagged;
    let all = || it.variants.iter().zip(constructors);
    let tagged: Vec<Expr> = all()
        .filter(|(variant, _)| !stands_alone(variant))
        .map(|(variant, name)| tagged(scope, &it.tagging, variant, name))
        .collect();
    let alone: Vec<Expr> = all()
        .filter(|(variant, _)| stands_alone(variant))
        .map(|(variant, name)| untagged(scope, variant, name))
        .collect();
    if tagged.is_empty() {
        return call("Decode.oneOf", vec![Expr::List(alone)]);
    }
    let variants = Expr::List(tagged);
    let key = |key: &str| atom(syntax::string(key));
    let tagged = match &it.tagging {
        Tagging::External | Tagging::Untagged => call("Codec.enum", vec![variants]),
        Tagging::Internal { tag } => call("Codec.internal", vec![key(tag), variants]),
        Tagging::Adjacent { tag, content } => {
            let decoder = call("Codec.adjacent", vec![key(tag), key(content), variants]);
            let closed = call("Codec.closed", vec![syntax::texts([tag.as_str(), content])]);
            pipe(decoder, if it.closed { vec![closed] } else { Vec::new() })
        }
    };
    if alone.is_empty() {
        return tagged;
    }
    let all = std::iter::once(tagged).chain(alone).collect();
    call("Decode.oneOf", vec![Expr::List(all)])
}

/// A variant by its tag.
fn tagged(scope: &Scope, tagging: &Tagging, variant: &WireVariant, constructor: &str) -> Expr {
    let beside = match tagging {
        Tagging::Internal { tag } => Some(tag.as_str()),
        Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => None,
    };
    let tag = || atom(syntax::string(&variant.tag));
    let carrying = |decoder: Expr| call("Codec.variant", vec![tag(), decoder]);
    let entry = match &variant.body {
        VariantBody::Unit if variant.other => {
            call("Codec.otherVariant", vec![tag(), named(constructor)])
        }
        VariantBody::Unit => call("Codec.unitVariant", vec![tag(), named(constructor)]),
        VariantBody::Newtype(shape) => match (tagging, shape) {
            (Tagging::Adjacent { .. }, Shape::Option(_) | Shape::Param(_)) => call(
                "Codec.optionVariant",
                vec![tag(), map(constructor, decoder(scope, shape))],
            ),
            (Tagging::Internal { tag }, _) => {
                let decoder = flat::beside(scope, shape, std::iter::once(tag.as_str()));
                carrying(map(constructor, decoder))
            }
            (Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged, _) => {
                carrying(map(constructor, decoder(scope, shape)))
            }
        },
        VariantBody::Tuple(items) => carrying(elements(scope, items, named(constructor))),
        VariantBody::Record(of) => {
            let decoder = record(scope, of, Some(constructor), beside);
            carrying(match beside {
                // What lies among the keys would take the tag for one of them.
                Some(tag) if !of.flat.is_empty() => flat::without([tag], decoder),
                _ => decoder,
            })
        }
    };
    if variant.aliases.is_empty() {
        entry
    } else {
        let aliases = syntax::texts(variant.aliases.iter().map(String::as_str));
        call("Codec.orTagged", vec![aliases, entry])
    }
}

/// A variant by what it carries.
fn untagged(scope: &Scope, variant: &WireVariant, constructor: &str) -> Expr {
    match &variant.body {
        VariantBody::Unit => call("Codec.unit", vec![named(constructor)]),
        VariantBody::Newtype(shape) => map(constructor, decoder(scope, shape)),
        VariantBody::Tuple(items) => elements(scope, items, named(constructor)),
        VariantBody::Record(of) => record(scope, of, Some(constructor), None),
    }
}

fn numbers(int: Int, numbers: &[WireNumber], constructors: &[String]) -> Expr {
    let all = || numbers.iter().zip(constructors);
    let known = all().map(|(number, name)| {
        Expr::Pair(
            Box::new(atom(syntax::number(number.value))),
            Box::new(named(name)),
        )
    });
    let mut arguments = vec![atom(int_decoder(int)), Expr::List(known.collect())];
    match all().find(|(number, _)| number.other) {
        Some((_, other)) => {
            arguments.insert(0, named(other));
            call("Codec.numbersOr", arguments)
        }
        None => call("Codec.numbers", arguments),
    }
}

/// A shape's decoder.
pub(super) fn decoder(scope: &Scope, shape: &Shape) -> Expr {
    match shape {
        Shape::Any => atom("Codec.any"),
        Shape::Null => atom("Codec.null"),
        Shape::Bool => atom("Codec.bool"),
        Shape::Int(int) => atom(int_decoder(*int)),
        Shape::NonZero(int) => call("Codec.nonZero", vec![atom(int_decoder(*int))]),
        Shape::Float { null: false } => atom("Codec.float"),
        Shape::Float { null: true } => atom("Codec.floatOrNull"),
        Shape::Text(text) => text_decoder(*text),
        Shape::Option(of) => call("Codec.maybe", vec![decoder(scope, of)]),
        Shape::List(of) => call("Codec.list", vec![decoder(scope, of)]),
        Shape::Array(of, length) => call(
            "Codec.array",
            vec![atom(length.to_string()), decoder(scope, of)],
        ),
        Shape::Tuple(shapes) => tuple(scope, &Items::all(shapes.clone())),
        Shape::Map { key, of } => map_decoder(scope, key, of),
        Shape::BuiltIn(built_in, args) => {
            let name = types::built_in_name(*built_in);
            let args = args.iter().map(|arg| decoder(scope, arg)).collect();
            call(format!("Codec.{}", syntax::lower(name)), args)
        }
        Shape::Param(name) => atom(scope.function("decode", name)),
        Shape::Ref { args, .. } => {
            let args = args.iter().map(|arg| decoder(scope, arg)).collect();
            let again = scope.again(shape).map(|(decoder, _)| decoder.clone());
            let decoder = call(
                again.unwrap_or_else(|| scope.module.decoder_name(shape)),
                args,
            );
            if scope.is_circular(shape) {
                call(
                    "Decode.lazy",
                    vec![Expr::Lambda(vec!["_".to_owned()], Box::new(decoder))],
                )
            } else {
                decoder
            }
        }
    }
}

fn map_decoder(scope: &Scope, key: &Key, of: &Shape) -> Expr {
    let of = decoder(scope, of);
    let keyed = |key: Expr, of: Expr| call("Codec.dictBy", vec![key, of]);
    match key {
        Key::Text(Text::Any) => call("Codec.dict", vec![of]),
        Key::Text(text) => keyed(text_decoder(*text), of),
        Key::Int(int) if int.is_wide() => keyed(text_decoder(Text::Digits(*int)), of),
        Key::Int(int) => call("Codec.intDict", vec![atom(int_decoder(*int)), of]),
        Key::Bool => keyed(atom("Codec.boolKey"), of),
        Key::Tag(tag) => keyed(decoder(scope, tag), of),
    }
}

fn tuple(scope: &Scope, items: &Items) -> Expr {
    let all = || {
        items
            .shapes
            .iter()
            .map(|shape| decoder(scope, shape))
            .collect()
    };
    let names = types::tuple_names(items.shapes.len());
    match (names.len(), items.required) {
        (1, 1) => call("Codec.single", all()),
        (2, 2) => call("Codec.pair", all()),
        (3, 3) => call("Codec.triple", all()),
        (0, _) => elements(scope, items, atom("()")),
        (1, _) => elements(scope, items, atom("identity")),
        (2, _) => elements(scope, items, atom("Tuple.pair")),
        (3, _) => {
            let triple = atom(format!("( {} )", names.join(", ")));
            elements(scope, items, Expr::Lambda(names, Box::new(triple)))
        }
        _ => {
            let record = Expr::Record(
                names
                    .iter()
                    .map(|name| (name.clone(), named(name)))
                    .collect(),
            );
            elements(scope, items, Expr::Lambda(names, Box::new(record)))
        }
    }
}

/// An array of these, handed to a function.
fn elements(scope: &Scope, items: &Items, build: Expr) -> Expr {
    let elements = items.shapes.iter().enumerate().map(|(index, shape)| {
        let function = if index < items.required {
            "Codec.element"
        } else {
            "Codec.tailElement"
        };
        call(
            function,
            vec![atom(index.to_string()), decoder(scope, shape)],
        )
    });
    let (length, required) = (items.shapes.len(), items.required);
    let tuple = if required == length {
        call("Codec.tuple", vec![atom(length.to_string()), build])
    } else {
        call(
            "Codec.tupleOf",
            vec![
                Expr::Pair(
                    Box::new(atom(required.to_string())),
                    Box::new(atom(length.to_string())),
                ),
                build,
            ],
        )
    };
    pipe(tuple, elements.collect())
}

fn text_decoder(text: Text) -> Expr {
    let name = match text {
        Text::Any => return atom("Codec.string"),
        Text::Digits(int) => return atom(format!("Text.{}Digits", int.name())),
        Text::Char => "char",
        Text::Uuid => "uuid",
        Text::Timestamp => "timestamp",
        Text::Zoned => "zoned",
        Text::Date => "date",
        Text::Time => "time",
        Text::DateTime => "dateTime",
        Text::Ipv4 => "ipv4",
        Text::Ipv6 => "ipv6",
        Text::Ip => "ip",
        Text::SocketV4 => "socketV4",
        Text::SocketV6 => "socketV6",
        Text::Socket => "socket",
        Text::Url => "url",
        Text::Decimal => "decimal",
        Text::Hex => "hex",
        Text::Base64 => "base64",
    };
    atom(format!("Text.{name}"))
}

fn int_decoder(int: Int) -> &'static str {
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
