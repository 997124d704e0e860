//! Definitions as encoders.

use super::super::text::{Doc, concat, fixed, join, tab, text};
use super::module::Scope;
use super::syntax::{self, Expr, atom, call, named};
use super::types;
use crate::model::{
    Enum, FlatOf, Items, Key, Presence, Record, Shape, Tagging, TypeShape, VariantBody, WireNumber,
    WireVariant,
};

/// The last parameter of a definition's encoder; `None` where the encoder is a function without naming one.
pub(super) fn parameter(scope: &Scope) -> Option<String> {
    let (module, index) = (scope.module, scope.index);
    let is_alias = module.all.is_alias(index);
    let held = |inside: &str| {
        if is_alias {
            inside.to_owned()
        } else {
            format!("({} {inside})", module.all.names[index].constructors[0])
        }
    };
    match &module.all.graph.definitions[index].shape {
        TypeShape::Record(of) if of.fields.is_empty() && of.flat.is_empty() => Some("_".to_owned()),
        TypeShape::Newtype(_) | TypeShape::Record(_) => Some(held("value")),
        TypeShape::Tuple(items) if items.shapes.is_empty() => Some("_".to_owned()),
        TypeShape::Tuple(items) => match (items.shapes.len(), items.required) {
            (1, 1) | (2, 2) | (3, 3) if is_alias => None,
            (2, 2) | (3, 3) => Some(held("value")),
            (length @ (2 | 3), _) => {
                let names = types::tuple_names(length);
                Some(held(&format!("( {} )", names.join(", "))))
            }
            _ => Some(held("value")),
        },
        TypeShape::Unit => Some("_".to_owned()),
        TypeShape::Enum(it) if it.variants.is_empty() && is_alias => None,
        TypeShape::Enum(it) if it.variants.is_empty() => Some(held("value")),
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => None,
        TypeShape::Enum(_) | TypeShape::Numbers(..) => Some("value".to_owned()),
    }
}

/// The body of a definition's encoder.
pub(super) fn body(scope: &Scope) -> Doc {
    let (module, index) = (scope.module, scope.index);
    let names = &module.all.names[index].constructors;
    let value = parameter(scope).map(|_| "value");
    match &module.all.graph.definitions[index].shape {
        TypeShape::Record(of) => object(scope, of, "value", None).doc(),
        TypeShape::Newtype(shape) => encoded(scope, shape, "value", 0).doc(),
        TypeShape::Tuple(of) => items(scope, of, value).doc(),
        TypeShape::Unit => fixed("Encode.null"),
        TypeShape::Enum(it) if it.variants.is_empty() => match value {
            Some(value) => call("Basics.never", vec![named(value)]).doc(),
            None => fixed("Basics.never"),
        },
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => fixed("Basics.never"),
        TypeShape::Enum(it) => cases(
            it.variants
                .iter()
                .zip(names)
                .map(|(variant, name)| branch(scope, it, variant, name)),
        ),
        TypeShape::Numbers(_, numbers) => cases(numbers.iter().zip(names).map(number)),
    }
}

/// `case value of`, an empty line between each two branches.
fn cases(branches: impl Iterator<Item = (String, Expr)>) -> Doc {
    let branches = branches.map(|(pattern, value)| {
        concat([
            text(format!("{pattern} ->")),
            tab(concat([Doc::HardLine, value.doc()])),
        ])
    });
    let gap = concat([Doc::EmptyLine, Doc::HardLine]);
    concat([
        fixed("case value of"),
        tab(concat([Doc::HardLine, join(branches, &gap)])),
    ])
}

fn number((number, constructor): (&WireNumber, &String)) -> (String, Expr) {
    let value = atom(syntax::argument_number(number.value));
    (constructor.clone(), call("Encode.int", vec![value]))
}

