//! The wire shape of a type in one short line: `{email: string, sent: timestamp?, tags: [string]}`.

use buildamp_codegen::model::{
    Definition, Int, Shape, TypeShape, VariantBody, WireField, WireVariant,
};

/// What serde writes for a definition.
pub fn definition(definition: &Definition) -> String {
    match &definition.shape {
        TypeShape::Record(fields) => record(fields),
        TypeShape::Newtype(shape) => value(shape),
        TypeShape::Tuple(shapes) => tuple(shapes),
        TypeShape::Unit => "null".to_owned(),
        TypeShape::Enum(variants) => join(variants, variant, " | "),
    }
}

fn variant(variant: &WireVariant) -> String {
    let tag = &variant.tag;
    match &variant.body {
        VariantBody::Unit => format!("{tag:?}"),
        VariantBody::Newtype(shape) => format!("{{{tag}: {}}}", value(shape)),
        VariantBody::Tuple(shapes) => format!("{{{tag}: {}}}", tuple(shapes)),
        VariantBody::Record(fields) => format!("{{{tag}: {}}}", record(fields)),
    }
}

fn value(shape: &Shape) -> String {
    match shape {
        Shape::Bool => "bool".to_owned(),
        Shape::Int(int) => integer(*int).to_owned(),
        Shape::Float => "float".to_owned(),
        Shape::String => "string".to_owned(),
        Shape::Uuid => "uuid".to_owned(),
        Shape::Timestamp => "timestamp".to_owned(),
        Shape::Option(inner) => format!("{}?", value(inner)),
        Shape::List(of) => format!("[{}]", value(of)),
        Shape::Array(of, length) => format!("[{}; {length}]", value(of)),
        Shape::Tuple(shapes) => tuple(shapes),
        Shape::Map(of) => format!("{{string: {}}}", value(of)),
        Shape::Param(name) => name.clone(),
        Shape::Ref { name, args, .. } if args.is_empty() => name.clone(),
        Shape::Ref { name, args, .. } => format!("{name}<{}>", join(args, value, ", ")),
    }
}

fn record(fields: &[WireField]) -> String {
    let field = |field: &WireField| format!("{}: {}", field.key, value(&field.shape));
    format!("{{{}}}", join(fields, field, ", "))
}

fn tuple(shapes: &[Shape]) -> String {
    format!("[{}]", join(shapes, value, ", "))
}

fn join<T>(parts: &[T], text: impl Fn(&T) -> String, separator: &str) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(separator)
}

fn integer(int: Int) -> &'static str {
    match int {
        Int::I8 => "i8",
        Int::I16 => "i16",
        Int::I32 => "i32",
        Int::I64 => "i64",
        Int::U8 => "u8",
        Int::U16 => "u16",
        Int::U32 => "u32",
        Int::U64 => "u64",
    }
}
