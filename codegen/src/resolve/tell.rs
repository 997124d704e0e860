//! What a person is told about a name that leads to no model.

use super::search::Search;
use super::{Found, path, plain};
use crate::model::At;
use crate::parse::MacroCall;
use crate::report::{self, Problem};
use crate::scan::{ModuleId, Tree};

/// A path that leads to nothing, to a module, or to no telling which.
#[must_use]
pub fn missing(tree: &Tree, from: ModuleId, global: bool, segments: &[String], at: &At) -> Problem {
    let written = segments.join("::");
    let (what, help) = if let Found::Module(_) = path(tree, from, global, segments) {
        (
            format!("`{written}` is a module, and no type"),
            format!("name a type in it: `{written}::…`"),
        )
    } else {
        let (module, name) = dead_end(tree, from, global, segments, 0);
        why(tree, module, &name, &written)
    };
    Problem::new(report::UNKNOWN_TYPE, at.clone(), what, help)
}

/// The module in which the path breaks off, and the name that it does not have.
pub(super) fn dead_end(
    tree: &Tree,
    from: ModuleId,
    global: bool,
    segments: &[String],
    depth: usize,
) -> (ModuleId, String) {
    let Some((last, leading)) = segments.split_last() else {
        return (from, String::new());
    };
    let last = plain(last).to_owned();
    // Not by way of the settings, which ask here in turn.
    let above = || Search::default().follow(tree, from, global, leading);
    if let (false, Found::Module(module)) = (leading.is_empty(), above()) {
        return through_use(tree, module, last, depth);
    }
    match leading {
        [] => through_use(tree, from, last, depth),
        _ if depth < 32 => dead_end(tree, from, global, leading, depth + 1),
        _ => (from, last),
    }
}

/// A `use` line that names what is missing leads further on.
fn through_use(tree: &Tree, module: ModuleId, name: String, depth: usize) -> (ModuleId, String) {
    let place = tree.module(module);
    let mut lines = place.facts.uses.iter();
    match lines.find(|line| line.name.as_deref() == Some(&name)) {
        Some(line) if depth < 32 && line.path != [name.as_str()] => {
            dead_end(tree, module, line.global, &line.path, depth + 1)
        }
        _ => (module, name),
    }
}

fn why(tree: &Tree, module: ModuleId, name: &str, written: &str) -> (String, String) {
    let place = tree.module(module);
    let globs = || place.facts.uses.iter().filter(|line| line.name.is_none());
    let mut homes = Vec::new();
    let mut unseen = None;
    let mut macros = by_macro(&place.facts.macros, name);
    for line in globs() {
        match Search::default().follow_use(tree, module, line) {
            Found::Module(other) => {
                let found = path(tree, other, false, &["self".to_owned(), name.to_owned()]);
                if found != Found::Nothing && !homes.contains(&line.path) {
                    homes.push(line.path.clone());
                }
                macros = macros.or_else(|| by_macro(&tree.module(other).facts.macros, name));
            }
            Found::External(_) => unseen = unseen.or(Some(line.path.join("::"))),
            _ => {}
        }
    }
    if let [one, other, ..] = homes.as_slice() {
        let (one, other) = (one.join("::"), other.join("::"));
        return (
            format!(
                "`{name}` may be two types: `use {one}::*` and `use {other}::*` both bring one in"
            ),
            format!("name the one that is meant: `use {one}::{name};`"),
        );
    }
    if let Some(call) = macros {
        return (
            format!(
                "`{name}` is written by a macro, and macros are not expanded: `{}!` on line {} of {}",
                call.name, call.at.line, call.at.file
            ),
            format!(
                "write `{name}` out as a struct or an enum; or say what its JSON is: {}",
                stated(&tree.full_path(module, name))
            ),
        );
    }
    let what = format!("no type `{written}` can be found from here");
    if let Some(crate_name) = unseen {
        let help = format!(
            "when `use {crate_name}::*` brings it in, name it in a `use` line of its own; what other crates hold is not \
             read"
        );
        return (what, help);
    }
    let facts = &place.facts;
    let named = facts.uses.iter().filter_map(|line| line.name.as_deref());
    let known = facts
        .types
        .keys()
        .chain(facts.aliases.keys())
        .map(String::as_str);
    let nearest = report::nearest(name, known.chain(named)).filter(|meant| *meant != name);
    let stated = stated(&tree.full_path(module, name));
    let help = match (nearest, tree.is_plain(&place)) {
        (Some(meant), false) => format!("did you mean `{meant}`?"),
        (Some(meant), true) => {
            format!(
                "did you mean `{meant}`? where a macro writes it, say what its JSON is: {stated}"
            )
        }
        // What breaks off on the way may be anything.
        (None, _) if written.rsplit("::").next() != Some(name) => {
            "check the spelling and the `use` lines; a type that a macro writes has to be written out".to_owned()
        }
        (None, _) => format!(
            "check the spelling and the `use` lines; where a macro writes it, write it out, or say what its JSON is: {stated}"
        ),
    };
    (what, help)
}

fn by_macro(calls: &[MacroCall], name: &str) -> Option<MacroCall> {
    let mut calls = calls.iter();
    calls
        .find(|call| call.idents.iter().any(|ident| ident == name))
        .cloned()
}

/// A type that is declared in a file that is no model.
#[must_use]
pub fn outside(tree: &Tree, home: ModuleId, name: &str, at: &At) -> Problem {
    let place = tree.module(home);
    let file = &place.file;
    let declared = place.facts.types.get(name);
    if declared.is_some_and(|declared| declared.is_trait) {
        return Problem::new(
            report::UNSUPPORTED_TYPE,
            at.clone(),
            format!("`{name}` is a trait, and says nothing of what is written"),
            "write an enum with one variant for each case",
        );
    }
    let stated = stated(&tree.full_path(home, name));
    if place.home.is_some() {
        return Problem::new(
            report::NO_SHAPE,
            at.clone(),
            format!(
                "`{name}` is a union or an enum without variants, which has no form on the wire"
            ),
            format!("write a struct, or an enum with variants; or say what its JSON is: {stated}"),
        );
    }
    let packages = tree.listed_packages();
    let is_listed = place
        .package
        .is_none_or(|package| packages.contains(&package));
    let (what, help) = if is_listed {
        (
            format!("`{name}` is defined in {file}, outside the models folder"),
            format!(
                "move `{name}` below the models folder, and write `pub use` for it in {file}; or list its folder too \
                 (`--models`, or `models = […]` in buildamp.toml); or say what its JSON is: {stated}"
            ),
        )
    } else {
        let folder = place.disk.parent().map(|dir| tree.shown(dir));
        let folder = folder.unwrap_or_default();
        (
            format!("`{name}` is defined in another crate whose models are not listed, in {file}"),
            format!(
                "list its folder too: `--models {folder}`, or `models = [\"src/models\", \"{folder}\"]` under \
                 `[generate]` in buildamp.toml; or say what its JSON is: {stated}"
            ),
        )
    };
    Problem::new(report::OUTSIDE_MODELS, at.clone(), what, help)
}

/// What helps with a type of a crate whose files cannot be seen.
#[must_use]
pub fn unlisted(path: &[String]) -> String {
    format!(
        "list the folder of its crate too (`--models DIR`, or `models = […]` in buildamp.toml), or say what its JSON is: \
         {}",
        stated(path)
    )
}

/// The line of buildamp.toml that says what the JSON of a type is, or of what a function writes or reads.
#[must_use]
pub fn stated(path: &[String]) -> String {
    format!(
        "`\"{}\" = \"String\"` under `[generate.types]` in buildamp.toml",
        path.join("::")
    )
}