/// A variant: its pattern, and what it is on the wire.
fn branch(scope: &Scope, it: &Enum, variant: &WireVariant, constructor: &str) -> (String, Expr) {
    let tag = atom(syntax::string(&variant.tag));
    let tagging = if variant.untagged {
        &Tagging::Untagged
    } else {
        &it.tagging
    };
    let pattern = |payload: &str| format!("{constructor} {payload}");
    // What it carries, without its tag; nothing of a variant without fields.
    let (pattern, payload) = match &variant.body {
        VariantBody::Unit => (constructor.to_owned(), None),
        VariantBody::Newtype(shape) => (
            pattern("payload"),
            Some(encoded(scope, shape, "payload", 0)),
        ),
        VariantBody::Tuple(of) => {
            let names = types::tuple_names(of.shapes.len());
            let values = call_items(scope, of, &names);
            (
                format!("{constructor}{}", syntax::spaced(names)),
                Some(values),
            )
        }
        VariantBody::Record(of) => {
            let is_empty = of.fields.is_empty() && of.flat.is_empty();
            let beside = match tagging {
                Tagging::Internal { tag } => Some((tag.as_str(), variant.tag.as_str())),
                Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => None,
            };
            (
                pattern(if is_empty { "_" } else { "payload" }),
                Some(object(scope, of, "payload", beside)),
            )
        }
    };
    let tag_alone = |key: &str| pair(key, call("Encode.string", vec![tag.clone()]));
    let value = match (tagging, payload) {
        (Tagging::External, None) => call("Encode.string", vec![tag]),
        (Tagging::External, Some(payload)) => call("Codec.encodeVariant", vec![tag, payload]),
        (Tagging::Internal { tag: key } | Tagging::Adjacent { tag: key, .. }, None) => {
            call("Codec.object", vec![Expr::List(vec![tag_alone(key)])])
        }
        (Tagging::Internal { tag: key }, Some(payload)) => match variant.body {
            VariantBody::Record(_) => payload,
            VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => {
                let key = atom(syntax::string(key));
                call("Codec.encodeInternal", vec![key, tag, payload])
            }
        },
        (Tagging::Adjacent { tag: key, content }, Some(payload)) => {
            let entries = vec![tag_alone(key), pair(content, payload)];
            call("Codec.object", vec![Expr::List(entries)])
        }
        (Tagging::Untagged, None) => atom("Encode.null"),
        (Tagging::Untagged, Some(payload)) => payload,
    };
    (pattern, value)
}

/// `( "key", value )`
fn pair(key: &str, value: Expr) -> Expr {
    Expr::Pair(Box::new(atom(syntax::string(key))), Box::new(value))
}

/// The fields of the record that `value` names; `beside` is a key that stands with them, and its text.
fn object(scope: &Scope, of: &Record, value: &str, beside: Option<(&str, &str)>) -> Expr {
    let tag = of
        .tag
        .as_ref()
        .map(|(key, text)| (key.as_str(), text.as_str()));
    let constants = beside.into_iter().chain(tag).map(|(key, text)| {
        let text = atom(syntax::string(text));
        (key, call("Encode.string", vec![text]))
    });
    let names = types::field_names(of);
    let (keys, flat) = names.split_at(of.fields.len());
    let of_value = |name: &String| format!("{value}.{name}");
    let is_plain = |presence: Presence| match presence {
        Presence::Always | Presence::OrNull | Presence::Required => true,
        Presence::Optional => false,
    };
    if of.flat.is_empty() && of.fields.iter().all(|field| is_plain(field.presence)) {
        let fields = of.fields.iter().zip(keys).map(|(field, name)| {
            (
                field.key.as_str(),
                encoded(scope, &field.shape, &of_value(name), 0),
            )
        });
        let entries = constants.chain(fields);
        let entries = entries.map(|(key, value)| pair(key, value)).collect();
        return call("Codec.object", vec![Expr::List(entries)]);
    }
    let constants = constants.map(|(key, value)| entry(key, value));
    let fields = of.fields.iter().zip(keys).map(|(field, name)| {
        if is_plain(field.presence) {
            entry(&field.key, encoded(scope, &field.shape, &of_value(name), 0))
        } else {
            let key = atom(syntax::string(&field.key));
            let encoder = encoder(scope, &field.shape, 0);
            call("Codec.entryIfAny", vec![key, encoder, atom(of_value(name))])
        }
    });
    let flat = of.flat.iter().zip(flat).map(|(flat, name)| {
        let function = match (&flat.of, flat.optional) {
            (FlatOf::Keys(_) | FlatOf::Rest { .. }, false) => "Codec.entries",
            (FlatOf::Keys(_) | FlatOf::Rest { .. }, true) => "Codec.entriesIfAny",
            (FlatOf::Variant { .. }, false) => "Codec.variantEntries",
            (FlatOf::Variant { .. }, true) => "Codec.variantEntriesIfAny",
        };
        let encoder = encoder(scope, flat.of.shape(), 0);
        call(function, vec![encoder, atom(of_value(name))])
    });
    let entries = constants.chain(fields).chain(flat).collect();
    call("Codec.objectOf", vec![Expr::List(entries)])
}

/// `Codec.entry "key" value`
fn entry(key: &str, value: Expr) -> Expr {
    call("Codec.entry", vec![atom(syntax::string(key)), value])
}

/// The value that `value` names, encoded; `depth` counts the lambdas around it.
fn encoded(scope: &Scope, shape: &Shape, value: &str, depth: usize) -> Expr {
    if let Shape::Tuple(shapes) = shape
        && shapes.len() > 3
    {
        return long(scope, &Items::all(shapes.clone()), value, depth);
    }
    match encoder(scope, shape, depth) {
        Expr::Call(function, mut arguments) => {
            arguments.push(named(value));
            call(function, arguments)
        }
        Expr::Atom(function) if function == "identity" => named(value),
        Expr::Atom(function) => call(function, vec![named(value)]),
        other => other,
    }
}

