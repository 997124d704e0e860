//! Which deliveries are meant, and how they are shown.

use std::collections::BTreeSet;
use std::fmt::Write;

use buildamp_runtime::{
    Attempt, DeadReason, Delivery, DeliveryAction, DeliveryFilter, DeliveryId, EventId, Operations,
    Result, State, Worker,
};
use serde::Serialize;
use serde_json::Value;

use super::super::answer::Answer;
use super::super::diagnostics;
use super::super::table::table;
use super::{Format, count};

/// Deliveries by what they are.
#[derive(Debug, clap::Args)]
pub struct By {
    /// Of this consumer
    #[arg(long, value_name = "NAME")]
    consumer: Option<String>,

    /// Of this event
    #[arg(long, value_name = "ID")]
    event: Option<EventId>,

    /// Of events of this type: a type, or a glob such as `order.*` and `order.**`
    #[arg(long = "type", value_name = "GLOB")]
    event_type: Option<String>,

    /// Of this tenant's events
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
}

impl By {
    pub fn filter(&self, state: Option<State>) -> DeliveryFilter {
        let mut filter = DeliveryFilter::default();
        filter.consumer.clone_from(&self.consumer);
        filter.event = self.event;
        filter.event_type.clone_from(&self.event_type);
        filter.tenant.clone_from(&self.tenant);
        filter.state = state;
        filter
    }

    fn is_empty(&self) -> bool {
        let Self {
            consumer,
            event,
            event_type,
            tenant,
        } = self;
        consumer.is_none() && event.is_none() && event_type.is_none() && tenant.is_none()
    }
}

/// Those that something is done to: some, those of a kind, or all.
#[derive(Debug, clap::Args)]
pub struct These {
    /// Deliveries by their numbers
    #[arg(value_name = "DELIVERY", value_parser = delivery_id, conflicts_with_all = ["consumer", "event", "event_type", "tenant", "all"])]
    deliveries: Vec<DeliveryId>,

    #[command(flatten)]
    by: By,

    /// All that there are
    #[arg(long, conflicts_with_all = ["consumer", "event", "event_type", "tenant"])]
    all: bool,
}

impl These {
    /// Does it, and says how it went. `done` is what became of them, `replayed`.
    pub async fn act(
        &self,
        action: DeliveryAction,
        done: &str,
        operations: &Operations,
    ) -> Result<Answer> {
        if !self.deliveries.is_empty() {
            return act(action, done, &self.deliveries, operations).await;
        }
        if self.by.is_empty() && !self.all {
            return Ok(Answer::usage(
                "it is not said which deliveries are meant",
                "name them by their numbers, say what they are by `--consumer`, `--event`, `--type` or `--tenant`, or take `--all`",
            ));
        }
        let number = operations.act_on_all(action, &self.by.filter(None)).await?;
        Ok(Answer::done(format!("{} {done}\n", count(number))))
    }
}

/// Does it to these deliveries; those whose state does not allow it are told.
pub async fn act(
    action: DeliveryAction,
    done: &str,
    on: &[DeliveryId],
    operations: &Operations,
) -> Result<Answer> {
    let on: BTreeSet<DeliveryId> = on.iter().copied().collect();
    let on: Vec<DeliveryId> = on.into_iter().collect();
    let left = operations.act(action, &on).await?;
    let out = match on.len() - left.len() {
        0 => String::new(),
        number => format!("{} {done}\n", count(number as u64)),
    };
    if left.is_empty() {
        return Ok(Answer::done(out));
    }
    let left: Vec<String> = left
        .iter()
        .map(|(id, state)| format!("{id} is {state}"))
        .collect();
    let allowed: Vec<&str> = action.from().iter().map(|state| state.name()).collect();
    let what = format!("not {done}: {}", left.join(", "));
    let help = format!("it is for deliveries that are {}", allowed.join(" or "));
    Ok(Answer::found(out, diagnostics::plain(&what, &help)))
}

pub fn delivery_id(text: &str) -> std::result::Result<DeliveryId, String> {
    text.parse()
        .map(DeliveryId)
        .map_err(|_| "a delivery's number is whole, as `list` shows it".to_owned())
}

/// A delivery as programs read it.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    id: i64,
    event: String,
    #[serde(rename = "type")]
    event_type: &'a str,
    consumer: &'a str,
    state: &'static str,
    run_at: String,
    priority: i16,
    attempt: u32,
    max_attempts: u32,
    dead_reason: Option<&'static str>,
    error: Option<&'a str>,
    worker: Option<At<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<Vec<Run<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Value>,
}

