//! From the name that rustc gives a type to what it is on the wire.

use buildamp_codegen::model::{Definition, Int, Shape, Side, Text};

/// The type in one direction: [`Side::Written`] and [`Side::Accepted`] are [`Side::Both`] where there is one alone.
pub fn shape(type_name: &str, definitions: &[Definition], side: Side) -> Shape {
    let (path, arguments) = parts(type_name);
    let inner = |index: usize| Box::new(shape(arguments[index], definitions, side));
    match path {
        "()" => Shape::Null,
        "bool" => Shape::Bool,
        "char" => Shape::Text(Text::Char),
        "u8" => Shape::Int(Int::U8),
        "u32" => Shape::Int(Int::U32),
        "alloc::string::String" => Shape::Text(Text::Any),
        "core::option::Option" => Shape::Option(inner(0)),
        "alloc::vec::Vec" => Shape::List(inner(0)),
        _ => {
            let definition = find(path, definitions, side).unwrap_or_else(|| {
                panic!("no definition of `{path}`, and teach this function if it is Rust's own")
            });
            Shape::Ref {
                file: definition.file.clone(),
                name: definition.name.clone(),
                side: definition.side,
                args: arguments
                    .iter()
                    .filter(|argument| !is_no_type(argument))
                    .map(|argument| shape(argument, definitions, side))
                    .collect(),
            }
        }
    }
}

/// The definition behind `conformance::models::idea::part::Name`: of all of that name the one whose file is nearest.
pub fn find<'a>(path: &str, definitions: &'a [Definition], side: Side) -> Option<&'a Definition> {
    let names: Vec<&str> = path
        .strip_prefix("conformance::models::")?
        .split("::")
        .map(|name| name.trim_start_matches("r#"))
        .collect();
    let (name, modules) = names.split_last()?;
    definitions
        .iter()
        .filter(|definition| {
            definition.name == *name
                && (definition.side == side || definition.side == Side::Both)
                && definition.file.len() <= modules.len()
                && definition.file.iter().zip(modules).all(|(a, b)| a == b)
        })
        .max_by_key(|definition| definition.file.len())
}

/// `a::B<C, D>` as `a::B` and its arguments.
pub fn parts(type_name: &str) -> (&str, Vec<&str>) {
    let Some((path, rest)) = type_name.split_once('<') else {
        return (type_name, Vec::new());
    };
    let rest = rest.trim_end_matches(char::is_whitespace);
    let inside = &rest[..rest.len() - 1];
    let mut arguments = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, letter) in inside.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(inside[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    arguments.push(inside[start..].trim());
    (path, arguments)
}

/// Whether an argument is a lifetime or a constant.
fn is_no_type(argument: &str) -> bool {
    argument.starts_with(['\'', '-']) || argument.parse::<u64>().is_ok()
}
