//! Between rows and values. Rows go in as JSON arrays, so that any number of them is one statement.

use std::{
    collections::{BTreeMap, HashSet},
    str::FromStr,
    time::Duration,
};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{json, value::RawValue};
use sqlx_core::row::Row;
use sqlx_sqlite::SqliteRow;

use super::failed;
use crate::{
    Attempt, BoxError, Consumer, DeadReason, Delivery, DeliveryCounts, Envelope, Erasure,
    ErasureKind, EventQueue, Expectation, Result, Schedule, State, Stats, Worker,
    envelope::SpecVersion,
    store::{
        Claimed, ConsumerSpec, DeliveryId, Expected, Looked, NewEvent, NewMessage, NewResult,
        Orphans, Settlement, Start, StoredResult, Taken, WorkerId, end::End, glob::glob, mode,
        workers,
    },
};

pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(failed)
}

pub(super) fn new_events(events: &[NewEvent]) -> Result<String> {
    #[derive(Serialize)]
    struct NewRow<'a> {
        id: String,
        source: &'a str,
        r#type: &'a str,
        version: u32,
        subject: Option<&'a str>,
        time: i64,
        data: &'a str,
        tenant: &'a str,
        actor: Option<&'a str>,
        session_id: Option<&'a str>,
        correlation_id: String,
        causation_id: Option<String>,
        traceparent: Option<&'a str>,
        partition_key: Option<&'a str>,
        idempotency_key: Option<&'a str>,
        run_at: i64,
        priority: i16,
        max_attempts: Option<u32>,
        progress: bool,
    }
    fn row(event: &NewEvent) -> NewRow<'_> {
        NewRow {
            id: event.id.to_string(),
            source: &event.source,
            r#type: &event.event_type,
            version: event.version,
            subject: event.subject.as_deref(),
            time: event.time.as_microsecond(),
            data: &event.data,
            tenant: &event.tenant,
            actor: event.actor.as_deref(),
            session_id: event.session_id.as_deref(),
            correlation_id: event.correlation_id.to_string(),
            causation_id: event.causation_id.map(|id| id.to_string()),
            traceparent: event.traceparent.as_deref(),
            partition_key: event.partition_key.as_deref(),
            idempotency_key: event.idempotency_key.as_deref(),
            run_at: event.run_at.as_microsecond(),
            priority: event.priority,
            max_attempts: event.max_attempts,
            progress: event.progress,
        }
    }
    json(&events.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn consumers(consumers: &[ConsumerSpec]) -> Result<serde_json::Value> {
    let row = |spec: &ConsumerSpec| {
        let glob = glob(&spec.on)?;
        // No type is like the empty one.
        let is_matched = spec.mode.has_deliveries();
        let matched = if is_matched { &*glob.glob } else { "" };
        Ok(json!({
            "name": spec.name, "pattern": spec.on, "glob": matched, "dots": glob.dots,
            "max_attempts": spec.max_attempts, "by_key": spec.limits.are_by_key(),
            "limited": !spec.limits.is_none(), "beginning": spec.start == Start::Beginning, "mode": spec.mode.name(),
        }))
    };
    consumers.iter().map(row).collect::<Result<_>>()
}

pub(super) fn held(held: &[(DeliveryId, u32)]) -> Result<String> {
    let row =
        |(delivery, attempt): &(DeliveryId, u32)| json!({ "id": delivery.0, "attempt": attempt });
    json(&held.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn ends(ends: &[Settlement], now: Timestamp) -> Result<String> {
    let row = |settlement: &Settlement| {
        let end = End::of(&settlement.to);
        json!({
            "id": settlement.delivery.0, "attempt": settlement.attempt, "worker": settlement.worker.0,
            "started_at": settlement.started_at.as_microsecond(), "finished_at": now.as_microsecond(), "outcome": end.outcome, "error": end.error,
            "state": end.state.name(), "run_at": end.run_at.map(Timestamp::as_microsecond),
            "reason": end.reason.map(DeadReason::name), "free": u8::from(end.free),
        })
    };
    json(&ends.iter().map(row).collect::<Vec<_>>())
}

/// Of attempts that succeeded what is not the same for all.
pub(super) fn successes(ends: &[Settlement]) -> Result<String> {
    let row = |end: &Settlement| (end.delivery.0, end.attempt, end.started_at.as_microsecond());
    json(&ends.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn ids(rows: &[SqliteRow]) -> Result<Vec<i64>> {
    rows.iter()
        .map(|row| row.try_get("id").map_err(failed))
        .collect()
}

/// The deliveries and attempts that these rows are of.
pub(super) fn fences(rows: &[SqliteRow]) -> Result<HashSet<(i64, i64)>> {
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("id").map_err(failed)?,
                row.try_get("attempt").map_err(failed)?,
            ))
        })
        .collect()
}

/// Which of those that went in this row is of.
pub(super) fn place(row: &SqliteRow) -> Result<usize> {
    number(row, "place")
}

/// Messages by the place of what they go with.
pub(super) fn told<'a>(
    messages: impl Iterator<Item = Option<&'a NewMessage>>,
) -> BTreeMap<usize, NewMessage> {
    let told = messages.enumerate();
    told.filter_map(|(place, message)| Some((place, message?.clone())))
        .collect()
}

