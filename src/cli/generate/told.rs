//! What is told of the files, in the form that was asked for.

use std::fmt::Write;

use buildamp_codegen::lock;
use buildamp_codegen::output::{Change, Status};
use buildamp_codegen::report::{Problem, Sources};
use serde::Serialize;

use super::super::answer::{self, Answer};
use super::super::{diagnostics, diff, github};
use super::{Args, Format};

/// What a person should know, and the texts that it is about.
pub(super) struct Told<'a> {
    pub(super) problems: &'a [Problem],
    pub(super) sources: &'a Sources,
    /// Whether the lock keeps what the models break.
    pub(super) lock_stays: bool,
}

impl Told<'_> {
    /// For people: all problems, and what follows from them.
    pub(super) fn human(&self, consequence: &str) -> String {
        diagnostics::human(self.problems, self.sources, consequence)
    }
}

/// What became of the files, in the form that was asked for, and the warnings.
pub(super) fn outcome(args: &Args, out: &str, changes: &[Change], told: &Told<'_>) -> Answer {
    let drift = changes
        .iter()
        .filter(|change| is_drift(change.status))
        .count();
    let text = match (args.format, args.check, args.quiet) {
        (Format::Json, _, _) => document(told.problems, out, changes),
        (Format::Github, _, _) => github::problems(told.problems) + &github::drift(out, changes),
        (Format::Human, true, _) if drift > 0 => diffs(out, changes),
        (Format::Human, true, false) => format!("{out}: {}, up to date\n", count(changes.len())),
        (Format::Human, false, false) => listing(out, changes),
        (Format::Human, _, true) => String::new(),
    };
    let mut err = match (args.format, told.problems) {
        (Format::Json | Format::Github, _) | (Format::Human, []) => String::new(),
        (Format::Human, _) if told.lock_stays => told.human(&format!(
            "{out}/{} keeps what others rely on, and `--check` fails, until `buildamp generate --accept`",
            lock::FILE
        )),
        (Format::Human, _) => told.human(&format!("{out}/{} takes them down", lock::FILE)),
    };
    if drift > 0 && args.format == Format::Human {
        let verb = if drift == 1 { "is" } else { "are" };
        let what = format!(
            "{} under {out} {verb} not what the models give",
            count(drift)
        );
        let help = "run `buildamp generate` and commit what it writes";
        err.push_str(&diagnostics::plain(&what, help));
    }
    let status = if drift > 0 {
        answer::Status::Found
    } else {
        answer::Status::Done
    };
    Answer {
        out: text,
        err,
        status,
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

pub(super) fn diffs(out: &str, changes: &[Change]) -> String {
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

pub(super) fn document(problems: &[Problem], out: &str, changes: &[Change]) -> String {
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

/// Whether the disk is not what the models give.
pub fn is_drift(status: Status) -> bool {
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
