//! Names that are taken, and folders that are not built yet.

use rustc_hash::FxHashMap;

use super::Placed;
use crate::model::{At, Kind};
use crate::place;
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::Tree;

/// Says of every file in a folder whose kind has no generator yet that this is so. One problem a file.
#[must_use]
pub fn not_built(tree: &Tree, items: &[Placed]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for placed in items {
        let module = tree.module(placed.module);
        let row = module.home.as_ref().and_then(|home| home.place.row);
        // In a crate without anything of ours, a folder of that name is any folder.
        let Some(row) = row.filter(|row| row.kind.is_none() && !tree.is_plain(&module)) else {
            continue;
        };
        let at = &placed.parsed.item.at;
        if problems.iter().all(|problem| problem.at.file != at.file) {
            problems.push(Problem::new(
                report::NOT_BUILT,
                at.clone(),
                format!("`{}` is a kind of its own, and this version does not generate it yet", row.folder),
                format!(
                    "rename the folder, or write `{} = false` under `[generate.place]` in buildamp.toml: its types are \
                     then plain",
                    row.folder
                ),
            ));
        }
    }
    problems
}

/// Says of every second use of a durable name, of a webhook's, and of a place in the output, that it is taken.
#[must_use]
pub fn unique(items: &[Placed]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut durable: FxHashMap<(Kind, &str), &At> = FxHashMap::default();
    let mut webhooks: FxHashMap<&str, &At> = FxHashMap::default();
    let mut output: FxHashMap<(&[String], &str), (&At, usize)> = FxHashMap::default();
    output.reserve(items.len());
    for Placed { parsed, module, .. } in items {
        let item = &parsed.item;
        let name = plain(&item.ident);
        if item.file.as_slice() == ["buildamp"] {
            problems.push(Problem::new(
                report::DUPLICATE_OUTPUT,
                item.at.clone(),
                "`buildamp` is the name of the prelude among the generated files",
                "give the file another name",
            ));
        }
        if let Some((first, home)) = output.get(&(item.file.as_slice(), name)) {
            // Twice in one module is rustc's to report, unless a `cfg` parts them, which was told.
            if home == module {
                continue;
            }
            problems.push(Problem::new(
                report::DUPLICATE_OUTPUT,
                item.at.clone(),
                format!(
                    "a second `{name}` in {}: the other is on {}",
                    item.file.join("/"),
                    line(first)
                ),
                "rename one of them, or move it into a file of its own",
            ));
            continue;
        }
        output.insert((&item.file, name), (&item.at, *module));
        if let Some(webhook) = &item.options.webhook {
            let name = webhook.name.as_str();
            if let Some(first) = webhooks.get(name) {
                problems.push(Problem::new(
                    report::WEBHOOK,
                    item.at.clone(),
                    format!(
                        "the webhook `/webhooks/{name}` exists already: {}",
                        line(first)
                    ),
                    format!("write another name above it: `#[buildamp(path = \"{name}_2\")]`"),
                ));
            } else {
                webhooks.insert(name, &item.at);
            }
        }
        let Some(type_name) = &item.durable else {
            continue;
        };
        if let Some(why) = place::reserved(type_name) {
            problems.push(Problem::new(
                report::RESERVED_NAME,
                item.at.clone(),
                format!("the durable name `{type_name}` {why}"),
                "give the file another name, or write another one above it: `#[buildamp(type = \"…\")]`",
            ));
        }
        if let Some(first) = durable.get(&(item.kind, type_name.as_str())) {
            problems.push(Problem::new(
                report::DUPLICATE_TYPE_NAME,
                item.at.clone(),
                format!(
                    "the durable name `{type_name}` is taken: the other is on {}",
                    line(first)
                ),
                format!("write another one above it: `#[buildamp(type = \"{type_name}_2\")]`"),
            ));
        } else {
            durable.insert((item.kind, type_name), &item.at);
        }
    }
    problems
}

fn line(at: &At) -> String {
    format!("line {} of {}", at.line, at.file)
}
