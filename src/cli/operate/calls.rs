//! `buildamp calls`: what was asked of other services, and what that came to.

use buildamp_runtime::{CallFilter, EventId, Operations, RecordedCall, Result};
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::super::answer::Answer;
use super::super::table::table;
use super::Part;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List calls, the latest first
    List(List),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Those of this event: that it was emitted as, or whose handlers have made them
    #[arg(long, value_name = "ID")]
    event: Option<EventId>,

    /// Of this type, such as `sendgrid.sendgrid_mail`
    #[arg(long, value_name = "TYPE", value_parser = NonEmptyStringValueParser::new())]
    service: Option<String>,

    /// Of this tenant
    #[arg(long, value_name = "TENANT", value_parser = NonEmptyStringValueParser::new())]
    tenant: Option<String>,

    #[command(flatten)]
    part: Part,
}

/// A call as programs read it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    number: i64,
    service: &'a str,
    request: &'a str,
    event: Option<String>,
    delivery: Option<String>,
    attempt: Option<u32>,
    tenant: Option<&'a str>,
    idempotency_key: &'a str,
    started_at: String,
    took_ms: f64,
    status: Option<u16>,
    failure: Option<&'a str>,
    error: Option<&'a str>,
    answer: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(call: &'a RecordedCall) -> Self {
        Self {
            number: call.number,
            service: &call.service,
            request: &call.request,
            event: call.event.map(|id| id.to_string()),
            delivery: call.delivery.map(|id| id.to_string()),
            attempt: call.attempt,
            tenant: call.tenant.as_deref(),
            idempotency_key: &call.idempotency_key,
            started_at: call.started_at.to_string(),
            took_ms: call.took.as_secs_f64() * 1000.0,
            status: call.status,
            failure: call.failure.as_deref(),
            error: call.error.as_deref(),
            answer: call.answer.as_deref(),
        }
    }
}

pub async fn run(command: Command, operations: &Operations) -> Result<Answer> {
    let Command::List(List {
        event,
        service,
        tenant,
        part,
    }) = command;
    let mut filter = CallFilter::default();
    (filter.event, filter.service, filter.tenant) = (event, service, tenant);
    let page = operations.calls(&filter, part.after, part.limit).await?;
    let document: Vec<Row<'_>> = page.items.iter().map(Row::of).collect();
    Ok(part.answer(&page, "calls", document, rows(&page.items)))
}

fn rows(calls: &[RecordedCall]) -> String {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let rows: Vec<_> = calls
        .iter()
        .map(|call| {
            [
                call.number.to_string(),
                call.started_at.to_string(),
                call.service.clone(),
                or_none(call.event.map(|id| id.to_string())),
                or_none(call.attempt.map(|attempt| attempt.to_string())),
                or_none(call.status.map(|status| status.to_string())),
                format!("{} ms", call.took.as_millis()),
                or_none(call.error.clone()),
            ]
        })
        .collect();
    table(
        [
            "NUMBER", "STARTED", "SERVICE", "EVENT", "ATTEMPT", "STATUS", "TOOK", "ERROR",
        ],
        &rows,
    )
}
