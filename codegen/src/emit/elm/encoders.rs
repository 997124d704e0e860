//! Definitions as encoders.

use super::super::text::{Doc, concat, join, tab, text};
use super::module::Scope;
use super::syntax::{self, Expr, atom, call};
use super::types;
use crate::model::{Shape, TypeShape, VariantBody, WireField, WireVariant};

/// The last parameter of a definition's encoder; `None` where the encoder is a function without naming one.
pub(super) fn parameter(scope: &Scope) -> Option<String> {
    let (module, index) = (scope.module, scope.index);
    let unwrapped = || format!("({} value)", module.all.names[index].constructors[0]);
    match &module.all.graph.definitions[index].shape {
        TypeShape::Newtype(_) => Some(unwrapped()),
        TypeShape::Record(fields) if fields.is_empty() => Some("_".to_owned()),
        TypeShape::Record(_) | TypeShape::Tuple(_) if module.all.boxed[index] => Some(unwrapped()),
        TypeShape::Tuple(shapes) => match shapes.len() {
            2 | 3 => None,
            _ => Some("value".to_owned()),
        },
        TypeShape::Unit => Some("_".to_owned()),
        TypeShape::Enum(variants) if variants.is_empty() => None,
        TypeShape::Record(_) | TypeShape::Enum(_) => Some("value".to_owned()),
    }
}

/// The body of a definition's encoder.
pub(super) fn body(scope: &Scope) -> Doc {
    let (module, index) = (scope.module, scope.index);
    match &module.all.graph.definitions[index].shape {
        TypeShape::Record(fields) => object(scope, fields, "value").doc(),
        TypeShape::Newtype(shape) => encoded(scope, shape, "value", 0).doc(),
        TypeShape::Tuple(shapes) if parameter(scope).is_none() => {
            tuple_encoder(scope, shapes, 0).doc()
        }
        TypeShape::Tuple(shapes) => encoded(scope, &Shape::Tuple(shapes.clone()), "value", 0).doc(),
        TypeShape::Unit => text("Encode.null"),
        TypeShape::Enum(variants) if variants.is_empty() => text("Basics.never"),
        TypeShape::Enum(variants) => {
            let names = &module.all.names[index].constructors;
            let branches = variants
                .iter()
                .zip(names)
                .map(|(variant, name)| branch(scope, variant, name));
            let gap = concat([Doc::EmptyLine, Doc::HardLine]);
            concat([
                text("case value of"),
                tab(concat([Doc::HardLine, join(branches, &gap)])),
            ])
        }
    }
}

fn branch(scope: &Scope, variant: &WireVariant, constructor: &str) -> Doc {
    let tag = || atom(syntax::string(&variant.tag));
    let carrying = |value: Expr| call("Codec.encodeVariant", vec![tag(), value]);
    let (pattern, value) = match &variant.body {
        VariantBody::Unit => (constructor.to_owned(), call("Encode.string", vec![tag()])),
        VariantBody::Newtype(shape) => (
            format!("{constructor} payload"),
            carrying(encoded(scope, shape, "payload", 0)),
        ),
        VariantBody::Tuple(shapes) => {
            let names = types::tuple_names(shapes.len());
            let items = names
                .iter()
                .zip(shapes)
                .map(|(name, shape)| encoded(scope, shape, name, 0));
            let value = call("Codec.encodeTuple", vec![Expr::List(items.collect())]);
            (
                format!("{constructor} {}", names.join(" ")),
                carrying(value),
            )
        }
        VariantBody::Record(fields) => {
            let payload = if fields.is_empty() { "_" } else { "payload" };
            (
                format!("{constructor} {payload}"),
                carrying(object(scope, fields, "payload")),
            )
        }
    };
    concat([
        text(format!("{pattern} ->")),
        tab(concat([Doc::HardLine, value.doc()])),
    ])
}

/// The fields of the record that `value` names.
fn object(scope: &Scope, fields: &[WireField], value: &str) -> Expr {
    let fields = fields
        .iter()
        .zip(types::field_names(fields))
        .map(|(field, name)| {
            let encoded = encoded(scope, &field.shape, &format!("{value}.{name}"), 0);
            Expr::Pair(
                Box::new(atom(syntax::string(&field.key))),
                Box::new(encoded),
            )
        });
    call("Codec.object", vec![Expr::List(fields.collect())])
}

/// The value that `value` names, encoded; `depth` counts the lambdas around it.
fn encoded(scope: &Scope, shape: &Shape, value: &str, depth: usize) -> Expr {
    if let Shape::Tuple(shapes) = shape
        && shapes.len() > 3
    {
        return encoded_items(scope, shapes, value, depth);
    }
    match encoder(scope, shape, depth) {
        Expr::Call(function, mut arguments) => {
            arguments.push(atom(value));
            call(function, arguments)
        }
        Expr::Atom(function) => call(function, vec![atom(value)]),
        other => other,
    }
}

/// The long tuple that `value` names, encoded.
fn encoded_items(scope: &Scope, shapes: &[Shape], value: &str, depth: usize) -> Expr {
    let names = types::tuple_names(shapes.len());
    let items = names
        .iter()
        .zip(shapes)
        .map(|(name, shape)| encoded(scope, shape, &format!("{value}.{name}"), depth));
    call("Codec.encodeTuple", vec![Expr::List(items.collect())])
}

/// A shape's encoder; `depth` counts the lambdas around it.
fn encoder(scope: &Scope, shape: &Shape, depth: usize) -> Expr {
    match shape {
        Shape::Bool => atom("Encode.bool"),
        Shape::Int(_) => atom("Encode.int"),
        Shape::Float => atom("Encode.float"),
        Shape::String | Shape::Uuid | Shape::Timestamp => atom("Encode.string"),
        Shape::Option(of) => call("Codec.encodeMaybe", vec![encoder(scope, of, depth)]),
        Shape::List(of) | Shape::Array(of, _) => {
            call("Encode.list", vec![encoder(scope, of, depth)])
        }
        Shape::Tuple(shapes) => tuple_encoder(scope, shapes, depth),
        Shape::Map(of) => call("Codec.encodeDict", vec![encoder(scope, of, depth)]),
        Shape::Param(name) => atom(scope.function("encode", name)),
        Shape::Ref { file, name, args } => {
            let args = args.iter().map(|arg| encoder(scope, arg, depth)).collect();
            let again = scope.again(shape).map(|(_, encoder)| encoder.clone());
            call(
                again.unwrap_or_else(|| scope.module.encoder_name(file, name)),
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
        2 => call("Codec.encodePair", all()),
        3 => call("Codec.encodeTriple", all()),
        _ => {
            // Elm lets no name hide another, so each lambda inside a lambda has a name of its own.
            let name = if depth == 0 {
                "tuple".to_owned()
            } else {
                format!("tuple{depth}")
            };
            let body = encoded_items(scope, shapes, &name, depth + 1);
            Expr::Lambda(vec![name], Box::new(body))
        }
    }
}