/// The data of an event, unless it is so large that it is read apart.
pub(super) fn data(row: &SqliteRow) -> Result<Option<String>> {
    row.try_get("data").map_err(failed)
}

pub(super) fn claimed(row: &SqliteRow, data: String) -> Result<Claimed> {
    let tried = number(row, "tried")?;
    let max_attempts: u32 = number(row, "max_attempts_given")?;
    Ok(Claimed {
        delivery: DeliveryId(row.try_get("delivery_id").map_err(failed)?),
        consumer: row.try_get("consumer").map_err(failed)?,
        attempt: number(row, "attempt")?,
        tried,
        left: max_attempts.saturating_sub(tried),
        claimed_at: time(row, "claimed_at")?,
        due: time(row, "run_at")?,
        progress: row.try_get("progress").map_err(failed)?,
        event: envelope_with(row, data)?,
    })
}

pub(super) fn taken(row: &SqliteRow) -> Result<Taken> {
    let max_attempts: u32 = number(row, "max_attempts_given")?;
    Ok(Taken {
        consumer: row.try_get("consumer").map_err(failed)?,
        attempt: number(row, "attempt")?,
        left: max_attempts.saturating_sub(number(row, "tried")?),
        run_at: time(row, "due")?,
        event: envelope(row)?,
    })
}

pub(super) fn envelope(row: &SqliteRow) -> Result<Envelope> {
    envelope_with(row, row.try_get("data").map_err(failed)?)
}

fn envelope_with(row: &SqliteRow, data: String) -> Result<Envelope> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(failed);
    let maybe = |column: &str| row.try_get::<Option<String>, _>(column).map_err(failed);
    Ok(Envelope {
        specversion: SpecVersion::V1,
        id: parsed(row, "id")?,
        source: text("source")?,
        event_type: text("type")?,
        schema_version: number(row, "version")?,
        subject: maybe("subject")?,
        time: time(row, "time")?,
        tenant: text("tenant")?,
        actor: maybe("actor")?,
        session_id: maybe("session_id")?,
        correlation_id: parsed(row, "correlation_id")?,
        causation_id: maybe("causation_id")?
            .map(|id| id.parse().map_err(failed))
            .transpose()?,
        traceparent: maybe("traceparent")?,
        partition_key: maybe("partition_key")?,
        erased_at: None,
        data: RawValue::from_string(data).map_err(failed)?,
    })
}

