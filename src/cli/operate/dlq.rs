//! `buildamp dlq`: dead letters, which is to say deliveries that were given up.

use buildamp_runtime::{Delivery, DeliveryAction, DeliveryId, Operations, Result, State};

use super::super::answer::Answer;
use super::super::table::table;
use super::select::{self, By, Row, These, delivery_id};
use super::{Format, Part};

/// Of an error so much stands in a row.
const ERROR: usize = 60;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List dead letters, the latest first
    List {
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        part: Part,
    },
    /// Show a dead letter with its attempts and errors
    Show {
        #[arg(value_name = "DELIVERY", value_parser = delivery_id)]
        delivery: DeliveryId,
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Run dead letters again, with all their attempts: event, correlation and causation stay
    Replay(These),
    /// Give dead letters up for good: they are cancelled, and stay on record
    Discard(These),
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    match command {
        Command::List { by, part } => {
            let dead = by.filter(Some(State::Dead));
            let page = operations.deliveries(&dead, part.after, part.limit).await?;
            let document: Vec<Row<'_>> = page.items.iter().map(Row::of).collect();
            Ok(part.answer(&page, "dead", document, rows(&page.items)))
        }
        Command::Show { delivery, format } => select::show(delivery, format, operations).await,
        Command::Replay(these) => {
            these
                .act(DeliveryAction::Replay, "replayed", operations)
                .await
        }
        Command::Discard(these) => {
            these
                .act(DeliveryAction::Discard, "discarded", operations)
                .await
        }
    }
}

fn rows(dead: &[Delivery]) -> String {
    let rows: Vec<_> = dead
        .iter()
        .map(|it| {
            let error = it.error.as_deref().unwrap_or_default();
            let line = error.lines().next().unwrap_or_default();
            let mut error: String = line.chars().take(ERROR).collect();
            if error.len() < line.len() {
                error.push('…');
            }
            [
                it.id.to_string(),
                it.consumer.clone(),
                it.event_type.clone(),
                it.dead_reason
                    .map_or_else(String::new, |reason| reason.to_string()),
                it.attempt.to_string(),
                it.event.to_string(),
                error,
            ]
        })
        .collect();
    table(
        [
            "DELIVERY", "CONSUMER", "TYPE", "REASON", "ATTEMPTS", "EVENT", "ERROR",
        ],
        &rows,
    )
}
