//! Definitions as Elm types.

use super::super::text::{Doc, broken, concat, fixed, indent, tab, text};
use super::module::Scope;
use super::syntax;
use crate::model::{
    BuiltIn, Definition, Items, Key, Presence, Record, Shape, TypeShape, VariantBody, WireField,
    WireVariant,
};

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
            fixed(" ="),
            tab(concat([Doc::HardLine, ty])),
        ])
    };
    let is_alias = module.all.is_alias(index);
    let one = |ty: &str| custom(vec![text(format!("{} {}", constructors[0], grouped(ty)))]);
    let never = || scope.module.core("Basics", "Never");
    let declaration = match &definition.shape {
        TypeShape::Record(of) if is_alias => alias(record(scope, of)),
        TypeShape::Record(of) => custom(vec![carrying(&constructors[0], record(scope, of))]),
        TypeShape::Newtype(shape) => one(&ty(scope, shape)),
        TypeShape::Tuple(items) if items.shapes.is_empty() => custom(vec![text(&constructors[0])]),
        TypeShape::Tuple(of) if is_alias => alias(text(items(scope, of))),
        TypeShape::Tuple(of) => one(&items(scope, of)),
        TypeShape::Unit => custom(vec![text(&constructors[0])]),
        TypeShape::Enum(it) if it.variants.is_empty() && is_alias => alias(text(never())),
        TypeShape::Enum(it) if it.variants.is_empty() => one(&never()),
        TypeShape::Enum(it) => {
            let variants = it.variants.iter().zip(constructors);
            custom(
                variants
                    .map(|(variant, name)| constructor(scope, variant, name))
                    .collect(),
            )
        }
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => alias(text(never())),
        TypeShape::Numbers(_, numbers) => custom(
            numbers
                .iter()
                .zip(constructors)
                .map(|(number, name)| {
                    concat([
                        syntax::inner_docs(&number.docs, number.deprecated.as_deref()),
                        text(name),
                    ])
                })
                .collect(),
        ),
    };
    concat([
        syntax::docs(&definition.docs, definition.deprecated.as_deref()),
        declaration,
    ])
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
    let special = ["number", "comparable", "appendable", "compappend"];
    let wanted = |param: &String| {
        let name = syntax::lower(param);
        if special.iter().any(|special| name.starts_with(special)) {
            format!("t{}", syntax::upper(&name))
        } else {
            name
        }
    };
    syntax::distinct(definition.params.iter().map(wanted), |_| false)
}

/// The names of a record's fields: of its keys, then of what lies among them.
pub(super) fn field_names(record: &Record) -> Vec<String> {
    let keys = record.fields.iter().map(|field| &field.name);
    let names = keys.chain(record.flat.iter().map(|flat| &flat.name));
    syntax::distinct(names.map(|name| syntax::lower(name)), |_| false)
}

/// The names of the elements of a tuple, or of its fields where it is too long to be one.
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
                indent(2, constructor),
            ])
        });
    broken(tab(concat(lines)))
}

fn constructor(scope: &Scope, variant: &WireVariant, name: &str) -> Doc {
    let of = |types: Vec<String>| {
        let arguments = syntax::spaced(types.iter().map(|ty| grouped(ty)));
        text(format!("{name}{arguments}"))
    };
    let constructor = match &variant.body {
        VariantBody::Unit => text(name),
        VariantBody::Newtype(shape) => of(vec![ty(scope, shape)]),
        VariantBody::Tuple(items) => of(item_types(scope, items)),
        VariantBody::Record(of) => carrying(name, record(scope, of)),
    };
    let docs = syntax::inner_docs(&variant.docs, variant.deprecated.as_deref());
    concat([docs, constructor])
}

/// A constructor of a record.
fn carrying(name: &str, record: Doc) -> Doc {
    match record {
        Doc::Text(empty) => text(format!("{name} {empty}")),
        record => concat([text(name), tab(concat([Doc::HardLine, record]))]),
    }
}

fn record(scope: &Scope, record: &Record) -> Doc {
    let keys = record.fields.iter().map(|field| {
        (
            syntax::inner_docs(&field.docs, field.deprecated.as_deref()),
            field_type(scope, field),
        )
    });
    let flat = record.flat.iter().map(|flat| {
        let ty = ty(scope, flat.of.shape());
        let ty = if flat.optional { maybe(scope, &ty) } else { ty };
        (syntax::inner_docs(&flat.docs, None), ty)
    });
    let fields = keys
        .chain(flat)
        .zip(field_names(record))
        .map(|((docs, ty), name)| concat([docs, text(format!("{name} : ")), text(ty)]));
    match syntax::enclosed("{", fields.collect(), "}") {
        Doc::Text(empty) => Doc::Text(empty),
        record => broken(record),
    }
}