/// An attempt as programs read it.
#[derive(Debug, Serialize)]
struct Run<'a> {
    number: u32,
    started_at: String,
    finished_at: String,
    outcome: &'a str,
    error: Option<&'a str>,
    worker: Option<At<'a>>,
}

/// A worker as programs read it.
#[derive(Debug, Serialize)]
pub struct At<'a> {
    id: &'a str,
    instance: Option<&'a str>,
}

impl<'a> From<&'a Worker> for At<'a> {
    fn from(worker: &'a Worker) -> Self {
        Self {
            id: &worker.id,
            instance: worker.instance.as_deref(),
        }
    }
}

impl<'a> Row<'a> {
    pub fn of(delivery: &'a Delivery) -> Self {
        Self {
            id: delivery.id.0,
            event: delivery.event.to_string(),
            event_type: &delivery.event_type,
            consumer: &delivery.consumer,
            state: delivery.state.name(),
            run_at: delivery.run_at.to_string(),
            priority: delivery.priority,
            attempt: delivery.attempt,
            max_attempts: delivery.max_attempts,
            dead_reason: delivery.dead_reason.map(DeadReason::name),
            error: delivery.error.as_deref(),
            worker: delivery.worker.as_ref().map(At::from),
            attempts: None,
            result: None,
        }
    }

    pub fn with(self, attempts: &'a [Attempt], result: Option<&'a Value>) -> Self {
        let run = |attempt: &'a Attempt| Run {
            number: attempt.number,
            started_at: attempt.started_at.to_string(),
            finished_at: attempt.finished_at.to_string(),
            outcome: &attempt.outcome,
            error: attempt.error.as_deref(),
            worker: attempt.worker.as_ref().map(At::from),
        };
        Self {
            attempts: Some(attempts.iter().map(run).collect()),
            result,
            ..self
        }
    }
}

/// One delivery with its attempts and its result.
pub async fn show(id: DeliveryId, format: Format, operations: &Operations) -> Result<Answer> {
    let (delivery, attempts) = operations.delivery(id).await?;
    let result = operations.result_without_secrets(id).await?;
    let result = result.as_ref();
    Ok(Answer::done(match format {
        Format::Json => diagnostics::json(&Row::of(&delivery).with(&attempts, result)),
        Format::Table => told(&delivery, &attempts, result),
    }))
}

/// A delivery, its attempts and its result, for people.
pub fn told(delivery: &Delivery, attempts: &[Attempt], result: Option<&Value>) -> String {
    let mut state = delivery.state.name().to_owned();
    if let Some(reason) = delivery.dead_reason {
        state = format!("{state} ({reason})");
    }
    let mut out = format!(
        "delivery {} of {} to {}: {state}\n  event {}, due {}, attempt {} of {}\n",
        delivery.id,
        delivery.event_type,
        delivery.consumer,
        delivery.event,
        delivery.run_at,
        delivery.attempt,
        delivery.max_attempts,
    );
    if let Some(worker) = &delivery.worker {
        let _ = writeln!(out, "  runs {}", at(worker));
    }
    for attempt in attempts {
        let error = attempt.error.as_deref().unwrap_or_default();
        let by = attempt.worker.as_ref().map(at);
        let by = by.map_or_else(String::new, |by| format!(" {by}"));
        let _ = writeln!(
            out,
            "  #{} {} {}{by}",
            attempt.number, attempt.started_at, attempt.outcome
        );
        for line in error.lines() {
            let _ = writeln!(out, "     {line}");
        }
    }
    if let Some(result) = result {
        let _ = writeln!(out, "  result {result}");
    }
    out
}

/// Where that is, for people.
fn at(worker: &Worker) -> String {
    match &worker.instance {
        Some(instance) => format!("at {instance} (worker {})", worker.id),
        None => format!("at a worker that is gone ({})", worker.id),
    }
}

/// Deliveries, one a row.
pub fn rows(deliveries: &[Delivery]) -> String {
    let rows: Vec<_> = deliveries
        .iter()
        .map(|it| {
            [
                it.id.to_string(),
                it.state.to_string(),
                it.consumer.clone(),
                it.event_type.clone(),
                format!("{}/{}", it.attempt, it.max_attempts),
                it.run_at.to_string(),
                it.event.to_string(),
            ]
        })
        .collect();
    table(
        [
            "DELIVERY", "STATE", "CONSUMER", "TYPE", "ATTEMPT", "DUE", "EVENT",
        ],
        &rows,
    )
}
