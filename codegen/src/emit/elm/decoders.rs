//! Definitions as decoders.

use super::module::Scope;
use super::syntax::{self, Expr, atom, call};
use super::types;
use crate::model::{Int, Shape, TypeShape, VariantBody, WireField, WireVariant};

/// The body of a definition's decoder.
pub(super) fn body(scope: &Scope) -> Expr {
    let (module, index) = (scope.module, scope.index);
    let names = &module.all.names[index];
    let boxed = module.all.boxed[index];
    match &module.all.graph.definitions[index].shape {
        TypeShape::Record(fields) if boxed => record(scope, fields, Some(&names.constructors[0])),
        TypeShape::Record(fields) if fields.is_empty() => record(scope, fields, None),
        TypeShape::Record(fields) => pipe(
            call("Codec.record", vec![atom(&names.ty)]),
            keys(scope, fields),
        ),
        TypeShape::Newtype(shape) => map(&names.constructors[0], decoder(scope, shape)),
        TypeShape::Tuple(shapes) if boxed => map(&names.constructors[0], tuple(scope, shapes)),
        TypeShape::Tuple(shapes) => tuple(scope, shapes),
        TypeShape::Unit => call("Codec.unit", vec![atom(&names.constructors[0])]),
        TypeShape::Enum(variants) if variants.is_empty() => {
            call("Codec.never", vec![atom(syntax::string(&names.ty))])
        }
        TypeShape::Enum(variants) => {
            let variants = variants.iter().zip(&names.constructors);
            let variants =
                variants.map(|(variant, constructor)| variant_of(scope, variant, constructor));
            call("Codec.enum", vec![Expr::List(variants.collect())])
        }
    }
}

/// `Decode.map Foo decoder`
fn map(constructor: &str, decoder: Expr) -> Expr {
    call("Decode.map", vec![atom(constructor), decoder])
}

fn pipe(first: Expr, stages: Vec<Expr>) -> Expr {
    if stages.is_empty() {
        first
    } else {
        Expr::Pipe(Box::new(first), stages)
    }
}

/// A record, or a constructor around it.
fn record(scope: &Scope, fields: &[WireField], constructor: Option<&str>) -> Expr {
    let names = types::field_names(fields);
    let mut locals = scope.locals();
    let parameters: Vec<String> = names.iter().map(|name| locals.take(name)).collect();
    let record = Expr::Record(names.into_iter().zip(parameters.iter().map(atom)).collect());
    let result = match constructor {
        Some(constructor) => call(constructor, vec![record]),
        None => record,
    };
    let build = if parameters.is_empty() {
        result
    } else {
        Expr::Lambda(parameters, Box::new(result))
    };
    pipe(call("Codec.record", vec![build]), keys(scope, fields))
}

fn keys(scope: &Scope, fields: &[WireField]) -> Vec<Expr> {
    fields
        .iter()
        .map(|field| {
            let key = atom(syntax::string(&field.key));
            match &field.shape {
                Shape::Option(of) => call("Codec.optional", vec![key, decoder(scope, of)]),
                shape => call("Codec.field", vec![key, decoder(scope, shape)]),
            }
        })
        .collect()
}

fn variant_of(scope: &Scope, variant: &WireVariant, constructor: &str) -> Expr {
    let tag = atom(syntax::string(&variant.tag));
    let carrying = |decoder: Expr| call("Codec.variant", vec![tag.clone(), decoder]);
    match &variant.body {
        VariantBody::Unit => call("Codec.unitVariant", vec![tag, atom(constructor)]),
        VariantBody::Newtype(shape) => carrying(map(constructor, decoder(scope, shape))),
        VariantBody::Tuple(shapes) => carrying(elements(scope, shapes, atom(constructor))),
        VariantBody::Record(fields) => carrying(record(scope, fields, Some(constructor))),
    }
}

/// A shape's decoder.
fn decoder(scope: &Scope, shape: &Shape) -> Expr {
    match shape {
        Shape::Bool => atom("Codec.bool"),
        Shape::Int(int) => atom(int_decoder(*int)),
        Shape::Float => atom("Codec.float"),
        Shape::String => atom("Codec.string"),
        Shape::Uuid => atom("Codec.uuid"),
        Shape::Timestamp => atom("Codec.timestamp"),
        Shape::Option(of) => call("Codec.maybe", vec![decoder(scope, of)]),
        Shape::List(of) => call("Codec.list", vec![decoder(scope, of)]),
        Shape::Array(of, length) => call(
            "Codec.array",
            vec![atom(length.to_string()), decoder(scope, of)],
        ),
        Shape::Tuple(shapes) => tuple(scope, shapes),
        Shape::Map(of) => call("Codec.dict", vec![decoder(scope, of)]),
        Shape::Param(name) => atom(scope.function("decode", name)),
        Shape::Ref { file, name, args } => {
            let args = args.iter().map(|arg| decoder(scope, arg)).collect();
            let again = scope.again(shape).map(|(decoder, _)| decoder.clone());
            let decoder = call(
                again.unwrap_or_else(|| scope.module.decoder_name(file, name)),
                args,
            );
            if scope.is_circular(file, name) {
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

fn tuple(scope: &Scope, shapes: &[Shape]) -> Expr {
    let all = || shapes.iter().map(|shape| decoder(scope, shape)).collect();
    match shapes.len() {
        2 => call("Codec.pair", all()),
        3 => call("Codec.triple", all()),
        length => {
            let names = types::tuple_names(length);
            let record = Expr::Record(
                names
                    .iter()
                    .map(|name| (name.clone(), atom(name)))
                    .collect(),
            );
            elements(scope, shapes, Expr::Lambda(names, Box::new(record)))
        }
    }
}

/// An array of these, handed to a function.
fn elements(scope: &Scope, shapes: &[Shape], build: Expr) -> Expr {
    let elements = shapes.iter().enumerate().map(|(index, shape)| {
        call(
            "Codec.element",
            vec![atom(index.to_string()), decoder(scope, shape)],
        )
    });
    pipe(
        call("Codec.tuple", vec![atom(shapes.len().to_string()), build]),
        elements.collect(),
    )
}

fn int_decoder(int: Int) -> &'static str {
    match int {
        Int::I8 => "Codec.i8",
        Int::I16 => "Codec.i16",
        Int::I32 => "Codec.i32",
        Int::I64 => "Codec.i64",
        Int::U8 => "Codec.u8",
        Int::U16 => "Codec.u16",
        Int::U32 => "Codec.u32",
        Int::U64 => "Codec.u64",
    }
}
