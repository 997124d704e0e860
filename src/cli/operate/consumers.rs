//! `buildamp consumers`: who handles what, and whether they do.

use std::fmt::Write;

use buildamp_runtime::{Consumer, Operations, Result, Worker};
use serde::Serialize;

use super::super::answer::Answer;
use super::super::table::table;
use super::select::At;
use super::{Format, count, list};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List consumers with what waits for them
    List {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Have what is emitted for a consumer wait, in all processes, until it is resumed
    Pause {
        #[arg(value_name = "CONSUMER", required = true)]
        consumers: Vec<String>,
    },
    /// Have a consumer go on
    Resume {
        #[arg(value_name = "CONSUMER", required = true)]
        consumers: Vec<String>,
    },
    /// End a consumer whose handler is gone for good: it gets no more events, and what waits for it is cancelled
    Retire {
        #[arg(value_name = "CONSUMER", required = true)]
        consumers: Vec<String>,
    },
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    let mut out = String::new();
    match command {
        Command::List { format } => {
            let consumers = operations.consumers().await?;
            let document: Vec<Row<'_>> = consumers.iter().map(Row::of).collect();
            out = list(format, "consumers", document, rows(&consumers));
        }
        Command::Pause { consumers } => {
            for name in consumers {
                operations.pause(&name).await?;
                let _ = writeln!(out, "{name} is paused; what runs goes on");
            }
        }
        Command::Resume { consumers } => {
            for name in consumers {
                operations.resume(&name).await?;
                let _ = writeln!(out, "{name} goes on");
            }
        }
        Command::Retire { consumers } => {
            for name in consumers {
                let cancelled = operations.retire(&name).await?;
                let _ = writeln!(out, "{name} is retired, {} cancelled", count(cancelled));
            }
        }
    }
    Ok(Answer::done(out))
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    on: &'a str,
    mode: &'a str,
    pending: u64,
    live: bool,
    workers: Vec<At<'a>>,
    paused: bool,
    retired: bool,
}

impl<'a> Row<'a> {
    fn of(consumer: &'a Consumer) -> Self {
        Self {
            name: &consumer.name,
            on: &consumer.on,
            mode: consumer.mode.name(),
            pending: consumer.pending,
            live: consumer.live,
            workers: consumer.workers.iter().map(At::from).collect(),
            paused: consumer.paused,
            retired: consumer.retired,
        }
    }
}

fn rows(consumers: &[Consumer]) -> String {
    let rows: Vec<_> = consumers
        .iter()
        .map(|it| {
            let state = match (it.retired, it.paused, it.live) {
                (true, ..) => "retired",
                (false, true, _) => "paused",
                (false, false, true) => "live",
                (false, false, false) => "no worker",
            };
            [
                it.name.clone(),
                it.on.clone(),
                it.mode.to_string(),
                state.to_owned(),
                it.pending.to_string(),
                instances(&it.workers),
            ]
        })
        .collect();
    table(
        [
            "CONSUMER",
            "LISTENS TO",
            "RUNS",
            "STATE",
            "WAITING",
            "INSTANCES",
        ],
        &rows,
    )
}

/// So many instances stand in a row.
const INSTANCES: usize = 3;

/// Where a consumer is live: `web-1, web-2`.
fn instances(workers: &[Worker]) -> String {
    if workers.is_empty() {
        return "-".to_owned();
    }
    let (shown, rest) = workers.split_at(workers.len().min(INSTANCES));
    let shown: Vec<String> = shown.iter().map(Worker::to_string).collect();
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    shown.join(", ") + &more
}
