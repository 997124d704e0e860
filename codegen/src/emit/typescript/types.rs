//! Definitions as TypeScript types.

use super::super::graph::{self, Graph};
use super::super::text::{Doc, concat, group, if_break, indent, join, nil, text};
use super::module::Module;
use super::syntax;
use crate::model::{Definition, Shape, TypeShape, VariantBody, WireField, WireVariant};

/// The declaration of a definition's type.
pub(super) fn declare(module: &Module, index: usize) -> Doc {
    let definition = &module.all.graph.definitions[index];
    let params = syntax::type_parameters(&module.params(index));
    let head = |keyword: &str| {
        concat([
            text(format!("export {keyword} {}", module.all.names[index])),
            params.clone(),
        ])
    };
    let declaration = match &definition.shape {
        TypeShape::Record(fields) => concat([
            head("interface"),
            text(" "),
            syntax::block(members(module, fields)),
        ]),
        TypeShape::Newtype(_) if module.all.circular[index] => {
            syntax::alias(head("type"), text("null"))
        }
        TypeShape::Newtype(Shape::Option(of)) if !hugs(of) => {
            syntax::union_alias(head("type"), or_null(module, without_options(of)))
        }
        TypeShape::Newtype(shape) => syntax::alias(head("type"), ty(module, shape, Parent::Other)),
        TypeShape::Tuple(shapes) => syntax::alias(head("type"), tuple(module, shapes)),
        TypeShape::Unit => syntax::alias(head("type"), text("null")),
        TypeShape::Enum(variants) => {
            let mut types: Vec<Doc> = variants
                .iter()
                .map(|variant| variant_type(module, variant))
                .collect();
            match types.len() {
                0 => syntax::alias(head("type"), text("never")),
                1 => syntax::alias(head("type"), types.remove(0)),
                _ => syntax::union_alias(head("type"), types),
            }
        }
    };
    concat([syntax::docs(&definition.docs), declaration])
}

/// Where a type stands: prettier lays out a union by what is around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// One of several in a tuple.
    Tuple,
    /// The only one in a tuple, or a type argument.
    Enclosed,
    /// The element of `T[]`.
    Element,
    /// Anywhere else.
    Other,
}

/// A value on the wire as a type.
pub(super) fn ty(module: &Module, shape: &Shape, parent: Parent) -> Doc {
    match shape {
        Shape::Bool => text("boolean"),
        Shape::Int(_) | Shape::Float => text("number"),
        Shape::String | Shape::Uuid | Shape::Timestamp => text("string"),
        Shape::Option(of) => option(module, of, parent),
        Shape::Array(of, length) if (1..=LONGEST_TUPLE).contains(length) => {
            tuple(module, &vec![of.as_ref().clone(); *length])
        }
        Shape::List(of) | Shape::Array(of, _) => list(module, of),
        Shape::Tuple(shapes) => tuple(module, shapes),
        Shape::Map(of) => syntax::map(ty(module, of, Parent::Other)),
        Shape::Param(name) => text(module.param(name)),
        Shape::Ref { file, name, args } => {
            let name = module.type_name(file, name);
            let simple = matches!(args.as_slice(), [only] if is_simple(only));
            let args = args
                .iter()
                .map(|arg| ty(module, arg, Parent::Enclosed))
                .collect();
            concat([text(name), syntax::type_arguments(args, simple)])
        }
    }
}

/// Above this an array `[T; N]` is typed as `T[]`; its guard still counts.
const LONGEST_TUPLE: usize = 16;

/// Whether prettier lets a type argument hug its brackets: keywords, names and objects, alone or with `null`.
fn is_simple(shape: &Shape) -> bool {
    match shape {
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp
        | Shape::Param(_)
        | Shape::Map(_) => true,
        Shape::Ref { args, .. } => args.is_empty(),
        Shape::Option(of) => hugs(of),
        Shape::List(_) | Shape::Array(..) | Shape::Tuple(_) => false,
    }
}

