//! Definitions as Elm types.

use super::super::text::{Doc, broken, concat, tab, text};
use super::module::Scope;
use super::syntax;
use crate::model::{Definition, Shape, TypeShape, VariantBody, WireField, WireVariant};

/// The declaration of a definition's type.
pub(super) fn declare(scope: &Scope) -> Doc {
    let (module, index) = (scope.module, scope.index);
    let definition = &module.all.graph.definitions[index];
    let name = &module.all.names[index].ty;
    let constructors = &module.all.names[index].constructors;
    let params = params(definition);
    let head = |keyword: &str| text(format!("{keyword} {name}{}", joined(&params)));
    let custom = |constructors: Vec<Doc>| concat([head("type"), alternatives(constructors)]);
    let alias = |ty: Doc| {
        concat([
            head("type alias"),
            text(" ="),
            tab(concat([Doc::HardLine, ty])),
        ])
    };
    let declaration = match &definition.shape {
        TypeShape::Record(fields) if module.all.boxed[index] => {
            custom(vec![carrying(&constructors[0], record(scope, fields))])
        }
        TypeShape::Record(fields) => alias(record(scope, fields)),
        TypeShape::Newtype(shape) => custom(vec![text(format!(
            "{} {}",
            constructors[0],
            argument(scope, shape)
        ))]),
        TypeShape::Tuple(shapes) if module.all.boxed[index] => custom(vec![text(format!(
            "{} {}",
            constructors[0],
            tuple(scope, shapes)
        ))]),
        TypeShape::Tuple(shapes) => alias(text(tuple(scope, shapes))),
        TypeShape::Unit => custom(vec![text(&constructors[0])]),
        TypeShape::Enum(variants) if variants.is_empty() => {
            alias(text(scope.module.core("Basics", "Never")))
        }
        TypeShape::Enum(variants) => {
            let variants = variants.iter().zip(constructors);
            custom(
                variants
                    .map(|(variant, name)| constructor(scope, variant, name))
                    .collect(),
            )
        }
    };
    concat([syntax::docs(&definition.docs), declaration])
}

/// A definition's type with its parameters: `Page t`.
pub(super) fn applied(name: &str, params: &[String]) -> String {
    format!("{name}{}", joined(params))
}

fn joined(params: &[String]) -> String {
    syntax::spaced(params.iter().cloned())
}

/// The type variables of a definition. Some beginnings of names have a meaning to Elm.
pub(super) fn params(definition: &Definition) -> Vec<String> {
    let mut scope = syntax::scope();
    let special = ["number", "comparable", "appendable", "compappend"];
    let wanted = |param: &String| {
        let name = syntax::lower(param);
        if special.iter().any(|special| name.starts_with(special)) {
            format!("t{}", syntax::upper(&name))
        } else {
            name
        }
    };
    definition
        .params
        .iter()
        .map(|param| scope.take(&wanted(param)))
        .collect()
}

/// The names of a record's fields.
pub(super) fn field_names(fields: &[WireField]) -> Vec<String> {
    let mut scope = syntax::scope();
    fields
        .iter()
        .map(|field| scope.take(&syntax::lower(&field.name)))
        .collect()
}

/// The names of the fields of a tuple that is too long to be one.
pub(super) fn tuple_names(length: usize) -> Vec<String> {
    (0..length).map(|index| format!("t{index}")).collect()
}

/// ` = A | B`, one a line.
fn alternatives(constructors: Vec<Doc>) -> Doc {
    let lines = constructors
        .into_iter()
        .enumerate()
        .map(|(index, constructor)| {
            concat([
                Doc::HardLine,
                text(if index == 0 { "= " } else { "| " }),
                constructor,
            ])
        });
    broken(tab(concat(lines)))
}

fn constructor(scope: &Scope, variant: &WireVariant, name: &str) -> Doc {
    let of = |shapes: &[Shape]| {
        let arguments = syntax::spaced(shapes.iter().map(|shape| argument(scope, shape)));
        text(format!("{name}{arguments}"))
    };
    match &variant.body {
        VariantBody::Unit => text(name),
        VariantBody::Newtype(shape) => of(std::slice::from_ref(shape)),
        VariantBody::Tuple(shapes) => of(shapes),
        VariantBody::Record(fields) => carrying(name, record(scope, fields)),
    }
}

/// A constructor of a record.
fn carrying(name: &str, record: Doc) -> Doc {
    match record {
        Doc::Text(empty) => text(format!("{name} {empty}")),
        record => concat([text(name), tab(concat([Doc::HardLine, record]))]),
    }
}

fn record(scope: &Scope, fields: &[WireField]) -> Doc {
    let fields = fields.iter().zip(field_names(fields)).map(|(field, name)| {
        concat([
            syntax::inner_docs(&field.docs),
            text(format!("{name} : ")),
            text(ty(scope, &field.shape)),
        ])
    });
    match syntax::enclosed("{", fields.collect(), "}") {
        Doc::Text(empty) => Doc::Text(empty),
        record => broken(record),
    }
}

/// A value on the wire as a type.
pub(super) fn ty(scope: &Scope, shape: &Shape) -> String {
    match shape {
        Shape::Bool => scope.module.core("Basics", "Bool"),
        Shape::Int(_) => scope.module.core("Basics", "Int"),
        Shape::Float => scope.module.core("Basics", "Float"),
        Shape::String | Shape::Uuid | Shape::Timestamp => scope.module.core("String", "String"),
        Shape::Option(of) => format!(
            "{} {}",
            scope.module.core("Maybe", "Maybe"),
            argument(scope, of)
        ),
        Shape::List(of) | Shape::Array(of, _) => format!(
            "{} {}",
            scope.module.core("List", "List"),
            argument(scope, of)
        ),
        Shape::Tuple(shapes) => tuple(scope, shapes),
        Shape::Map(of) => format!(
            "Dict.Dict {} {}",
            scope.module.core("String", "String"),
            argument(scope, of)
        ),
        Shape::Param(name) => scope.variable(name),
        Shape::Ref { file, name, args } => {
            let args = syntax::spaced(args.iter().map(|arg| argument(scope, arg)));
            format!("{}{args}", scope.module.type_name(file, name))
        }
    }
}

/// A type as it stands among the arguments of another.
pub(super) fn argument(scope: &Scope, shape: &Shape) -> String {
    let ty = ty(scope, shape);
    if ty.contains(' ') && !ty.starts_with(['(', '{']) {
        format!("({ty})")
    } else {
        ty
    }
}

fn tuple(scope: &Scope, shapes: &[Shape]) -> String {
    if shapes.len() <= 3 {
        let shapes: Vec<String> = shapes.iter().map(|shape| ty(scope, shape)).collect();
        return format!("( {} )", shapes.join(", "));
    }
    let fields: Vec<String> = tuple_names(shapes.len())
        .iter()
        .zip(shapes)
        .map(|(name, shape)| format!("{name} : {}", ty(scope, shape)))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}
