//! `buildamp expects`: events that ought to come, and which of them stay away.

use buildamp_runtime::{Expectation, Operations, Result, Timestamp};
use serde::Serialize;

use super::super::answer::Answer;
use super::super::table::table;
use super::{Format, list};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List what is expected, with when it was last seen
    List {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    let Command::List { format } = command;
    let expects = operations.expects().await?;
    let document: Vec<Row<'_>> = expects.iter().map(Row::of).collect();
    Ok(Answer::done(list(
        format,
        "expects",
        document,
        rows(&expects),
    )))
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    on: &'a str,
    subject: Option<&'a str>,
    tenant: Option<&'a str>,
    every_seconds: f64,
    last_seen_at: Option<String>,
    deadline: String,
    missed_at: Option<String>,
}

impl<'a> Row<'a> {
    fn of(one: &'a Expectation) -> Self {
        let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
        Self {
            name: &one.name,
            on: &one.on,
            subject: one.subject.as_deref(),
            tenant: one.tenant.as_deref(),
            every_seconds: one.every.as_secs_f64(),
            last_seen_at: text(one.last_seen_at),
            deadline: one.deadline.to_string(),
            missed_at: text(one.missed_at),
        }
    }
}

fn rows(expects: &[Expectation]) -> String {
    let rows: Vec<_> = expects
        .iter()
        .map(|one| {
            let last = one.last_seen_at.map(|at| at.to_string());
            let state = match one.missed_at {
                Some(_) => "missing",
                None => "in time",
            };
            [
                one.name.clone(),
                one.on.clone(),
                format!("{:?}", one.every),
                last.unwrap_or_else(|| "-".to_owned()),
                one.deadline.to_string(),
                state.to_owned(),
            ]
        })
        .collect();
    table(["NAME", "ON", "EVERY", "LAST", "DEADLINE", "STATE"], &rows)
}