/// Whether prettier keeps the union of this and `null` on one line: where this is an object or a name.
fn hugs(of: &Shape) -> bool {
    match without_options(of) {
        Shape::Map(_) | Shape::Param(_) | Shape::Ref { .. } => true,
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp
        | Shape::Option(_)
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Tuple(_) => false,
    }
}

/// On the wire an option of an option is an option.
fn without_options(mut shape: &Shape) -> &Shape {
    while let Shape::Option(of) = shape {
        shape = of;
    }
    shape
}

fn or_null(module: &Module, of: &Shape) -> Vec<Doc> {
    vec![ty(module, of, Parent::Other), text("null")]
}

fn option(module: &Module, of: &Shape, parent: Parent) -> Doc {
    let of = without_options(of);
    if hugs(of) {
        let hugged = join(or_null(module, of), &text(" | "));
        return if parent == Parent::Element {
            concat([text("("), hugged, text(")")])
        } else {
            hugged
        };
    }
    let union = syntax::union(or_null(module, of));
    match parent {
        Parent::Element => concat([
            text("("),
            group(concat([
                indent(2, concat([Doc::SoftLine, union])),
                Doc::SoftLine,
            ])),
            text(")"),
        ]),
        Parent::Tuple => group(concat([
            indent(
                2,
                concat([if_break(concat([text("("), Doc::SoftLine]), nil()), union]),
            ),
            Doc::SoftLine,
            if_break(text(")"), nil()),
        ])),
        Parent::Enclosed => union,
        Parent::Other => group(indent(2, concat([Doc::SoftLine, union]))),
    }
}

fn list(module: &Module, of: &Shape) -> Doc {
    concat([ty(module, of, Parent::Element), text("[]")])
}

fn tuple(module: &Module, shapes: &[Shape]) -> Doc {
    let parent = if shapes.len() > 1 {
        Parent::Tuple
    } else {
        Parent::Enclosed
    };
    syntax::tuple(
        shapes
            .iter()
            .map(|shape| ty(module, shape, parent))
            .collect(),
    )
}

fn variant_type(module: &Module, variant: &WireVariant) -> Doc {
    let carries = |payload: Doc| {
        syntax::object(vec![group(concat([
            text(syntax::key(&variant.tag)),
            text(": "),
            payload,
        ]))])
    };
    match &variant.body {
        VariantBody::Unit => text(syntax::string(&variant.tag)),
        VariantBody::Newtype(shape) => carries(ty(module, shape, Parent::Other)),
        VariantBody::Tuple(shapes) => carries(tuple(module, shapes)),
        VariantBody::Record(fields) if fields.is_empty() => carries(text("{}")),
        VariantBody::Record(fields) => carries(syntax::object(members(module, fields))),
    }
}

/// The properties of an object type, without the semicolons between them.
fn members(module: &Module, fields: &[WireField]) -> Vec<Doc> {
    fields
        .iter()
        .map(|field| {
            concat([
                syntax::docs(&field.docs),
                group(concat([
                    text(format!("{}: ", syntax::key(&field.key))),
                    ty(module, &field.shape, Parent::Other),
                ])),
            ])
        })
        .collect()
}

/// Which newtypes stand for themselves, through options and other newtypes alone. TypeScript refuses such an alias, and
/// `null` is the only value that it could have.
pub(super) fn circular(graph: &Graph) -> Vec<bool> {
    let edges: Vec<Vec<usize>> = graph
        .definitions
        .iter()
        .map(|definition| stands_for(graph, definition))
        .collect();
    graph::components(&edges).cyclic
}

fn stands_for(graph: &Graph, definition: &Definition) -> Vec<usize> {
    let TypeShape::Newtype(shape) = &definition.shape else {
        return Vec::new();
    };
    match without_options(shape) {
        Shape::Ref { file, name, .. } => graph.find(file, name).into_iter().collect(),
        _ => Vec::new(),
    }
}
