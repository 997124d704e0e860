//! What is wrong with the user's source: where, what, and what to write instead.

mod rules;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use proc_macro2::Span;
use serde::{Deserialize, Serialize};

pub use self::rules::*;
use crate::model::{At, FileName};

/// The number of a rule, `BA0007`. `buildamp explain BA0007` tells more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BA{:04}", self.0)
    }
}

/// The texts that problems are about.
pub type Sources = BTreeMap<FileName, Arc<str>>;

/// What a problem stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Everything: nothing is written, and the crate does not compile.
    Error,
    /// Nothing: a person should know.
    Warning,
}

impl Severity {
    /// As it stands in front of a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake in the user's source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The rule that it breaks.
    pub code: Code,
    /// What it stops, as the row of its rule says.
    pub severity: Severity,
    /// Where it stands.
    pub at: At,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// What to write instead.
    pub help: String,
    /// Of a warning: the line of `schema.lock` that says that it was seen, so that it is not told again.
    pub seen_as: Option<String>,
}

impl Problem {
    /// A problem at a place in a scanned file. Whether it is an error or a warning is for the rule to say.
    pub fn new(code: Code, at: At, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            at,
            what: what.into(),
            help: help.into(),
            seen_as: None,
        }
    }

    /// The same warning, told until this line stands in `schema.lock`.
    #[must_use]
    pub fn seen_as(self, line: String) -> Self {
        Self {
            seen_as: Some(line),
            ..self
        }
    }

    /// Whether it stops everything.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match self.severity {
            Severity::Error => true,
            Severity::Warning => false,
        }
    }
}

/// Whether any of the problems stops everything.
#[must_use]
pub fn any_error(problems: &[Problem]) -> bool {
    problems.iter().any(Problem::is_error)
}

/// A problem with the token at which rustc can show it.
pub type Noted = (Problem, Span);

/// Takes down the problems of one file by their tokens.
#[derive(Debug)]
pub struct Notes<'a> {
    /// The file, as [`At::file`] says it.
    pub file: &'a FileName,
    /// What was found so far.
    pub noted: Vec<Noted>,
}

impl<'a> Notes<'a> {
    /// No problems yet.
    #[must_use]
    pub fn new(file: &'a FileName) -> Self {
        Self {
            file,
            noted: Vec::new(),
        }
    }

    /// Adds one, at a token.
    pub fn add(
        &mut self,
        code: Code,
        span: Span,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.noted
            .push((Problem::new(code, self.at(span), what, help), span));
    }

    /// What was found, for whoever knows no tokens.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        self.noted.into_iter().map(|(problem, _)| problem).collect()
    }

    /// Where a token stands.
    #[must_use]
    pub fn at(&self, span: Span) -> At {
        at(self.file, span)
    }
}

/// Turns the span of a token in `file` into a place that a person reads: lines and columns from 1, columns in
/// characters. Only this, [`between`] and [`word`] know how spans count.
#[must_use]
pub fn at(file: &FileName, span: Span) -> At {
    between(file, span, span)
}

/// The same from the beginning of one token to the end of another.
#[must_use]
pub fn between(file: &FileName, first: Span, last: Span) -> At {
    let (start, end) = (first.start(), last.end());
    let (start, end) = ((start.line, start.column + 1), (end.line, end.column + 1));
    At::new(file.clone(), start, end)
}

/// The place of a word whose text is known: where it ends need not be looked up.
#[must_use]
pub fn word(file: &FileName, word: Span, text: &str) -> At {
    let start = word.start();
    let column = start.column + 1;
    let end = (start.line, column + text.chars().count());
    At::new(file.clone(), (start.line, column), end)
}

/// The first line of a file, for what is wrong with the file as a whole.
#[must_use]
pub fn top(file: impl Into<FileName>) -> At {
    At::new(file.into(), (1, 1), (1, 1))
}

/// Puts problems in the order of their places and drops what was said twice.
pub fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| (&a.at, a.code, &a.what).cmp(&(&b.at, b.code, &b.what)));
    problems.dedup_by(|a, b| a.at == b.at && a.code == b.code && a.what == b.what);
}

/// The name among `known` that a person most likely meant, for "did you mean".
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| {
            (
                distance(&written.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Edits from `a` to `b`, a swap of neighbours counted as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