pub(super) fn delivery(row: &SqliteRow) -> Result<Delivery> {
    let reason: Option<&str> = row.try_get("dead_reason").map_err(failed)?;
    let state: &str = row.try_get("state").map_err(failed)?;
    Ok(Delivery {
        id: DeliveryId(row.try_get("id").map_err(failed)?),
        event: parsed(row, "event_id")?,
        event_type: row.try_get("event_type").map_err(failed)?,
        consumer: row.try_get("consumer").map_err(failed)?,
        state: State::named(state).ok_or_else(|| {
            failed(format!(
                "a delivery is in the state {state:?}, which this build does not know"
            ))
        })?,
        run_at: time(row, "run_at")?,
        priority: row.try_get("priority").map_err(failed)?,
        attempt: number(row, "attempt")?,
        max_attempts: number(row, "max_attempts")?,
        dead_reason: reason.and_then(DeadReason::named),
        error: row.try_get("error").map_err(failed)?,
        erased_at: maybe_time(row, "erased_at")?,
        worker: worker(row)?,
    })
}

pub(super) fn attempt(row: &SqliteRow) -> Result<Attempt> {
    Ok(Attempt {
        number: number(row, "number")?,
        started_at: time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
        outcome: row.try_get("outcome").map_err(failed)?,
        error: row.try_get("error").map_err(failed)?,
        worker: worker(row)?,
    })
}

/// Who has it, or had it.
fn worker(row: &SqliteRow) -> Result<Option<Worker>> {
    let id: Option<String> = row.try_get("worker_id").map_err(failed)?;
    let instance = row.try_get("instance").map_err(failed)?;
    Ok(id.map(|id| Worker { id, instance }))
}

pub(super) fn result(row: &SqliteRow) -> Result<StoredResult> {
    let secrets: Option<&str> = row.try_get("secrets").map_err(failed)?;
    let secrets = secrets.map(serde_json::from_str).transpose();
    Ok(StoredResult {
        json: row.try_get("result").map_err(failed)?,
        secrets: secrets.map_err(failed)?.unwrap_or_default(),
    })
}

/// What was returned with these ends; `None` when nothing was.
pub(super) fn results(ends: &[&Settlement]) -> Result<Option<String>> {
    let row = |end: &&Settlement| {
        let NewResult { json, secrets } = end.result.as_deref()?;
        let secrets = (!secrets.is_empty()).then(|| json!(secrets).to_string());
        Some(json!({ "delivery": end.delivery.0, "result": json, "secrets": secrets }))
    };
    let rows: Vec<_> = ends.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| json(&rows)).transpose()
}

pub(super) fn erasure(row: &SqliteRow) -> Result<Erasure> {
    let kind: &str = row.try_get("kind").map_err(failed)?;
    let event: Option<&str> = row.try_get("event_id").map_err(failed)?;
    Ok(Erasure {
        number: row.try_get("seq").map_err(failed)?,
        kind: ErasureKind::named(kind).ok_or_else(|| {
            failed(format!(
                "an erasure is by {kind:?}, which this build does not know"
            ))
        })?,
        tenant: row.try_get("tenant").map_err(failed)?,
        event: event.map(|id| id.parse().map_err(failed)).transpose()?,
        reason: row.try_get("reason").map_err(failed)?,
        by: row.try_get("asked_by").map_err(failed)?,
        started_at: time(row, "started_at")?,
        finished_at: maybe_time(row, "finished_at")?,
        events: number(row, "events")?,
        deliveries: number(row, "deliveries")?,
    })
}

pub(super) fn expected(row: &SqliteRow) -> Result<Expected> {
    let maybe_text = |column: &str| row.try_get(column).map_err(failed);
    Ok(Expected {
        on_record: Expectation {
            name: row.try_get("name").map_err(failed)?,
            on: row.try_get("pattern").map_err(failed)?,
            subject: maybe_text("subject")?,
            tenant: maybe_text("tenant")?,
            every: Duration::from_micros(number(row, "every")?),
            last_seen_at: maybe_time(row, "last_seen_at")?,
            deadline: time(row, "deadline")?,
            missed_at: maybe_time(row, "missed_at")?,
        },
        looked_seq: number(row, "looked_seq")?,
        looked_at: time(row, "looked_at")?,
        turn: number(row, "turn")?,
    })
}

