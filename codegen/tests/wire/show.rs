//! Definitions as short lines that a person can read and a test can compare.

use std::collections::BTreeMap;

use buildamp_codegen::model::{
    Definition, EcoString, Enum, FlatOf, Items, Key, Presence, Record, Shape, Side, Tagging, Text,
    TypeShape, VariantBody,
};
use buildamp_codegen::{Analysis, Input, analyse};

use crate::common::{analyse_shared, package, quiet, told};

/// What becomes of a file of types: one line a definition.
pub fn lowered(text: &str) -> String {
    show(quiet(&analyse_shared(text)))
}

/// The same for one type, the field's own wrapped in a newtype.
pub fn of_type(ty: &str) -> String {
    let text = format!("pub struct Holder(pub {ty});\npub struct Other;");
    let text = lowered(&text);
    let line = text.lines().find(|line| line.starts_with("Holder"));
    line.expect("a line").to_owned()
}

/// Asserts that a person is told so.
pub fn refused(text: &str, said: &str) {
    let analysis = analyse_shared(text);
    let told = told(&analysis.problems);
    let errors = analysis.problems.iter().filter(|it| it.is_error()).count();
    assert!(errors > 0 && told.contains(said), "{text}\n\n{told}");
}

/// A file of types with `[generate.types]`.
pub fn with_types(text: &str, types: &[(&str, &str)]) -> Analysis {
    let dir = package(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod shared;"),
        ("src/models/shared.rs", text),
    ]);
    let types: BTreeMap<String, String> = types
        .iter()
        .map(|(path, ty)| ((*path).to_owned(), (*ty).to_owned()))
        .collect();
    analyse(&Input {
        root: dir.path().to_owned(),
        models: vec!["src/models".into()],
        types,
        ..Input::default()
    })
}

/// All definitions, a line each.
pub fn show(analysis: &Analysis) -> String {
    let lines: Vec<String> = analysis.definitions.iter().map(definition).collect();
    lines.join("\n")
}

fn definition(it: &Definition) -> String {
    let params = if it.params.is_empty() {
        String::new()
    } else {
        format!("<{}>", it.params.join(", "))
    };
    format!(
        "{}{params}{}: {}",
        it.name,
        side(it.side, " "),
        type_shape(&it.shape)
    )
}

fn side(side: Side, before: &str) -> String {
    match side {
        Side::Both => String::new(),
        Side::Written => format!("{before}written"),
        Side::Accepted => format!("{before}accepted"),
    }
}

fn type_shape(of: &TypeShape) -> String {
    match of {
        TypeShape::Record(it) => record(it),
        TypeShape::Newtype(it) => shape(it),
        TypeShape::Tuple(it) => items(it),
        TypeShape::Unit => "unit".to_owned(),
        TypeShape::Enum(it) => enumeration(it),
        TypeShape::Numbers(int, numbers) => {
            let numbers: Vec<String> = numbers
                .iter()
                .map(|it| {
                    format!(
                        "{} = {}{}",
                        it.name,
                        it.value,
                        if it.other { " other" } else { "" }
                    )
                })
                .collect();
            format!("{} of {}", int.name(), numbers.join(" | "))
        }
    }
}

fn record(it: &Record) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(it.tag.iter().map(|(key, text)| format!("{key} = {text:?}")));
    for field in &it.fields {
        let mark = match field.presence {
            Presence::Always => "",
            Presence::Optional => "?",
            Presence::OrNull => "~",
            Presence::Required => "!",
        };
        let names: Vec<&str> = std::iter::once(&field.key)
            .chain(&field.aliases)
            .map(EcoString::as_str)
            .collect();
        parts.push(format!(
            "{}{mark}: {}",
            names.join("|"),
            shape(&field.shape)
        ));
    }
    for flat in &it.flat {
        let mark = if flat.optional { "?" } else { "" };
        parts.push(match &flat.of {
            FlatOf::Keys(of) => format!("..{}{mark}: {}", flat.name, shape(of)),
            FlatOf::Variant { of, tags } => {
                format!("..{}{mark}: {} by {}", flat.name, shape(of), tags.join(" "))
            }
            FlatOf::Rest { of, except } => {
                format!(
                    "..{}{mark}: {} but {}",
                    flat.name,
                    shape(of),
                    except.join(" ")
                )
            }
        });
    }
    let closed = if it.closed { "!" } else { "" };
    format!("{closed}{{{}}}", parts.join(", "))
}

