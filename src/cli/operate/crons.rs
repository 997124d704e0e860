//! `buildamp crons`: what is emitted at certain times, and when next.

use std::fmt::Write;

use buildamp_runtime::{Operations, Result, Schedule, Timestamp};
use serde::Serialize;

use super::super::answer::Answer;
use super::super::table::table;
use super::{Format, list};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List crons with their next ticks
    List {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Have the ticks of a cron pass by, in all processes, until it is resumed
    Pause {
        #[arg(value_name = "CRON", required = true)]
        crons: Vec<String>,
    },
    /// Have a cron go on with its next tick
    Resume {
        #[arg(value_name = "CRON", required = true)]
        crons: Vec<String>,
    },
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    let mut out = String::new();
    match command {
        Command::List { format } => {
            let crons = operations.crons().await?;
            let document: Vec<Row<'_>> = crons.iter().map(Row::of).collect();
            out = list(format, "crons", document, rows(&crons));
        }
        Command::Pause { crons } => {
            for name in crons {
                operations.pause_cron(&name).await?;
                let _ = writeln!(out, "{name} is paused");
            }
        }
        Command::Resume { crons } => {
            for name in crons {
                operations.resume_cron(&name).await?;
                let _ = writeln!(out, "{name} goes on");
            }
        }
    }
    Ok(Answer::done(out))
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    expression: &'a str,
    zone: &'a str,
    next_run_at: Option<String>,
    last_run_at: Option<String>,
    paused: bool,
}

impl<'a> Row<'a> {
    fn of(cron: &'a Schedule) -> Self {
        let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
        Self {
            name: &cron.name,
            expression: &cron.expression,
            zone: &cron.zone,
            next_run_at: text(cron.next_run_at),
            last_run_at: text(cron.last_run_at),
            paused: cron.paused,
        }
    }
}

fn rows(crons: &[Schedule]) -> String {
    let text = |time: Option<Timestamp>| time.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let rows: Vec<_> = crons
        .iter()
        .map(|it| {
            let next = if it.paused {
                "paused".to_owned()
            } else {
                text(it.next_run_at)
            };
            [
                it.name.clone(),
                it.expression.clone(),
                it.zone.clone(),
                next,
                text(it.last_run_at),
            ]
        })
        .collect();
    table(["CRON", "EXPRESSION", "ZONE", "NEXT", "LAST"], &rows)
}
