//! Problems as a person reads them, and as a program does.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use anstyle::{AnsiColor, Style};
use buildamp_codegen::model::At;
use buildamp_codegen::report::{Problem, Severity, Sources};
use serde::Serialize;

/// Each problem as rustc would show it, and a line that sums them up: `consequence` is what did not happen, or what
/// becomes of mere warnings.
pub fn human(problems: &[Problem], sources: &Sources, consequence: &str) -> String {
    let mut out = String::new();
    for problem in problems {
        out.push_str(&one(problem, sources.get(&problem.at.file)));
        out.push_str("\n\n");
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = problems.len() - errors;
    let label = match errors {
        0 => warning_label(),
        _ => error_label(),
    };
    let count = match (errors, warnings) {
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "problem"),
        (errors, warnings) => {
            let (errors, warnings) = (count(errors, "problem"), count(warnings, "warning"));
            format!("{errors} and {warnings}")
        }
    };
    let _ = writeln!(out, "{label}: {count}; {consequence}");
    out
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}

/// A complaint without a place in the source.
pub fn plain(what: &str, help: &str) -> String {
    format!("{}: {what}\n{}: {help}\n", error_label(), help_label())
}

/// `error` in its colour.
pub fn error_label() -> String {
    let style = AnsiColor::BrightRed.on_default().bold();
    format!("{style}error{style:#}")
}

/// `warning` in its colour.
fn warning_label() -> String {
    let style = AnsiColor::BrightYellow.on_default().bold();
    format!("{style}warning{style:#}")
}

/// `help` in its colour.
pub fn help_label() -> String {
    let style: Style = AnsiColor::BrightCyan.on_default().bold();
    format!("{style}help{style:#}")
}

fn one(problem: &Problem, source: Option<&Arc<str>>) -> String {
    let Problem {
        code,
        severity,
        at,
        what,
        help,
        ..
    } = problem;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(what).id(code.to_string());
    // A file that cannot be read still has a place: its first line, shown empty.
    let source = source.map_or("", |source| &**source);
    let place = title.element(
        Snippet::source(source)
            .line_start(if source.is_empty() { at.start().0 } else { 1 })
            .path(&*at.file)
            .annotation(AnnotationKind::Primary.span(bytes(source, at))),
    );
    // A title of its own, because below the snippet the help would stand as `= help:`.
    let help = Group::with_title(Level::HELP.secondary_title(normalize_untrusted_str(help)));
    Renderer::styled().render(&[place, help])
}

/// From lines and columns in characters to what the renderer counts in: bytes.
fn bytes(source: &str, at: &At) -> Range<usize> {
    let (start, end) = (offset(source, at.start()), offset(source, at.end()));
    start..end.max(start)
}

fn offset(source: &str, (line, column): (usize, usize)) -> usize {
    let mut start = 0;
    for (index, text) in source.split_inclusive('\n').enumerate() {
        if index + 1 == line {
            let text = text.trim_end_matches(['\r', '\n']);
            let below = text.char_indices().nth(column.saturating_sub(1));
            return start + below.map_or(text.len(), |(offset, _)| offset);
        }
        start += text.len();
    }
    source.len()
}

/// A problem in a JSON document.
#[derive(Debug, Serialize)]
pub struct Entry<'a> {
    code: String,
    severity: Severity,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
    help: &'a str,
}

/// The problems for a JSON document.
pub fn entries(problems: &[Problem]) -> Vec<Entry<'_>> {
    problems
        .iter()
        .map(
            |Problem {
                 code,
                 severity,
                 at,
                 what,
                 help,
                 ..
             }| Entry {
                code: code.to_string(),
                severity: *severity,
                file: &at.file,
                line: at.line,
                column: at.column,
                end_line: at.end_line,
                end_column: at.end_column,
                message: what,
                help,
            },
        )
        .collect()
}

/// A JSON document with a line end.
pub fn json(document: &impl Serialize) -> String {
    // Plain data with string keys: serialising it into memory has no way to fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
