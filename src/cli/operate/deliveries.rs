//! `buildamp deliveries`: what became of events at their consumers.

use buildamp_runtime::{DeliveryAction, DeliveryId, Operations, Result, State};

use super::super::answer::Answer;
use super::select::{self, By, Row, delivery_id};
use super::{Format, Part};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List deliveries, the latest first
    List(List),
    /// Show a delivery with its attempts
    Show {
        #[arg(value_name = "DELIVERY", value_parser = delivery_id)]
        delivery: DeliveryId,
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Try deliveries again now: those that wait for their time, and those that are dead
    Retry {
        #[arg(value_name = "DELIVERY", value_parser = delivery_id, required = true)]
        deliveries: Vec<DeliveryId>,
    },
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    by: By,

    /// In this state: pending, running, retrying, succeeded, dead, cancelled
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<State>,

    #[command(flatten)]
    part: Part,
}

fn state(text: &str) -> std::result::Result<State, String> {
    State::named(text).ok_or_else(|| {
        let known = State::ALL.map(State::name).join(", ");
        format!("the states are {known}")
    })
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    match command {
        Command::List(List { by, state, part }) => {
            let filter = by.filter(state);
            let page = operations
                .deliveries(&filter, part.after, part.limit)
                .await?;
            let document: Vec<Row<'_>> = page.items.iter().map(Row::of).collect();
            Ok(part.answer(&page, "deliveries", document, select::rows(&page.items)))
        }
        Command::Show { delivery, format } => select::show(delivery, format, operations).await,
        Command::Retry { deliveries } => {
            let (mut dead, mut others) = (Vec::new(), Vec::new());
            for id in deliveries {
                let (delivery, _) = operations.delivery(id).await?;
                match delivery.state {
                    State::Dead => dead.push(id),
                    _ => others.push(id),
                }
            }
            let replayed =
                select::act(DeliveryAction::Replay, "replayed", &dead, operations).await?;
            let due = select::act(DeliveryAction::RunNow, "due now", &others, operations).await?;
            Ok(replayed.and(&due))
        }
    }
}
