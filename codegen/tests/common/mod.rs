//! A package on disk, analysed.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::fmt::Write as _;
use std::path::Path;

use buildamp_codegen::model::{Definition, Item, Key, Shape, Text, TypeShape};
use buildamp_codegen::place::Places;
use buildamp_codegen::report::Problem;
use buildamp_codegen::{Analysis, Input, analyse};

/// Analyses the package at `root`, models and handlers where they usually lie.
pub fn analyse_at(root: &Path) -> Analysis {
    analyse_with(root, Places::default())
}

/// The same with other folder names.
pub fn analyse_with(root: &Path, places: Places) -> Analysis {
    analyse(&Input {
        root: root.to_owned(),
        models: vec!["src/models".into()],
        handlers: None,
        places,
        ..Input::default()
    })
}

/// Writes files below a folder of their own.
pub fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    dir
}

/// Analyses files that are written for the occasion.
pub fn analyse_files(files: &[(&str, &str)]) -> Analysis {
    analyse_at(package(files).path())
}

/// Analyses one file of plain types, `src/models/shared.rs`, reached as it should be.
pub fn analyse_shared(text: &str) -> Analysis {
    analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod shared;"),
        ("src/models/shared.rs", text),
    ])
}

/// Problems as lines of text, all that a person is told.
pub fn told(problems: &[Problem]) -> String {
    let mut text = String::new();
    for Problem {
        code,
        at,
        what,
        help,
        ..
    } in problems
    {
        let _ = writeln!(
            text,
            "{code} {}:{}:{}-{}:{}",
            at.file, at.line, at.column, at.end_line, at.end_column
        );
        let _ = writeln!(text, "  {what}");
        let _ = writeln!(text, "  help: {help}");
    }
    text
}

/// Fails when something was told.
pub fn quiet(analysis: &Analysis) -> &Analysis {
    assert_eq!(told(&analysis.problems), "");
    analysis
}

/// The item of a name.
pub fn item<'a>(analysis: &'a Analysis, name: &str) -> &'a Item {
    let mut items = analysis.model.items.iter();
    items
        .find(|item| item.ident == name)
        .unwrap_or_else(|| panic!("no item {name}"))
}

/// The definition of a name.
pub fn definition<'a>(analysis: &'a Analysis, name: &str) -> &'a Definition {
    let mut definitions = analysis.definitions.iter();
    definitions
        .find(|it| it.name == name)
        .unwrap_or_else(|| panic!("no definition {name}"))
}

/// One line for each of something.
pub fn lines<T>(of: &[T], line: impl Fn(&T) -> String) -> String {
    of.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A shape in few letters: `u8`, `text`, `?bool`, `[here.Local]`, `{text: u8}`.
pub fn brief(shape: &Shape) -> String {
    let all = |shapes: &[Shape]| shapes.iter().map(brief).collect::<Vec<_>>().join(", ");
    match shape {
        Shape::Any => "any".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Int(int) => int.name().to_owned(),
        Shape::NonZero(int) => format!("nonzero {}", int.name()),
        Shape::Float { .. } => "float".to_owned(),
        Shape::Text(Text::Any) => "text".to_owned(),
        Shape::Text(text) => format!("{text:?}").to_lowercase(),
        Shape::Option(of) => format!("?{}", brief(of)),
        Shape::List(of) => format!("[{}]", brief(of)),
        Shape::Array(of, length) => format!("[{}; {length}]", brief(of)),
        Shape::Tuple(shapes) => format!("({})", all(shapes)),
        Shape::Map { key, of } => match key {
            Key::Text(text) => format!("{{{}: {}}}", brief(&Shape::Text(*text)), brief(of)),
            Key::Int(int) => format!("{{{}: {}}}", int.name(), brief(of)),
            Key::Bool => format!("{{bool: {}}}", brief(of)),
            Key::Tag(tag) => format!("{{{}: {}}}", brief(tag), brief(of)),
        },
        Shape::BuiltIn(built_in, shapes) => format!("{built_in:?}({})", all(shapes)),
        Shape::Param(name) => name.to_string(),
        Shape::Ref {
            file, name, args, ..
        } => match &**args {
            [] => format!("{}.{name}", file.join("/")),
            args => format!("{}.{name}<{}>", file.join("/"), all(args)),
        },
    }
}

/// The shapes of a record's fields, in few letters.
pub fn fields(analysis: &Analysis, name: &str) -> Vec<String> {
    match &definition(analysis, name).shape {
        TypeShape::Record(record) => record.fields.iter().map(|it| brief(&it.shape)).collect(),
        other => panic!("no record: {other:?}"),
    }
}
