//! `schema.lock`: the shapes and names that others rely on, committed beside what was generated, and whom a change to
//! them breaks.
//!
//! Others are the events that are stored, the pages that are open in a browser, the sessions that people have, and the
//! deliveries that wait for a consumer. Each line of the file says one thing, and the lines are sorted, so that a diff
//! reads well and branches merge:
//!
//! ```text
//! consumer email::send_welcome_email <- email.send_welcome_email
//! event email.send_welcome_email v2 upcast = events/email.SendWelcomeEmail
//! input people.Person = { name/full_name: string, tags?: string[] }
//! message email.welcome_email_sent = sse/email.WelcomeEmailSent
//! session session.AppSession
//! type events/email.SendWelcomeEmail = { email: string, name: string | null }
//! type people.Person = { name: string, tags: string[] }
//! wide people.Person.id
//! ```
//!
//! Docs, Rust's own names and the order of fields are not in it: what changes a line changes the wire.

mod breaks;
mod difference;
mod fits;
mod lean;
mod node;
mod read;
mod tell;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use self::difference::Difference;
use self::tell::Standing;
use crate::Analysis;
use crate::emit::{File, Owner};
use crate::model::{Definition, Texts, TypeShape};
use crate::report::{self, Problem, Severity};

/// The file below the output folder.
pub const FILE: &str = "schema.lock";

/// What others rely on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lock {
    /// Each type as it is written; and as it is read, where that is the same.
    pub types: BTreeMap<Name, Type>,
    /// Each type as it is read, where that is not as it is written.
    pub inputs: BTreeMap<Name, Type>,
    /// The events by their durable names.
    pub events: BTreeMap<String, Event>,
    /// The messages to the browser by their durable names.
    pub messages: BTreeMap<String, Name>,
    /// What is kept of a browser session.
    pub sessions: BTreeSet<Name>,
    /// What each consumer listens to: an event's durable name, or a glob.
    pub consumers: BTreeMap<String, String>,
    /// The lines of warnings that a person has seen.
    pub seen: BTreeSet<String>,
}

/// Which type: its output file below a target's folder, and its Rust name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name {
    /// `["events", "email"]`.
    pub file: Texts,
    /// `SendWelcomeEmail`.
    pub name: EcoString,
}

/// The shape of a type, without all that does not matter on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Its type parameters.
    pub params: Vec<EcoString>,
    /// What stands there. Docs and Rust names are empty, fields and tagged variants sorted, and every
    /// [`Shape::Ref`](crate::model::Shape::Ref) is to [`Side::Both`](crate::model::Side) or `Accepted`.
    pub shape: TypeShape,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The version of its data.
    pub version: u32,
    /// Whether older versions go through an upcaster.
    pub upcast: bool,
    /// Its type.
    pub of: Name,
}

/// What the lock makes of an analysis.
#[derive(Debug, Clone)]
pub struct Review {
    /// The problems of the analysis without the warnings that were seen before, and what the models break.
    pub problems: Vec<Problem>,
    /// The lock to be written beside the rest: as the models have it now, or, while they break others, as it stands.
    pub file: File,
    /// Whether the lock stays as it is because the models break others.
    pub stays: bool,
}

/// What a person says to a change that breaks others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// `--check`: it must not land, so it is an error.
    Refused,
    /// Nothing yet: it is told, and the lock keeps what others rely on.
    Open,
    /// `--accept`: nobody relies on what was there.
    Accepted,
}

/// Holds an analysis against the lock that stands on disk: its text, if there is one, and the path under which a person
/// knows it. Of models that have errors nothing is compared, because types are missing from them.
#[must_use]
pub fn review(
    analysis: &Analysis,
    standing: Option<&str>,
    shown: &str,
    verdict: Verdict,
) -> Review {
    let mut text = Lock::text_of(analysis);
    let mut problems = analysis.problems.clone();
    let mut stays = false;
    if let Some(standing) = standing
        && !report::any_error(&problems)
    {
        let seen: BTreeSet<&str> = standing.lines().collect();
        problems.retain(|problem| {
            let line = problem.seen_as.as_deref();
            line.is_none_or(|line| !seen.contains(line))
        });
        let difference = Difference::between(standing, &text);
        if verdict != Verdict::Accepted && !difference.is_only_more() {
            let text = standing;
            problems.extend(broken(analysis, &difference, &Standing { text, shown }));
            report::sort(&mut problems);
        }
        let breaks = |problem: &&mut Problem| problem.code == report::BREAKING;
        stays = problems.iter_mut().any(|problem| breaks(&problem));
        if stays && verdict == Verdict::Open {
            for problem in problems.iter_mut().filter(breaks) {
                problem.severity = Severity::Warning;
            }
            standing.clone_into(&mut text);
        }
    }
    Review {
        problems,
        stays,
        file: File {
            path: FILE.to_owned(),
            text,
            owner: Owner::Generator,
        },
    }
}

/// What the models break of the lock that stands.
fn broken(
    analysis: &Analysis,
    difference: &Difference<'_>,
    standing: &Standing<'_>,
) -> Vec<Problem> {
    let tell = |old: &Lock, new: &Lock| {
        let breaks = breaks::between(old, new);
        tell::problems(&breaks, old, new, analysis, standing)
    };
    let read = |text: &str| Lock::read(text, standing.shown);
    if let Some((old, new)) = difference.concerned()
        && let (Ok(old), Ok(new)) = (read(&old), read(&new))
    {
        return tell(&old, &new);
    }
    match read(standing.text) {
        Ok(old) => tell(&old, &Lock::of(analysis)),
        Err(problems) => problems,
    }
}

/// The line that says that a person has seen how large the integers of a field are: of a type, of one of its variants
/// where it is an enum, by the Rust name.
#[must_use]
pub fn wide(file: &[String], name: &str, variant: Option<&str>, field: &str) -> String {
    let name = Name {
        file: file.to_vec().into(),
        name: name.into(),
    };
    let variant = variant.map(|variant| format!("{variant}."));
    format!("wide {name}.{}{field}", variant.unwrap_or_default())
}

/// The shape of a definition as the lock says it, on one line.
#[must_use]
pub fn notation(definition: &Definition) -> String {
    Type::of(definition).to_string()
}
