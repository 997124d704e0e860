//! The workshop of BuildAmp: text in, text out.
//!
//! scan → parse → check → lower → emit → write. No clock and no network; only `build` reads the environment.

pub mod attr;
mod build;
mod bytes;
#[cfg(feature = "command")]
pub mod cache;
pub mod check;
pub mod config;
pub mod door;
pub mod emit;
pub mod lock;
pub mod model;
pub mod output;
pub mod parallel;
pub mod parse;
pub mod place;
pub mod report;
pub mod resolve;
pub mod scan;
pub mod wire;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use self::build::build;
use self::config::Int64;
pub use self::door::location as rust;
pub use self::emit::{Options, Target, generate};
use self::model::{At, Definition, Model};
use self::report::{Problem, Sources};
use self::scan::{Answered, Forgetful, Memory};

/// Where to look.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The package's root: other paths count from it, and paths are shown relative to it.
    pub root: PathBuf,
    /// The models' folders.
    pub models: Vec<PathBuf>,
    /// The handlers' folder; `None` for `handlers` beside the models, where there is such a folder.
    pub handlers: Option<PathBuf>,
    /// The location convention's folder names.
    pub places: place::Places,
    /// `[generate.types]`: Rust types that have the JSON of types that are not listed, by the paths of these.
    pub types: BTreeMap<String, String>,
    /// What an integer of 64 bits and more is in TypeScript.
    pub int64: Int64,
    /// The languages that are written: where TypeScript alone could not do something, it is asked for here.
    pub targets: Vec<Target>,
    /// `[generate] features`, each with its place: those of crates with nothing of ours, besides their default ones.
    pub features: BTreeMap<String, At>,
    /// Whether the package at the root is being built, and its generated code is what counts; else the root is where a
    /// command was given.
    pub building: bool,
}

/// What the source says, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The types and handlers as written.
    pub model: Model,
    /// The types as serde writes them; those without a mistake.
    pub definitions: Vec<Definition>,
    /// The lines of `schema.lock` that say which fields hold integers of 64 bits and more.
    pub wide: Vec<String>,
    /// Every mistake, in the order of files and lines.
    pub problems: Vec<Problem>,
    /// The text of each file, by [`model::At::file`].
    pub sources: Sources,
    /// Every file and folder whose change can change the outcome.
    pub inputs: Vec<PathBuf>,
    /// What the disk answered, by path: the outcome is the same as long as the answers are.
    pub seen: Answered,
}

/// Reads the models and handlers and collects every problem. It never panics and never stops at the first mistake.
#[must_use]
pub fn analyse(input: &Input) -> Analysis {
    let nothing: Arc<dyn Memory> = Arc::new(Forgetful);
    analyse_with(input, &nothing)
}

/// The same, where files that did not change need not be parsed again.
#[must_use]
pub fn analyse_with(input: &Input, memory: &Arc<dyn Memory>) -> Analysis {
    let tree = scan::scan(input, memory);

    let mut items = check::items(&tree);
    check::stated(&tree, &input.types, &mut items);
    let mut problems = check::features(&tree, &input.features);
    problems.extend(check::complete(&tree, &mut items));
    check::on_the_wire(&tree, &mut items);
    problems.extend(check::reachable(&tree, &mut items));

    let rounding = wire::Rounding::of(input.int64, &input.targets);
    let (taken, lowered) = parallel::both(
        || check::unique(&items),
        || wire::lower_all(&tree, &items, &input.types, rounding),
    );
    let wire::Wire {
        definitions,
        problems: more,
        wide,
    } = lowered;
    problems.extend(taken);
    problems.extend(more);

    problems.extend(check::templates(&items, &definitions));
    problems.extend(check::secrets(&mut items, &definitions));

    problems.extend(check::endpoints(
        &tree,
        &input.types,
        &mut items,
        &definitions,
    ));
    let secrets = check::SecretResults::new(&tree, &items, &input.types, &definitions);
    let mut handlers = check::handlers(&tree, &items, &|module, ty| secrets.of(module, ty));
    problems.append(&mut handlers.problems);
    problems.extend(check::coalesced(
        &tree,
        &handlers.found,
        &items,
        &definitions,
    ));
    check::name_abroad(&tree, &mut items);
    let has_handlers = tree.has_handlers();
    if has_handlers && !tree.hides_handlers() {
        problems.extend(check::unhandled(&tree, &items, &handlers, &definitions));
        problems.extend(check::unanswered(&tree, &items, &handlers));
    }

    let not_built = check::not_built(&tree, &items);
    problems.extend(tree.take_problems());
    let is_well = !report::any_error(&problems);
    let last = || {
        let mut problems = Vec::new();
        if is_well {
            problems.extend(check::closed(&definitions));
            if input.int64 == Int64::String && input.targets.contains(&Target::Ts) {
                problems.extend(check::alike(&definitions));
            }
        }
        problems
    };
    let package = tree.package_name();
    // Much was read, and it takes its time to put it away.
    let (last, (parts, model)) = parallel::both(last, || {
        let of = (input.places.interface, package);
        let model = check::model(items, handlers, has_handlers, of);
        (tree.into_parts(), model)
    });
    problems.extend(last);
    problems.retain(|problem| not_built.iter().all(|file| file.at.file != problem.at.file));
    problems.extend(not_built);
    report::sort(&mut problems);

    Analysis {
        model,
        definitions,
        wide,
        problems,
        sources: parts.sources,
        inputs: parts.inputs,
        seen: parts.seen,
    }
}
