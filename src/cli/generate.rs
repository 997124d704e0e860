//! `buildamp generate`: the front end's files.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use buildamp_codegen::emit::Target;
use buildamp_codegen::output::{self, Change, Status};
use buildamp_codegen::report::Problem;
use buildamp_codegen::scan;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::answer::Answer;
use super::source::{Found, Source};
use super::{diagnostics, diff};

/// Write the front end's files
///
/// Writes only what changed, removes generated files whose model is gone, and writes nothing at all when there is a
/// diagnostic.
#[derive(Debug, clap::Args)]
#[command(after_long_help = JSON)]
pub struct Args {
    #[command(flatten)]
    source: Source,

    /// Where the files go, in one folder a target [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// What to write, with commas [default: all]
    #[arg(long, value_name = "TARGET", value_delimiter = ',', value_parser = target())]
    target: Vec<Target>,

    /// Write nothing; exit with 1 and print a diff when files are not what the models give
    #[arg(long)]
    check: bool,

    /// For people or for programs
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Print nothing but what is wrong
    #[arg(short, long)]
    quiet: bool,
}

const JSON: &str = "\
With `--format json` one document goes to standard output, diagnostics included:
  {
    \"problems\": [{\"code\", \"file\", \"line\", \"column\", \"end_line\", \"end_column\", \"message\", \"help\"}],
    \"files\": [{\"path\", \"status\"}]
  }
Lines and columns count from 1, columns in characters. A status is `written`, `unchanged` or `removed`; with `--check`
it is `unchanged`, `missing`, `changed` or `orphan` (a generated file that no model gives any more).";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

fn target() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| {
        let mut known = Target::ALL.into_iter();
        known
            .find(|target| target.name() == name)
            .ok_or("not a target")
    })
}

/// Writes or compares, unless there is a diagnostic.
pub fn run(args: &Args) -> Answer {
    let Found { analysis, config } = match args.source.find() {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let targets = match args.target.as_slice() {
        [] => config.targets,
        targets => targets.to_vec(),
    };
    let problems = analysis.problems;
    if !problems.is_empty() {
        return match args.format {
            Format::Human => {
                let text = diagnostics::human(&problems, &analysis.sources, "nothing was written");
                Answer::found("", text)
            }
            Format::Json => Answer::found(document(&problems, "", &[]), ""),
        };
    }

    let files = buildamp_codegen::generate(&analysis.definitions, &targets);
    let out = args.out.clone().unwrap_or(config.out);
    let changes = if args.check {
        output::check(&out, &files, &targets)
    } else {
        output::write(&out, &files, &targets)
    };
    match changes {
        Ok(changes) => outcome(args, &shown(&out), &changes),
        Err(error) => {
            let help = match error {
                output::Error::Foreign { .. } => {
                    "choose another folder with `--out DIR`, or clear this one"
                }
                output::Error::Io { .. } => {
                    "make it readable and writable, or choose another folder with `--out DIR`"
                }
            };
            Answer::found("", diagnostics::plain(&error.to_string(), help))
        }
    }
}

/// The folder without detours, as it stands in front of every path.
fn shown(out: &Path) -> String {
    let short = scan::normal(out);
    if short.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        short.to_string_lossy().replace('\\', "/")
    }
}

/// What became of the files, in the form that was asked for.
fn outcome(args: &Args, out: &str, changes: &[Change]) -> Answer {
    let drift = changes
        .iter()
        .filter(|change| is_drift(change.status))
        .count();
    let text = match (args.format, args.check, args.quiet) {
        (Format::Json, _, _) => document(&[], out, changes),
        (Format::Human, true, _) if drift > 0 => diffs(out, changes),
        (Format::Human, true, false) => format!("{out}: {}, up to date\n", count(changes.len())),
        (Format::Human, false, false) => listing(out, changes),
        (Format::Human, _, true) => String::new(),
    };
    match (drift, args.format) {
        (0, _) => Answer::done(text),
        (_, Format::Json) => Answer::found(text, ""),
        (drift, Format::Human) => {
            let verb = if drift == 1 { "is" } else { "are" };
            let what = format!(
                "{} under {out} {verb} not what the models give",
                count(drift)
            );
            let help = "run `buildamp generate` and commit what it writes";
            Answer::found(text, diagnostics::plain(&what, help))
        }
    }
}

fn listing(out: &str, changes: &[Change]) -> String {
    let mut text = String::new();
    let mut done = Vec::new();
    for status in [Status::Written, Status::Removed] {
        let these: Vec<_> = changes
            .iter()
            .filter(|change| change.status == status)
            .collect();
        for change in &these {
            let _ = writeln!(text, "{} {out}/{}", name(status), change.path);
        }
        if !these.is_empty() {
            done.push(format!("{} {}", these.len(), name(status)));
        }
    }
    let standing = changes
        .iter()
        .filter(|change| change.status != Status::Removed)
        .count();
    let done = if done.is_empty() {
        "nothing to write".to_owned()
    } else {
        done.join(", ")
    };
    let _ = writeln!(text, "{out}: {}, {done}", count(standing));
    text
}

fn diffs(out: &str, changes: &[Change]) -> String {
    changes
        .iter()
        .filter(|change| is_drift(change.status))
        .map(|change| {
            let path = format!("{out}/{}", change.path);
            diff::unified(&path, change.before.as_deref(), change.after.as_deref())
        })
        .collect()
}

#[derive(Serialize)]
struct Document<'a> {
    problems: Vec<diagnostics::Entry<'a>>,
    files: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    path: String,
    status: &'static str,
}

fn document(problems: &[Problem], out: &str, changes: &[Change]) -> String {
    let files = changes.iter().map(|change| Entry {
        path: format!("{out}/{}", change.path),
        status: name(change.status),
    });
    diagnostics::json(&Document {
        problems: diagnostics::entries(problems),
        files: files.collect(),
    })
}

fn count(files: usize) -> String {
    match files {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    }
}

fn is_drift(status: Status) -> bool {
    match status {
        Status::Written | Status::Unchanged | Status::Removed => false,
        Status::Missing | Status::Changed | Status::Orphan => true,
    }
}

fn name(status: Status) -> &'static str {
    match status {
        Status::Written => "written",
        Status::Unchanged => "unchanged",
        Status::Removed => "removed",
        Status::Missing => "missing",
        Status::Changed => "changed",
        Status::Orphan => "orphan",
    }
}