pub(super) fn looked(row: &SqliteRow) -> Result<Looked> {
    let seen: Option<i64> = row.try_get("seen").map_err(failed)?;
    Ok(Looked {
        read: number(row, "read")?,
        last: row.try_get("last").map_err(failed)?,
        settled: row.try_get("settled").map_err(failed)?,
        seen: seen.map(timestamp).transpose()?,
    })
}

pub(super) fn orphans(rows: &[SqliteRow]) -> Result<Orphans> {
    let mut orphans = Orphans::default();
    for row in rows {
        orphans.any = row.try_get("found").map_err(failed)?;
        let neighbour: Option<&str> = row.try_get("id").map_err(failed)?;
        if let Some(id) = neighbour {
            let id = WorkerId(id.parse().map_err(failed)?);
            let process = row.try_get("process").map_err(failed)?;
            orphans.neighbours.push((id, process));
        }
    }
    Ok(orphans)
}

pub(super) fn queue(row: &SqliteRow, now: Timestamp) -> Result<EventQueue> {
    let oldest: Option<i64> = row.try_get("oldest").map_err(failed)?;
    let oldest = oldest.map(timestamp).transpose()?;
    Ok(EventQueue {
        size: number(row, "size")?,
        dead: number(row, "dead")?,
        oldest_pending_age: EventQueue::age(oldest, now),
    })
}

pub(super) fn stats(row: &SqliteRow) -> Result<Stats> {
    let count = |column| number(row, column);
    Ok(Stats {
        events: count("events")?,
        deliveries: DeliveryCounts {
            pending: count("pending")?,
            running: count("running")?,
            retrying: count("retrying")?,
            succeeded: count("succeeded")?,
            dead: count("dead")?,
            cancelled: count("cancelled")?,
        },
        consumers: count("consumers")?,
        workers: count("workers")?,
    })
}

pub(super) fn schedule(row: &SqliteRow) -> Result<Schedule> {
    Ok(Schedule {
        name: row.try_get("name").map_err(failed)?,
        expression: row.try_get("expression").map_err(failed)?,
        zone: row.try_get("zone").map_err(failed)?,
        next_run_at: maybe_time(row, "next_run_at")?,
        last_run_at: maybe_time(row, "last_run_at")?,
        paused: row.try_get("paused").map_err(failed)?,
    })
}

pub(super) fn consumer(row: &SqliteRow) -> Result<Consumer> {
    let workers = workers(row.try_get("workers").map_err(failed)?)?;
    Ok(Consumer {
        name: row.try_get("name").map_err(failed)?,
        on: row.try_get("pattern").map_err(failed)?,
        mode: mode(row.try_get("mode").map_err(failed)?)?,
        pending: number(row, "pending")?,
        live: !workers.is_empty(),
        workers,
        paused: row.try_get("paused").map_err(failed)?,
        retired: row.try_get("retired").map_err(failed)?,
    })
}

pub(super) fn parsed<T: FromStr<Err: Into<BoxError>>>(row: &SqliteRow, column: &str) -> Result<T> {
    row.try_get::<&str, _>(column)
        .map_err(failed)?
        .parse()
        .map_err(failed)
}

pub(super) fn timestamp(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(failed)
}

pub(super) fn time(row: &SqliteRow, column: &str) -> Result<Timestamp> {
    timestamp(row.try_get(column).map_err(failed)?)
}

pub(super) fn maybe_time(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>> {
    let at: Option<i64> = row.try_get(column).map_err(failed)?;
    at.map(timestamp).transpose()
}

pub(super) fn number<T: TryFrom<i64, Error: Into<BoxError>>>(
    row: &SqliteRow,
    column: &str,
) -> Result<T> {
    row.try_get::<i64, _>(column)
        .map_err(failed)?
        .try_into()
        .map_err(failed)
}