/// The type of a field: what may be missing is a `Maybe` of its own.
fn field_type(scope: &Scope, field: &WireField) -> String {
    let ty = ty(scope, &field.shape);
    match field.presence {
        Presence::Always | Presence::OrNull | Presence::Required => ty,
        Presence::Optional => maybe(scope, &ty),
    }
}

/// A value on the wire as a type.
pub(super) fn ty(scope: &Scope, shape: &Shape) -> String {
    match shape {
        Shape::Any => "Decode.Value".to_owned(),
        Shape::Null => "()".to_owned(),
        Shape::Bool => scope.module.core("Basics", "Bool"),
        Shape::Int(_) | Shape::NonZero(_) => scope.module.core("Basics", "Int"),
        Shape::Float { .. } => scope.module.core("Basics", "Float"),
        Shape::Text(_) => scope.module.core("String", "String"),
        Shape::Option(of) => maybe(scope, &ty(scope, of)),
        Shape::List(of) | Shape::Array(of, _) => format!(
            "{} {}",
            scope.module.core("List", "List"),
            argument(scope, of)
        ),
        Shape::Tuple(shapes) => items(scope, &Items::all(shapes.clone())),
        Shape::Map { key, of } => {
            format!("Dict.Dict {} {}", key_type(scope, key), argument(scope, of))
        }
        Shape::BuiltIn(built_in, args) => built_in_type(scope, *built_in, args),
        Shape::Param(name) => scope.variable(name),
        Shape::Ref { args, .. } => {
            let args = syntax::spaced(args.iter().map(|arg| argument(scope, arg)));
            format!("{}{args}", scope.module.type_name(shape))
        }
    }
}

fn maybe(scope: &Scope, ty: &str) -> String {
    format!("{} {}", scope.module.core("Maybe", "Maybe"), grouped(ty))
}

/// Numbers beyond 2^53 stay text, so that no two keys fall together.
fn key_type(scope: &Scope, key: &Key) -> String {
    match key {
        Key::Int(int) if !int.is_wide() => scope.module.core("Basics", "Int"),
        Key::Int(_) | Key::Text(_) | Key::Bool | Key::Tag(_) => {
            scope.module.core("String", "String")
        }
    }
}

fn built_in_type(scope: &Scope, built_in: BuiltIn, args: &[Shape]) -> String {
    let (name, args): (String, Vec<&Shape>) = match built_in {
        // In Elm the error comes first.
        BuiltIn::Result => (
            scope.module.core("Result", "Result"),
            args.iter().rev().collect(),
        ),
        BuiltIn::Duration
        | BuiltIn::SystemTime
        | BuiltIn::Range
        | BuiltIn::RangeFrom
        | BuiltIn::RangeTo
        | BuiltIn::Bound => (
            format!("Codec.{}", built_in_name(built_in)),
            args.iter().collect(),
        ),
    };
    let args = syntax::spaced(args.into_iter().map(|arg| argument(scope, arg)));
    format!("{name}{args}")
}

/// The name of the type in `BuildAmpCodec.elm`; with `encode` before it or beginning small it is its codec.
pub(super) fn built_in_name(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "Duration",
        BuiltIn::SystemTime => "SystemTime",
        BuiltIn::Range => "Range",
        BuiltIn::RangeFrom => "RangeFrom",
        BuiltIn::RangeTo => "RangeTo",
        BuiltIn::Bound => "Bound",
        BuiltIn::Result => "Result",
    }
}

/// A type as it stands among the arguments of another.
pub(super) fn argument(scope: &Scope, shape: &Shape) -> String {
    grouped(&ty(scope, shape))
}

fn grouped(ty: &str) -> String {
    if ty.contains(' ') && !ty.starts_with(['(', '{']) {
        format!("({ty})")
    } else {
        ty.to_owned()
    }
}

/// The types of an array's elements: those that may be missing are a `Maybe` each.
fn item_types(scope: &Scope, items: &Items) -> Vec<String> {
    let types = items.shapes.iter().enumerate().map(|(index, shape)| {
        let ty = ty(scope, shape);
        if index < items.required {
            ty
        } else {
            maybe(scope, &ty)
        }
    });
    types.collect()
}

/// An array of different types: a tuple of two and three, what it holds where that is one, else a record.
fn items(scope: &Scope, items: &Items) -> String {
    let types = item_types(scope, items);
    match types.len() {
        0 => "()".to_owned(),
        1 => types.concat(),
        2 | 3 => format!("( {} )", types.join(", ")),
        length => {
            let fields: Vec<String> = tuple_names(length)
                .iter()
                .zip(types)
                .map(|(name, ty)| format!("{name} : {ty}"))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