fn items(it: &Items) -> String {
    let shapes: Vec<String> = it
        .shapes
        .iter()
        .enumerate()
        .map(|(position, of)| {
            let mark = if position < it.required { "" } else { "?" };
            format!("{}{mark}", shape(of))
        })
        .collect();
    format!("({})", shapes.join(", "))
}

fn enumeration(it: &Enum) -> String {
    let tagging = match &it.tagging {
        Tagging::External => "external".to_owned(),
        Tagging::Internal { tag } => format!("internal {tag}"),
        Tagging::Adjacent { tag, content } => format!("adjacent {tag} {content}"),
        Tagging::Untagged => "untagged".to_owned(),
    };
    let variants: Vec<String> = it
        .variants
        .iter()
        .map(|variant| {
            let names: Vec<&str> = std::iter::once(&variant.tag)
                .chain(&variant.aliases)
                .map(EcoString::as_str)
                .collect();
            let body = match &variant.body {
                VariantBody::Unit => String::new(),
                VariantBody::Newtype(of) => format!(" {}", shape(of)),
                VariantBody::Tuple(of) => format!(" {}", items(of)),
                VariantBody::Record(of) => format!(" {}", record(of)),
            };
            let untagged = if variant.untagged { " untagged" } else { "" };
            let other = if variant.other { " other" } else { "" };
            format!("{}{body}{untagged}{other}", names.join("|"))
        })
        .collect();
    let closed = if it.closed { "!" } else { "" };
    format!("{tagging}{closed} {}", variants.join(" | "))
}

fn shape(of: &Shape) -> String {
    let all = |shapes: &[Shape]| shapes.iter().map(shape).collect::<Vec<_>>().join(", ");
    match of {
        Shape::Any => "any".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Int(int) => int.name().to_owned(),
        Shape::NonZero(int) => format!("nonzero {}", int.name()),
        Shape::Float { null: false } => "float".to_owned(),
        Shape::Float { null: true } => "float?".to_owned(),
        Shape::Text(it) => text(*it),
        Shape::Option(of) => format!("option {}", shape(of)),
        Shape::List(of) => format!("[{}]", shape(of)),
        Shape::Array(of, length) => format!("[{}; {length}]", shape(of)),
        Shape::Tuple(shapes) => format!("({})", all(shapes)),
        Shape::Map { key, of } => {
            let key = match key {
                Key::Text(it) => text(*it),
                Key::Int(int) => int.name().to_owned(),
                Key::Bool => "bool".to_owned(),
                Key::Tag(of) => format!("tag of {}", shape(of)),
            };
            format!("{{{key}: {}}}", shape(of))
        }
        Shape::BuiltIn(of, args) if args.is_empty() => format!("{of:?}"),
        Shape::BuiltIn(of, args) => format!("{of:?}<{}>", all(args)),
        Shape::Param(name) => name.to_string(),
        Shape::Ref {
            name,
            side: which,
            args,
            ..
        } => {
            let args = if args.is_empty() {
                String::new()
            } else {
                format!("<{}>", all(args))
            };
            format!("{name}{}{args}", side(*which, "."))
        }
    }
}

fn text(of: Text) -> String {
    match of {
        Text::Any => "text".to_owned(),
        Text::Digits(int) => format!("digits {}", int.name()),
        other => format!("{other:?}").to_lowercase(),
    }
}
