//! `buildamp events erase` and `erasures`: what is erased of events, and what is on record of it.

use buildamp_runtime::{Erasure, ErasureScope, EventId, Operations, Result};
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::super::answer::Answer;
use super::super::diagnostics;
use super::super::table::table;
use super::{Format, Part, count};

#[derive(Debug, clap::Args)]
pub struct Erase {
    #[command(flatten)]
    of: Of,

    /// Why, for the record
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new(), required_unless_present = "dry_run")]
    reason: Option<String>,

    /// Who asks for it, for the record; you, unless said otherwise
    #[arg(long, value_name = "WHO")]
    by: Option<String>,

    /// Only say what it would come to
    #[arg(long)]
    dry_run: bool,

    /// For people or for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Whose events, or which one.
#[derive(Debug, clap::Args)]
struct Of {
    /// Of all events about this subject
    #[arg(long, value_name = "ENTITY/ID", conflicts_with_all = ["actor", "id"], value_parser = NonEmptyStringValueParser::new())]
    subject: Option<String>,

    /// Of all events on this actor's behalf
    #[arg(long, value_name = "ACTOR", conflicts_with = "id", value_parser = NonEmptyStringValueParser::new())]
    actor: Option<String>,

    /// Of one event
    #[arg(long, value_name = "ID")]
    id: Option<EventId>,

    /// Of this tenant; to be said where there are many, unless it is one event
    #[arg(long, value_name = "TENANT", value_parser = NonEmptyStringValueParser::new())]
    tenant: Option<String>,
}

impl Of {
    fn scope(&self) -> Option<ErasureScope> {
        let scope = match (&self.subject, &self.actor, self.id) {
            (Some(subject), _, _) => ErasureScope::subject(subject),
            (None, Some(actor), _) => ErasureScope::actor(actor),
            (None, None, Some(id)) => ErasureScope::event(id),
            (None, None, None) => return None,
        };
        Some(match &self.tenant {
            Some(tenant) => scope.tenant(tenant),
            None => scope,
        })
    }
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    of: Of,

    #[command(flatten)]
    part: Part,
}

/// An erasure as programs read it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    number: i64,
    by: &'static str,
    tenant: Option<&'a str>,
    event: Option<String>,
    reason: &'a str,
    asked_by: Option<&'a str>,
    started_at: String,
    finished_at: Option<String>,
    events: u64,
    deliveries: u64,
}

impl<'a> Row<'a> {
    fn of(erasure: &'a Erasure) -> Self {
        Self {
            number: erasure.number,
            by: erasure.kind.name(),
            tenant: erasure.tenant.as_deref(),
            event: erasure.event.map(|id| id.to_string()),
            reason: &erasure.reason,
            asked_by: erasure.by.as_deref(),
            started_at: erasure.started_at.to_string(),
            finished_at: erasure.finished_at.map(|at| at.to_string()),
            events: erasure.events,
            deliveries: erasure.deliveries,
        }
    }
}

pub async fn erase(args: &Erase, operations: &Operations) -> Result<Answer> {
    let Some(scope) = args.of.scope() else {
        return Ok(unsaid());
    };
    let Some(reason) = args.reason.as_deref().filter(|_| !args.dry_run) else {
        let would = operations.erasable(&scope).await?;
        let (events, deliveries) = (would.events, would.deliveries);
        return Ok(Answer::done(match args.format {
            Format::Json => diagnostics::json(&serde_json::json!({
                "dry_run": true, "events": events, "deliveries": deliveries,
            })),
            Format::Table => format!("would erase {}\n", amount("end", events, deliveries)),
        }));
    };
    let by = args.by.clone().or_else(|| std::env::var("USER").ok());
    let erasure = operations.erase(&scope, reason, by.as_deref()).await?;
    Ok(Answer::done(match args.format {
        Format::Json => diagnostics::json(&Row::of(&erasure)),
        Format::Table => format!(
            "erased {}\non record as number {} of `buildamp events erasures`\n",
            amount("ended", erasure.events, erasure.deliveries),
            erasure.number
        ),
    }))
}

pub async fn list(args: &List, operations: &Operations) -> Result<Answer> {
    let (part, scope) = (&args.part, args.of.scope());
    if scope.is_none() && args.of.tenant.is_some() {
        return Ok(unsaid());
    }
    let page = operations.erasures(scope.as_ref(), part.after, part.limit);
    let page = page.await?;
    let document: Vec<Row<'_>> = page.items.iter().map(Row::of).collect();
    Ok(part.answer(&page, "erasures", document, rows(&page.items)))
}

fn unsaid() -> Answer {
    Answer::usage(
        "it is not said whose events are meant",
        "say so by `--subject`, `--actor` or `--id`",
    )
}

fn amount(end: &str, events: u64, deliveries: u64) -> String {
    let events = match events {
        1 => "the data of 1 event".to_owned(),
        events => format!("the data of {events} events"),
    };
    match deliveries {
        0 => events,
        deliveries => format!("{events}, and {end} {}", count(deliveries)),
    }
}

fn rows(erasures: &[Erasure]) -> String {
    let rows: Vec<_> = erasures
        .iter()
        .map(|it| {
            let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            [
                it.number.to_string(),
                it.started_at.to_string(),
                it.finished_at
                    .map_or_else(|| "unfinished".to_owned(), |at| at.to_string()),
                it.kind.to_string(),
                or_none(it.tenant.clone()),
                it.events.to_string(),
                or_none(it.by.clone()),
                it.reason.clone(),
            ]
        })
        .collect();
    table(
        [
            "NUMBER", "STARTED", "FINISHED", "BY", "TENANT", "EVENTS", "ASKED BY", "REASON",
        ],
        &rows,
    )
}