/// A definition that is an array: of what `value` names, or as a function.
fn items(scope: &Scope, of: &Items, value: Option<&str>) -> Expr {
    match (of.shapes.len(), of.required) {
        (0, _) => call_items(scope, of, &[]),
        (1..=3, required) if required == of.shapes.len() => match value {
            Some(value) => encoded(scope, &Shape::Tuple(of.shapes.clone()), value, 0),
            None => tuple_encoder(scope, &of.shapes, 0),
        },
        (1, _) => call_items(scope, of, &["value".to_owned()]),
        (length @ (2 | 3), _) => call_items(scope, of, &types::tuple_names(length)),
        _ => long(scope, of, "value", 0),
    }
}

/// The long tuple that `value` names, encoded.
fn long(scope: &Scope, of: &Items, value: &str, depth: usize) -> Expr {
    let names: Vec<String> = types::tuple_names(of.shapes.len())
        .iter()
        .map(|name| format!("{value}.{name}"))
        .collect();
    at_depth(scope, of, &names, depth)
}

/// An array of what these name.
fn call_items(scope: &Scope, of: &Items, values: &[String]) -> Expr {
    at_depth(scope, of, values, 0)
}

fn at_depth(scope: &Scope, of: &Items, values: &[String], depth: usize) -> Expr {
    let required = of.shapes.iter().zip(values).take(of.required);
    let required: Vec<Expr> = required
        .map(|(shape, value)| encoded(scope, shape, value, depth))
        .collect();
    if of.required >= of.shapes.len() {
        return call("Codec.encodeTuple", vec![Expr::List(required)]);
    }
    let tail = of.shapes.iter().zip(values).skip(of.required);
    let tail = tail.map(|(shape, value)| {
        let encoder = encoder(scope, shape, depth);
        call("Maybe.map", vec![encoder, named(value)])
    });
    call(
        "Codec.encodeTail",
        vec![Expr::List(required), Expr::List(tail.collect())],
    )
}

/// A shape's encoder; `depth` counts the lambdas around it.
fn encoder(scope: &Scope, shape: &Shape, depth: usize) -> Expr {
    match shape {
        Shape::Any => atom("identity"),
        Shape::Null => atom("Codec.encodeNull"),
        Shape::Bool => atom("Encode.bool"),
        Shape::Int(_) | Shape::NonZero(_) => atom("Encode.int"),
        Shape::Float { .. } => atom("Codec.encodeFloat"),
        Shape::Text(_) => atom("Encode.string"),
        Shape::Option(of) => call("Codec.encodeMaybe", vec![encoder(scope, of, depth)]),
        Shape::List(of) | Shape::Array(of, _) => {
            call("Encode.list", vec![encoder(scope, of, depth)])
        }
        Shape::Tuple(shapes) => tuple_encoder(scope, shapes, depth),
        Shape::Map { key, of } => {
            let function = match key {
                Key::Int(int) if !int.is_wide() => "Codec.encodeIntDict",
                Key::Int(_) | Key::Text(_) | Key::Bool | Key::Tag(_) => "Codec.encodeDict",
            };
            call(function, vec![encoder(scope, of, depth)])
        }
        Shape::BuiltIn(built_in, args) => {
            let args = args.iter().map(|arg| encoder(scope, arg, depth)).collect();
            call(
                format!("Codec.encode{}", types::built_in_name(*built_in)),
                args,
            )
        }
        Shape::Param(name) => atom(scope.function("encode", name)),
        Shape::Ref { args, .. } => {
            let args = args.iter().map(|arg| encoder(scope, arg, depth)).collect();
            let again = scope.again(shape).map(|(_, encoder)| encoder.clone());
            call(
                again.unwrap_or_else(|| scope.module.encoder_name(shape)),
                args,
            )
        }
    }
}

fn tuple_encoder(scope: &Scope, shapes: &[Shape], depth: usize) -> Expr {
    let all = || {
        shapes
            .iter()
            .map(|shape| encoder(scope, shape, depth))
            .collect()
    };
    match shapes.len() {
        1 => call("Codec.encodeSingle", all()),
        2 => call("Codec.encodePair", all()),
        3 => call("Codec.encodeTriple", all()),
        _ => {
            // Elm lets no name hide another, so each lambda inside a lambda has a name of its own.
            let name = if depth == 0 {
                "tuple".to_owned()
            } else {
                format!("tuple{depth}")
            };
            let body = long(scope, &Items::all(shapes.to_vec()), &name, depth + 1);
            Expr::Lambda(vec![name], Box::new(body))
        }
    }
}
