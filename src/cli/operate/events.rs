//! `buildamp events`: what happened, and what became of it.

use std::fmt::Write;
use std::iter::repeat;

use buildamp_runtime::{
    CorrelationId, Envelope, EventFilter, EventId, Operations, Result, Timestamp, Trace,
    TracedDelivery,
};
use serde_json::Value;

use super::super::answer::Answer;
use super::super::diagnostics;
use super::super::table::table;
use super::erasures::{self, Erase};
use super::select::{self, Row};
use super::{Format, Part, count};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List events, the latest first
    List(Box<List>),
    /// Show an event with its data and what became of it
    Show {
        #[arg(value_name = "ID")]
        event: EventId,
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show the tree of all that one event is part of: what caused it, and what it caused
    Trace {
        /// An event's id, or a correlation
        #[arg(value_name = "ID")]
        event: EventId,
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Call off the deliveries of events that wait or run
    Cancel {
        #[arg(value_name = "ID", required = true)]
        events: Vec<EventId>,
    },
    /// Erase the data of events for good; what still waits or is dead of them is ended. That it was erased stays on record
    Erase(Box<Erase>),
    /// List what was erased, the last first
    Erasures(Box<erasures::List>),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Of this type: a type, or a glob such as `order.*` and `order.**`
    #[arg(long = "type", value_name = "GLOB")]
    event_type: Option<String>,

    /// Of this tenant
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,

    /// About this subject
    #[arg(long, value_name = "ENTITY/ID")]
    subject: Option<String>,

    /// On this actor's behalf
    #[arg(long, value_name = "ACTOR")]
    actor: Option<String>,

    /// From this browser session
    #[arg(long, value_name = "ID")]
    session: Option<String>,

    /// From this source or one below it: `/buildamp/shop` for all of an application, `/buildamp/shop/cron` for its crons
    #[arg(long, value_name = "URI")]
    source: Option<String>,

    /// Of one chain
    #[arg(long, value_name = "ID")]
    correlation: Option<CorrelationId>,

    /// From this time on, such as 2026-11-29T12:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,

    /// Before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,

    #[command(flatten)]
    part: Part,
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    match command {
        Command::List(list) => {
            let part = &list.part;
            let mut page = operations
                .events(&list.filter(), part.after, part.limit)
                .await?;
            page.items = operations.without_secrets(page.items).await?;
            Ok(part.answer(&page, "events", &page.items, rows(&page.items)))
        }
        Command::Show { event, format } => {
            let (event, deliveries) = operations.event(event).await?;
            let shown = operations.without_secrets(vec![event]).await?;
            let event = &shown[0];
            let mut results = Vec::new();
            for it in &deliveries {
                results.push(operations.result_without_secrets(it.delivery.id).await?);
            }
            Ok(Answer::done(match format {
                Format::Json => diagnostics::json(&document(event, &deliveries, &results)),
                Format::Table => told(event, &deliveries, &results),
            }))
        }
        Command::Trace { event, format } => {
            let mut trace = trace(event, operations).await?;
            for traced in &mut trace.events {
                let event = traced.event.clone();
                traced.event = operations.without_secrets(vec![event]).await?.remove(0);
            }
            Ok(Answer::done(match format {
                Format::Json => {
                    let events = trace.events.iter().map(|traced| {
                        let mut document = document(&traced.event, &traced.deliveries, &[]);
                        document["depth"] = traced.depth.into();
                        document
                    });
                    diagnostics::json(&events.collect::<Vec<_>>())
                }
                Format::Table => trace.to_string(),
            }))
        }
        Command::Cancel { events } => {
            let mut cancelled = 0;
            for event in events {
                cancelled += operations.cancel_event(event).await?;
            }
            Ok(Answer::done(format!("{} cancelled\n", count(cancelled))))
        }
        Command::Erase(args) => erasures::erase(&args, operations).await,
        Command::Erasures(args) => erasures::list(&args, operations).await,
    }
}

impl List {
    fn filter(&self) -> EventFilter {
        let mut filter = EventFilter::default();
        filter.event_type.clone_from(&self.event_type);
        filter.tenant.clone_from(&self.tenant);
        filter.subject.clone_from(&self.subject);
        filter.actor.clone_from(&self.actor);
        filter.session_id.clone_from(&self.session);
        filter.source.clone_from(&self.source);
        filter.correlation_id = self.correlation;
        filter.since = self.since;
        filter.until = self.until;
        filter
    }
}

/// The chain that an event is part of. The id of the one that began it is the correlation of all.
async fn trace(event: EventId, operations: &Operations) -> Result<Trace> {
    let trace = operations.trace(event.into()).await?;
    if !trace.events.is_empty() {
        return Ok(trace);
    }
    let (event, _) = operations.event(event).await?;
    operations.trace(event.correlation_id).await
}

/// `results` are those of the deliveries, as far as they are shown.
fn document(event: &Envelope, deliveries: &[TracedDelivery], results: &[Option<Value>]) -> Value {
    let deliveries: Vec<_> = with_results(deliveries, results)
        .map(|(it, result)| Row::of(&it.delivery).with(&it.attempts, result))
        .collect();
    serde_json::json!({ "event": event, "deliveries": deliveries })
}

fn with_results<'a>(
    deliveries: &'a [TracedDelivery],
    results: &'a [Option<Value>],
) -> impl Iterator<Item = (&'a TracedDelivery, Option<&'a Value>)> {
    let results = results.iter().map(Option::as_ref);
    deliveries.iter().zip(results.chain(repeat(None)))
}

fn told(event: &Envelope, deliveries: &[TracedDelivery], results: &[Option<Value>]) -> String {
    let mut out = format!("event {} of {}\n", event.id, event.event_type);
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(out, "  {name:12} {value}");
        }
    };
    let text = |id: Option<EventId>| id.map(|id| id.to_string());
    line("time", Some(&event.time.to_string()));
    line("version", Some(&event.schema_version.to_string()));
    line("source", Some(&event.source));
    line("subject", event.subject.as_deref());
    line("tenant", Some(&event.tenant));
    line("actor", event.actor.as_deref());
    line("session", event.session_id.as_deref());
    line("correlation", Some(&event.correlation_id.to_string()));
    line("causation", text(event.causation_id).as_deref());
    line("traceparent", event.traceparent.as_deref());
    line("partition", event.partition_key.as_deref());
    match event.erased_at {
        Some(at) => line("data", Some(&format!("erased at {at}"))),
        None => line("data", Some(event.data.get())),
    }
    for (it, result) in with_results(deliveries, results) {
        out += &select::told(&it.delivery, &it.attempts, result);
    }
    out
}

fn rows(events: &[Envelope]) -> String {
    let rows: Vec<_> = events
        .iter()
        .map(|event| {
            [
                event.time.to_string(),
                event.event_type.clone(),
                event.id.to_string(),
                event.subject.clone().unwrap_or_else(|| "-".to_owned()),
                event.actor.clone().unwrap_or_else(|| "-".to_owned()),
            ]
        })
        .collect();
    table(["TIME", "TYPE", "EVENT", "SUBJECT", "ACTOR"], &rows)
}
