//! What an operator does, one file a command: the record, dead letters, consumers, the schema. `buildamp.toml` says which
//! database is meant.

mod calls;
mod consumers;
mod crons;
mod deliveries;
mod dlq;
mod doctor;
mod erasures;
mod events;
mod expects;
mod migrate;
mod select;

use std::future::Future;

use buildamp_runtime::{Config, Cursor, Error, Operations, Page, Result};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::answer::Answer;
use super::diagnostics;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at the events on record, call off what is still to be done, and erase what they say of somebody
    #[command(subcommand)]
    Events(events::Command),
    /// Look at what became of events at their consumers
    #[command(subcommand)]
    Deliveries(deliveries::Command),
    /// Look at dead letters, the deliveries that were given up, and replay or discard them
    #[command(subcommand)]
    Dlq(dlq::Command),
    /// Look at the calls of other services, and at what they were answered
    #[command(subcommand)]
    Calls(calls::Command),
    /// Look at the consumers, hold them up, and end those that will not come back
    #[command(subcommand)]
    Consumers(consumers::Command),
    /// Look at what is emitted at certain times, and hold it up
    #[command(subcommand)]
    Crons(crons::Command),
    /// Look whether all is well: configuration, database, schema, and what waits; exit with 1 when there is a problem
    Doctor(doctor::Args),
    /// Look at the events that ought to come, and at which of them stay away
    #[command(subcommand)]
    Expects(expects::Command),
    /// Bring the database's schema up to date
    #[command(subcommand)]
    Migrate(migrate::Command),
}

/// Does what was asked for, in the application that `buildamp.toml` describes.
pub fn run(command: Command) -> Answer {
    match command {
        Command::Events(command) => operate(async |it| events::run(command, it).await),
        Command::Deliveries(command) => operate(async |it| deliveries::run(command, it).await),
        Command::Dlq(command) => operate(async |it| dlq::run(command, it).await),
        Command::Calls(command) => operate(async |it| calls::run(command, it).await),
        Command::Consumers(command) => operate(async |it| consumers::run(command, it).await),
        Command::Crons(command) => operate(async |it| crons::run(command, it).await),
        Command::Doctor(args) => wait_for(doctor::run(&args)),
        Command::Expects(command) => operate(async |it| expects::run(command, it).await),
        Command::Migrate(command) => wait_for(migrate::run(&command)),
    }
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}

/// Which part of a list.
#[derive(Debug, clap::Args)]
pub struct Part {
    /// Show at most so many, the latest first
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,

    /// Go on where another list has ended: its `next`
    #[arg(long, value_name = "CURSOR", allow_hyphen_values = true)]
    after: Option<Cursor>,

    /// For people or for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Part {
    /// A page in the form that was asked for: its rows under `key` and the next cursor, or a table and a hint.
    fn answer<T>(
        &self,
        page: &Page<T>,
        key: &str,
        document: impl Serialize,
        table: String,
    ) -> Answer {
        match (self.format, page.next) {
            (Format::Json, next) => {
                let next = next.map(|next| next.to_string());
                Answer::done(diagnostics::json(
                    &serde_json::json!({ key: document, "next": next }),
                ))
            }
            (Format::Table, None) => Answer::done(table),
            (Format::Table, Some(next)) => Answer {
                err: format!("there are more: add `--after {next}`\n"),
                ..Answer::done(table)
            },
        }
    }
}

/// A list that is no page: a document under `key`, or a table.
fn list(format: Format, key: &str, document: impl Serialize, table: String) -> String {
    match format {
        Format::Json => diagnostics::json(&serde_json::json!({ key: document })),
        Format::Table => table,
    }
}

/// Does something in the application's database, which stays as it is otherwise.
fn operate(work: impl AsyncFnOnce(&Operations) -> Result<Answer>) -> Answer {
    wait_for(async {
        let operations = Operations::attach(Config::load()?).await?;
        work(&operations).await
    })
}

fn wait_for(work: impl Future<Output = Result<Answer>>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime
            .block_on(work)
            .unwrap_or_else(|error| refused(&error)),
        Err(error) => refused(&Error::from(error)),
    }
}

fn refused(error: &Error) -> Answer {
    let help = match error {
        Error::NotFound(_) | Error::WrongState(_) => {
            "`list` shows those that there are and how they stand"
        }
        Error::InvalidErase(_) => "`buildamp events erase --help` shows what it takes",
        Error::Config(_) => {
            "stand in the application's folder, or name its buildamp.toml with `BUILDAMP_CONFIG`"
        }
        _ => "see that the database runs, and that `[store] url` in buildamp.toml names it",
    };
    Answer::found("", diagnostics::plain(&error.to_string(), help))
}

/// `1 delivery`, `2 deliveries`.
fn count(number: u64) -> String {
    match number {
        1 => "1 delivery".to_owned(),
        number => format!("{number} deliveries"),
    }
}
