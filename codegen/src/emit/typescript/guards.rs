//! Definitions as guards: functions that tell whether a value is of the type.

use super::super::text::{Doc, concat, group, indent, text};
use super::module::Module;
use super::syntax;
use crate::model::{Int, Shape, TypeShape, VariantBody, WireField, WireVariant};

/// The declaration of a definition's guard.
pub(super) fn declare(module: &Module, index: usize) -> Doc {
    let definition = &module.all.graph.definitions[index];
    let name = &module.all.names[index];
    let params = module.params(index);
    let body = body(module, &definition.shape);
    let used = !matches!(&definition.shape, TypeShape::Enum(variants) if variants.is_empty());
    let mut arguments = vec![text(if used {
        "value: unknown"
    } else {
        "_value: unknown"
    })];
    arguments.extend(
        params
            .iter()
            .map(|param| text(format!("is{param}: (value: unknown) => value is {param}"))),
    );
    let type_params = syntax::type_parameters(&params);
    let value = if used { "value" } else { "_value" };
    let signature = group(concat([
        type_params.clone(),
        syntax::parameters(arguments),
        text(format!(": {value} is {name}")),
        syntax::type_arguments(params.iter().map(text).collect(), true),
    ]));
    syntax::function(
        concat([text(format!("export function is{name}")), signature]),
        body,
    )
}

fn body(module: &Module, shape: &TypeShape) -> Doc {
    match shape {
        TypeShape::Record(fields) => {
            let mut all = vec![call(module, "isRecord", vec![text("value")])];
            all.extend(fields.iter().map(|field| {
                let key = text(syntax::string(&field.key));
                call(
                    module,
                    "has",
                    vec![text("value"), key, guard(module, &field.shape)],
                )
            }));
            syntax::return_all("&&", all)
        }
        TypeShape::Newtype(shape) => returned(check(module, shape)),
        TypeShape::Tuple(shapes) => returned(call(
            module,
            "is",
            vec![text("value"), tuple(module, shapes)],
        )),
        TypeShape::Unit => returned(text("value === null")),
        TypeShape::Enum(variants) if variants.is_empty() => returned(text("false")),
        TypeShape::Enum(variants)
            if matches!(
                variants.as_slice(),
                [WireVariant {
                    body: VariantBody::Unit,
                    ..
                }]
            ) =>
        {
            syntax::return_all(
                "===",
                vec![text("value"), text(syntax::string(&variants[0].tag))],
            )
        }
        TypeShape::Enum(variants) => syntax::return_all(
            "||",
            variants
                .iter()
                .map(|variant| is_variant(module, variant))
                .collect(),
        ),
    }
}

fn returned(value: Doc) -> Doc {
    concat([text("return "), value, text(";")])
}

fn is_variant(module: &Module, variant: &WireVariant) -> Doc {
    let tag = text(syntax::string(&variant.tag));
    let carries = |guard: Doc| call(module, "variant", vec![text("value"), tag.clone(), guard]);
    match &variant.body {
        VariantBody::Unit => {
            let right = group(concat([text("==="), indent(2, concat([Doc::Line, tag]))]));
            group(concat([text("value "), right]))
        }
        VariantBody::Newtype(shape) => carries(guard(module, shape)),
        VariantBody::Tuple(shapes) => carries(tuple(module, shapes)),
        VariantBody::Record(fields) => carries(record(module, fields)),
    }
}

fn record(module: &Module, fields: &[WireField]) -> Doc {
    let keys = fields.iter().map(|field| {
        call(
            module,
            "key",
            vec![
                text(syntax::string(&field.key)),
                guard(module, &field.shape),
            ],
        )
    });
    call(module, "record", keys.collect())
}

/// `isFoo(value)`.
fn check(module: &Module, shape: &Shape) -> Doc {
    let with_value = |rest: Vec<Doc>| {
        let mut arguments = vec![text("value")];
        arguments.extend(rest);
        arguments
    };
    match shape {
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp
        | Shape::Param(_) => concat([
            guard(module, shape),
            syntax::arguments(with_value(Vec::new())),
        ]),
        Shape::Ref { file, name, args } => {
            let args = args.iter().map(|arg| guard(module, arg)).collect();
            concat([
                text(module.guard_name(file, name)),
                syntax::arguments(with_value(args)),
            ])
        }
        Shape::Option(_) | Shape::List(_) | Shape::Array(..) | Shape::Tuple(_) | Shape::Map(_) => {
            call(module, "is", with_value(vec![guard(module, shape)]))
        }
    }
}

/// A guard as a value, fit to be handed to another.
pub(super) fn guard(module: &Module, shape: &Shape) -> Doc {
    let named = |name: &str| text(format!("{}.{name}", module.codec));
    match shape {
        Shape::Bool => named("isBool"),
        Shape::Int(int) => named(is_int(*int)),
        Shape::Float => named("isFloat"),
        Shape::String => named("isString"),
        Shape::Uuid => named("isUuid"),
        Shape::Timestamp => named("isTimestamp"),
        Shape::Option(of) => call(module, "nullable", vec![guard(module, of)]),
        Shape::List(of) => call(module, "list", vec![guard(module, of)]),
        Shape::Array(of, length) => call(
            module,
            "array",
            vec![guard(module, of), text(length.to_string())],
        ),
        Shape::Tuple(shapes) => tuple(module, shapes),
        Shape::Map(of) => call(module, "map", vec![guard(module, of)]),
        Shape::Param(name) => text(format!("is{}", module.param(name))),
        Shape::Ref { file, name, args } if args.is_empty() => text(module.guard_name(file, name)),
        Shape::Ref { file, name, args } => {
            let mut arguments = vec![text(module.guard_name(file, name))];
            arguments.extend(args.iter().map(|arg| guard(module, arg)));
            call(module, "bind", arguments)
        }
    }
}

fn tuple(module: &Module, shapes: &[Shape]) -> Doc {
    call(
        module,
        "tuple",
        shapes.iter().map(|shape| guard(module, shape)).collect(),
    )
}

/// A call into the codec.
fn call(module: &Module, function: &str, arguments: Vec<Doc>) -> Doc {
    let callee = text(format!("{}.{function}", module.codec));
    if arguments.is_empty() {
        return concat([callee, text("()")]);
    }
    concat([callee, syntax::arguments(arguments)])
}

fn is_int(int: Int) -> &'static str {
    match int {
        Int::I8 => "isI8",
        Int::I16 => "isI16",
        Int::I32 => "isI32",
        Int::I64 => "isI64",
        Int::U8 => "isU8",
        Int::U16 => "isU16",
        Int::U32 => "isU32",
        Int::U64 => "isU64",
    }
}
