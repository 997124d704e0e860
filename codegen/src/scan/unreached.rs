//! Files that lie below the models or handlers and that no `mod` line reaches.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::crate_roots;
use super::disk::{Seen, names};
use super::tree::Tree;
use crate::parse::MacroCall;
use crate::report::{self, Problem};

/// Says of each such file which line is missing, and where.
pub fn report(tree: &Tree, dir: &Path) {
    let missing = walk(tree, dir);
    tree.unreached(missing.iter().map(|file| module_path(file)));
    for file in &missing {
        if !waits_for_another(file, dir, &missing) {
            tree.broken(problem(tree, file, dir));
        }
    }
}

/// What is to be said of one such file.
pub fn problem(tree: &Tree, file: &Path, dir: &Path) -> Problem {
    let at = report::top(tree.shown(file));
    let help = lines_to_paste(tree, file, dir);
    let what = match macro_of(tree, file) {
        Some(call) => format!(
            "a macro writes the `mod` line of this file, and macros are not expanded: `{}!` on line {} of {}",
            call.name, call.at.line, call.at.file
        ),
        None => "no `mod` line reaches this file, so nothing in it exists for Rust".to_owned(),
    };
    Problem::new(report::UNREACHED, at, what, help)
}

/// The macro call that may hold the file's `mod` line, as those of `cfg_if!` do.
fn macro_of(tree: &Tree, file: &Path) -> Option<MacroCall> {
    let target = module_path(file);
    let name = target.file_name()?.to_str()?;
    let modules = tree.modules();
    let (_, above) = modules
        .iter()
        .find(|(_, module)| Some(module.child_dir.as_path()) == target.parent())?;
    let mut calls = above.facts.macros.iter();
    let holds = |call: &MacroCall, word: &str| call.idents.iter().any(|it| it == word);
    calls
        .find(|call| holds(call, name) && holds(call, "mod"))
        .cloned()
}

/// Every `.rs` file below `dir` that was not read and should have been.
fn walk(tree: &Tree, dir: &Path) -> BTreeSet<PathBuf> {
    let mut missing = BTreeSet::new();
    if !tree.is_dir(dir) {
        return missing;
    }
    let is_crate = crate_roots(tree, dir)
        .iter()
        .any(|root| root.parent() == Some(dir));
    for entry in WalkDir::new(dir).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                let folder = entry.into_path();
                tree.saw(folder.clone(), Seen::Names(names(&folder)));
                tree.input(folder);
            }
            Ok(entry) => {
                let file = entry.into_path();
                let is_rust = file.extension().is_some_and(|extension| extension == "rs");
                if is_rust && !tree.accounts_for(&file) && !(is_crate && is_other_root(&file, dir))
                {
                    missing.insert(file);
                }
            }
            Err(error) => tree.broken(Problem::new(
                report::UNREADABLE,
                report::top(tree.shown(error.path().unwrap_or(dir))),
                format!("this cannot be read: {}", why(&error)),
                "remove the link, or let this user read the folder",
            )),
        }
    }
    missing
}

fn why(error: &walkdir::Error) -> String {
    match (error.loop_ancestor(), error.io_error()) {
        (Some(_), _) => "the symbolic link leads back to a folder above it".to_owned(),
        (None, Some(error)) => error.to_string(),
        (None, None) => error.to_string(),
    }
}

/// `main.rs` beside `lib.rs`, and everything in `bin/`, belong to other crates.
fn is_other_root(file: &Path, dir: &Path) -> bool {
    file == dir.join("main.rs") || file.starts_with(dir.join("bin"))
}

/// Whether the module above this file is itself missing: its `mod` lines may lead here once it is reached.
fn waits_for_another(file: &Path, dir: &Path, missing: &BTreeSet<PathBuf>) -> bool {
    let own_folder = if file.ends_with("mod.rs") {
        file.parent().and_then(Path::parent)
    } else {
        file.parent()
    };
    own_folder
        .into_iter()
        .flat_map(Path::ancestors)
        .take_while(|above| above.starts_with(dir))
        .any(|above| {
            missing.contains(&above.join("mod.rs")) || missing.contains(&above.with_extension("rs"))
        })
}

/// The `mod` lines from the nearest module that was read down to the file.
fn lines_to_paste(tree: &Tree, file: &Path, dir: &Path) -> String {
    let target = module_path(file);
    let modules = tree.modules();
    let is_rooted = modules
        .iter()
        .any(|(_, module)| module.path.is_empty() && dir.starts_with(&module.child_dir));
    let mut lines = Vec::new();
    let mut step = target.as_path();
    while let (Some(above), Some(name)) = (
        step.parent(),
        step.file_name().and_then(|name| name.to_str()),
    ) {
        let name = match syn::parse_str::<syn::Ident>(name) {
            Ok(_) => name.to_owned(),
            Err(_) => format!("r#{name}"),
        };
        let reached = modules.iter().find(|(_, module)| module.child_dir == above);
        match reached {
            Some((_, module)) if module.inline => {
                let (path, file) = (module.path.join("::"), &module.file);
                lines.push(format!("`pub mod {name};` inside `mod {path}` in {file}"));
                break;
            }
            Some((_, module)) => {
                lines.push(format!("`pub mod {name};` in {}", module.file));
                break;
            }
            None => lines.push(format!(
                "`pub mod {name};` in {}",
                tree.shown(&above.join("mod.rs"))
            )),
        }
        if above == dir && !is_rooted {
            break;
        }
        step = above;
    }
    lines.reverse();
    format!("write {}", lines.join(" and "))
}

/// `a/b` for `a/b.rs` and `a/b/mod.rs`.
fn module_path(file: &Path) -> PathBuf {
    if file.ends_with("mod.rs") {
        file.parent().unwrap_or(file).to_owned()
    } else {
        file.with_extension("")
    }
}
