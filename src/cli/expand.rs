//! `buildamp expand`: the Rust that a build would write.

use buildamp_codegen::Analysis;
use buildamp_codegen::model::{Handler, Item, On};
use buildamp_codegen::report::{self, Problem, nearest};

use super::answer::Answer;
use super::diagnostics;
use super::source::Source;

/// Print the Rust code that would be generated
///
/// Exit status 1 when there is a diagnostic or no such type. With diagnostics the code holds what a build would
/// hold then: stubs, and one `compile_error!` each.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the part of this type: its name, `SendWelcomeEmail`, or the end of its path,
    /// `email::SendWelcomeEmail`
    #[arg(value_name = "TYPE")]
    name: Option<String>,

    #[command(flatten)]
    source: Source,
}

/// Prints the code.
pub fn run(args: &Args) -> Answer {
    let analysis = match args.source.find() {
        Ok(analysis) => analysis,
        Err(answer) => return answer,
    };
    let code = match &args.name {
        None => buildamp_codegen::rust(&analysis),
        Some(name) => match only(&analysis, name) {
            Some(part) => buildamp_codegen::rust(&part),
            None => return unknown(name, &analysis),
        },
    };
    if report::any_error(&analysis.problems) {
        let consequence = "the code holds stubs where they stand";
        let err = diagnostics::human(&analysis.problems, &analysis.sources, consequence);
        Answer::found(code, err)
    } else {
        Answer::done(code)
    }
}

/// The same analysis as if the named types were all that there is, without a registry of handlers.
fn only(analysis: &Analysis, name: &str) -> Option<Analysis> {
    let mut part = Analysis {
        sources: analysis.sources.clone(),
        ..Analysis::default()
    };
    part.model.interface = analysis.model.interface;
    let end = format!("::{name}");
    for (index, item) in analysis.model.items.iter().enumerate() {
        let path = path(item);
        if path != name && !path.ends_with(&end) {
            continue;
        }
        // The documentation of an event says who handles it.
        let handlers = analysis.model.handlers.iter();
        part.model.handlers.extend(
            handlers
                .filter(|handler| handler.on == On::Event(index))
                .map(|handler| Handler {
                    on: On::Event(part.model.items.len()),
                    ..handler.clone()
                }),
        );
        part.model.items.push(item.clone());
    }
    let here = |problem: &&Problem| {
        let mut items = part.model.items.iter();
        items.any(|item| item.at.file == problem.at.file)
    };
    part.problems = analysis.problems.iter().filter(here).cloned().collect();
    (!part.model.items.is_empty()).then_some(part)
}

fn path(item: &Item) -> String {
    let mut path = item.module.to_vec();
    path.push(item.ident.to_string());
    path.join("::")
}

fn unknown(name: &str, analysis: &Analysis) -> Answer {
    let items = &analysis.model.items;
    let known = items.iter().map(|item| item.ident.as_str());
    let last = name.rsplit("::").next().unwrap_or(name);
    let help = match nearest(last, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`buildamp inspect` lists the types that were found".to_owned(),
    };
    let mut err = diagnostics::plain(&format!("there is no type `{name}` in the models"), &help);
    if report::any_error(&analysis.problems) {
        // The type may be missing because its file could not be read.
        err.insert_str(
            0,
            &format!(
                "{}\n",
                diagnostics::human(
                    &analysis.problems,
                    &analysis.sources,
                    "what could be read was searched"
                )
            ),
        );
    }
    Answer::found("", err)
}
