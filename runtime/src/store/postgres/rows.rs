//! Between rows and values. Rows go in as arrays, a column each, so that any number of them is one statement.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::value::RawValue;
use sqlx_core::{
    decode::Decode,
    encode::{Encode, IsNull},
    error::BoxDynError,
    query::Query,
    row::Row,
    types::Type,
};
use sqlx_postgres::{
    PgArgumentBuffer, PgArguments, PgHasArrayType, PgRow, PgTypeInfo, PgValueRef, Postgres,
    types::Oid,
};
use uuid::Uuid;

use super::failed;
use crate::{
    Attempt, BoxError, Consumer, DeadReason, Delivery, DeliveryCounts, Envelope, Erasure,
    ErasureKind, EventQueue, Expectation, Result, Schedule, State, Stats, Worker,
    envelope::SpecVersion,
    store::{
        Claimed, ConsumerSpec, DeliveryId, Expected, Looked, NewEvent, Settlement, StoredResult,
        Taken, end::End, glob::glob, mode, workers,
    },
};

/// A `timestamptz`: microseconds, in PostgreSQL since 2000.
/// <https://www.postgresql.org/docs/15/datatype-datetime.html>
#[derive(Debug, Clone, Copy)]
pub(super) struct Micros(pub Timestamp);

/// From 1970 to 2000.
const EPOCH: i64 = 946_684_800_000_000;

impl Type<Postgres> for Micros {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1184))
    }
}

impl PgHasArrayType for Micros {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1185))
    }
}

impl Encode<'_, Postgres> for Micros {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let micros = self.0.as_microsecond().saturating_sub(EPOCH);
        Encode::<Postgres>::encode(micros, buffer)
    }
}

impl Decode<'_, Postgres> for Micros {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros: i64 = Decode::<Postgres>::decode(value)?;
        Ok(Self(Timestamp::from_microsecond(
            micros.saturating_add(EPOCH),
        )?))
    }
}

pub(super) type Statement = Query<'static, Postgres, PgArguments>;

/// A column of so many rows.
pub(super) fn column<'r, T, V>(rows: &'r [T], value: impl FnMut(&'r T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}

/// Where the values of a row go, one after the other.
pub(super) trait Values {
    fn uuid(&mut self, value: Option<Uuid>) -> Result<()>;
    fn text(&mut self, value: Option<&str>) -> Result<()>;
    fn integer(&mut self, value: Option<i32>) -> Result<()>;
    fn smallint(&mut self, value: i16) -> Result<()>;
    fn boolean(&mut self, value: bool) -> Result<()>;
    fn time(&mut self, value: Timestamp) -> Result<()>;
}

/// An event's values, in the order of `store_one`.
pub(super) fn values(event: &NewEvent, to: &mut impl Values) -> Result<()> {
    let version = i32::try_from(event.version).map_err(failed)?;
    let attempts = event.max_attempts.map(i32::try_from);
    let attempts = attempts.transpose().map_err(failed)?;
    to.uuid(Some(event.id.as_uuid()))?;
    to.text(Some(&event.source))?;
    to.text(Some(&event.event_type))?;
    to.integer(Some(version))?;
    to.text(event.subject.as_deref())?;
    to.time(event.time)?;
    to.text(Some(&event.data))?;
    to.text(Some(&event.tenant))?;
    to.text(event.actor.as_deref())?;
    to.text(event.session_id.as_deref())?;
    to.uuid(Some(event.correlation_id.as_uuid()))?;
    to.uuid(event.causation_id.map(|id| id.as_uuid()))?;
    to.text(event.traceparent.as_deref())?;
    to.text(event.partition_key.as_deref())?;
    to.text(event.idempotency_key.as_deref())?;
    to.time(event.run_at)?;
    to.smallint(event.priority)?;
    to.integer(attempts)?;
    to.boolean(event.progress)
}

/// The parameters of a statement.
struct Parameters(Statement);

impl Parameters {
    fn bind<'q>(&mut self, value: impl Encode<'q, Postgres> + Type<Postgres>) -> Result<()> {
        self.0.try_bind(value).map_err(failed)
    }
}

impl Values for Parameters {
    fn uuid(&mut self, value: Option<Uuid>) -> Result<()> {
        self.bind(value)
    }

    fn text(&mut self, value: Option<&str>) -> Result<()> {
        self.bind(value)
    }

    fn integer(&mut self, value: Option<i32>) -> Result<()> {
        self.bind(value)
    }

    fn smallint(&mut self, value: i16) -> Result<()> {
        self.bind(value)
    }

    fn boolean(&mut self, value: bool) -> Result<()> {
        self.bind(value)
    }

    fn time(&mut self, value: Timestamp) -> Result<()> {
        self.bind(Micros(value))
    }
}

pub(super) fn bind_event(statement: Statement, event: &NewEvent) -> Result<Statement> {
    let mut parameters = Parameters(statement);
    values(event, &mut parameters)?;
    Ok(parameters.0)
}

/// A text with U+0000 would be refused before any function could catch that, and take the caller's transaction with it.
/// <https://www.postgresql.org/docs/15/datatype-character.html>
pub(super) fn refuse_nul(event: &NewEvent) -> Result<()> {
    let texts = [
        ("source", Some(&event.source)),
        ("type", Some(&event.event_type)),
        ("subject", event.subject.as_ref()),
        ("data", Some(&event.data)),
        ("tenant", Some(&event.tenant)),
        ("actor", event.actor.as_ref()),
        ("session", event.session_id.as_ref()),
        ("traceparent", event.traceparent.as_ref()),
        ("partition_key", event.partition_key.as_ref()),
        ("idempotency_key", event.idempotency_key.as_ref()),
    ];
    for (name, text) in texts {
        if text.is_some_and(|text| text.as_bytes().contains(&0)) {
            return Err(failed(format!(
                "the event's {name} has the character U+0000 in it, which PostgreSQL cannot store; leave it out"
            )));
        }
    }
    Ok(())
}

/// The same of any number of events, in the order of `store_events`.
pub(super) fn bind_events(statement: Statement, events: &[NewEvent]) -> Result<Statement> {
    let version = |event: &NewEvent| i32::try_from(event.version).map_err(failed);
    let attempts = |event: &NewEvent| {
        let attempts = event.max_attempts.map(i32::try_from);
        attempts.transpose().map_err(failed)
    };
    let versions: Vec<i32> = events.iter().map(version).collect::<Result<_>>()?;
    let attempts: Vec<Option<i32>> = events.iter().map(attempts).collect::<Result<_>>()?;
    Ok(statement
        .bind(column(events, |event| event.id.as_uuid()))
        .bind(column(events, |event| &*event.source))
        .bind(column(events, |event| &*event.event_type))
        .bind(versions)
        .bind(column(events, |event| event.subject.as_deref()))
        .bind(column(events, |event| Micros(event.time)))
        .bind(column(events, |event| &*event.data))
        .bind(column(events, |event| &*event.tenant))
        .bind(column(events, |event| event.actor.as_deref()))
        .bind(column(events, |event| event.session_id.as_deref()))
        .bind(column(events, |event| event.correlation_id.as_uuid()))
        .bind(column(events, |event| {
            event.causation_id.map(|id| id.as_uuid())
        }))
        .bind(column(events, |event| event.traceparent.as_deref()))
        .bind(column(events, |event| event.partition_key.as_deref()))
        .bind(column(events, |event| event.idempotency_key.as_deref()))
        .bind(column(events, |event| Micros(event.run_at)))
        .bind(column(events, |event| event.priority))
        .bind(attempts)
        .bind(column(events, |event| event.progress)))
}

pub(super) fn bind_consumers(
    statement: Statement,
    consumers: &[ConsumerSpec],
) -> Result<Statement> {
    let mut matches = Vec::new();
    let mut dots = Vec::new();
    let mut attempts = Vec::new();
    for spec in consumers {
        let glob = glob(&spec.on)?;
        // No type is like the empty one.
        let is_matched = spec.mode.has_deliveries();
        matches.push(if is_matched { glob.like } else { String::new() });
        dots.push(glob.dots.map(i32::try_from).transpose().map_err(failed)?);
        attempts.push(i32::try_from(spec.max_attempts).map_err(failed)?);
    }
    Ok(statement
        .bind(column(consumers, |spec| &*spec.name))
        .bind(column(consumers, |spec| &*spec.on))
        .bind(matches)
        .bind(dots)
        .bind(attempts)
        .bind(column(consumers, |spec| spec.limits.are_by_key()))
        .bind(column(consumers, |spec| spec.mode.name())))
}

/// Attempts that have succeeded.
pub(super) fn bind_succeeded(statement: Statement, ends: &[Settlement]) -> Result<Statement> {
    Ok(statement
        .bind(column(ends, |end| end.delivery.0))
        .bind(attempts(ends)?)
        .bind(column(ends, |end| Micros(end.started_at))))
}

fn attempts(ends: &[Settlement]) -> Result<Vec<i32>> {
    let attempts = ends.iter().map(|end| i32::try_from(end.attempt));
    attempts.collect::<Result<_, _>>().map_err(failed)
}

pub(super) fn bind_ends(statement: Statement, settlements: &[Settlement]) -> Result<Statement> {
    let ends: Vec<End<'_>> = settlements.iter().map(|end| End::of(&end.to)).collect();
    Ok(statement
        .bind(column(settlements, |end| end.delivery.0))
        .bind(attempts(settlements)?)
        .bind(column(settlements, |end| end.worker.0))
        .bind(column(settlements, |end| Micros(end.started_at)))
        .bind(column(&ends, |end| end.outcome))
        .bind(column(&ends, |end| end.error))
        .bind(column(&ends, |end| end.state.name()))
        .bind(column(&ends, |end| end.run_at.map(Micros)))
        .bind(column(&ends, |end| end.reason.map(DeadReason::name)))
        .bind(column(&ends, |end| i32::from(end.free))))
}

pub(super) fn claimed(row: &PgRow) -> Result<Claimed> {
    let tried = number(row, "tried")?;
    let max_attempts: u32 = number(row, "max_attempts_given")?;
    Ok(Claimed {
        delivery: DeliveryId(get(row, "delivery_id")?),
        consumer: get(row, "consumer")?,
        attempt: number(row, "attempt")?,
        tried,
        left: max_attempts.saturating_sub(tried),
        claimed_at: time(row, "claimed_at")?,
        due: time(row, "run_at")?,
        progress: get(row, "progress")?,
        event: envelope(row)?,
    })
}

/// A delivery of an event that was stored in the same statement.
pub(super) fn claimed_new(row: &PgRow, event: &NewEvent) -> Result<Claimed> {
    let max_attempts: u32 = number(row, "attempts")?;
    Ok(Claimed {
        delivery: DeliveryId(get(row, "delivery")?),
        consumer: get(row, "consumer")?,
        attempt: 1,
        tried: 1,
        left: max_attempts.saturating_sub(1),
        claimed_at: event.run_at,
        due: event.run_at,
        progress: event.progress,
        event: event.envelope()?,
    })
}

pub(super) fn ids(rows: &[PgRow]) -> Result<Vec<i64>> {
    rows.iter().map(|row| get(row, "id")).collect()
}

/// Deliveries and their attempts, a column each.
pub(super) fn bind_held(statement: Statement, held: &[(DeliveryId, u32)]) -> Result<Statement> {
    let attempts = held
        .iter()
        .map(|(_, attempt)| i32::try_from(*attempt).map_err(failed));
    Ok(statement
        .bind(column(held, |(delivery, _)| delivery.0))
        .bind(attempts.collect::<Result<Vec<_>>>()?))
}

pub(super) fn taken(row: &PgRow) -> Result<Taken> {
    let max_attempts: u32 = number(row, "max_attempts_given")?;
    Ok(Taken {
        consumer: get(row, "consumer")?,
        attempt: number(row, "attempt")?,
        left: max_attempts.saturating_sub(number(row, "tried")?),
        run_at: time(row, "due")?,
        event: envelope(row)?,
    })
}

pub(super) fn envelope(row: &PgRow) -> Result<Envelope> {
    // The binary form of `json` is its text.
    let data: String = row.try_get_unchecked("data").map_err(failed)?;
    let causation: Option<Uuid> = get(row, "causation_id")?;
    Ok(Envelope {
        specversion: SpecVersion::V1,
        id: id(row, "id")?,
        source: get(row, "source")?,
        event_type: get(row, "type")?,
        schema_version: number(row, "version")?,
        subject: get(row, "subject")?,
        time: time(row, "time")?,
        tenant: get(row, "tenant")?,
        actor: get(row, "actor")?,
        session_id: get(row, "session_id")?,
        correlation_id: id(row, "correlation_id")?,
        causation_id: causation
            .map(TryInto::try_into)
            .transpose()
            .map_err(failed)?,
        traceparent: get(row, "traceparent")?,
        partition_key: get(row, "partition_key")?,
        erased_at: None,
        data: RawValue::from_string(data).map_err(failed)?,
    })
}

pub(super) fn delivery(row: &PgRow) -> Result<Delivery> {
    let reason: Option<&str> = get(row, "dead_reason")?;
    let state: &str = get(row, "state")?;
    Ok(Delivery {
        id: DeliveryId(get(row, "id")?),
        event: id(row, "event_id")?,
        event_type: get(row, "event_type")?,
        consumer: get(row, "consumer")?,
        state: State::named(state).ok_or_else(|| {
            failed(format!(
                "a delivery is in the state {state:?}, which this build does not know"
            ))
        })?,
        run_at: time(row, "run_at")?,
        priority: get(row, "priority")?,
        attempt: number(row, "attempt")?,
        max_attempts: number(row, "max_attempts")?,
        dead_reason: reason.and_then(DeadReason::named),
        error: get(row, "error")?,
        erased_at: maybe_time(row, "erased_at")?,
        worker: worker(row)?,
    })
}

pub(super) fn attempt(row: &PgRow) -> Result<Attempt> {
    Ok(Attempt {
        number: number(row, "number")?,
        started_at: time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
        outcome: get(row, "outcome")?,
        error: get(row, "error")?,
        worker: worker(row)?,
    })
}

/// Who has it, or had it.
fn worker(row: &PgRow) -> Result<Option<Worker>> {
    let id: Option<String> = get(row, "worker_id")?;
    let instance = get(row, "instance")?;
    Ok(id.map(|id| Worker { id, instance }))
}

pub(super) fn result(row: &PgRow) -> Result<StoredResult> {
    let secrets: Option<&str> = get(row, "secrets")?;
    let secrets = secrets.map(serde_json::from_str).transpose();
    Ok(StoredResult {
        json: get(row, "result")?,
        secrets: secrets.map_err(failed)?.unwrap_or_default(),
    })
}

pub(super) fn erasure(row: &PgRow) -> Result<Erasure> {
    let kind: &str = get(row, "kind")?;
    let event: Option<Uuid> = get(row, "event_id")?;
    let count = |column: &str| get::<i64>(row, column)?.try_into().map_err(failed);
    Ok(Erasure {
        number: get(row, "seq")?,
        kind: ErasureKind::named(kind).ok_or_else(|| {
            failed(format!(
                "an erasure is by {kind:?}, which this build does not know"
            ))
        })?,
        tenant: get(row, "tenant")?,
        event: event.map(TryInto::try_into).transpose().map_err(failed)?,
        reason: get(row, "reason")?,
        by: get(row, "asked_by")?,
        started_at: time(row, "started_at")?,
        finished_at: maybe_time(row, "finished_at")?,
        events: count("events")?,
        deliveries: count("deliveries")?,
    })
}

pub(super) fn expected(row: &PgRow) -> Result<Expected> {
    let every: i64 = get(row, "every")?;
    Ok(Expected {
        on_record: Expectation {
            name: get(row, "name")?,
            on: get(row, "pattern")?,
            subject: get(row, "subject")?,
            tenant: get(row, "tenant")?,
            every: Duration::from_micros(every.try_into().map_err(failed)?),
            last_seen_at: maybe_time(row, "last_seen_at")?,
            deadline: time(row, "deadline")?,
            missed_at: maybe_time(row, "missed_at")?,
        },
        looked_seq: get(row, "looked_seq")?,
        looked_at: time(row, "looked_at")?,
        turn: get(row, "turn")?,
    })
}

pub(super) fn looked(row: &PgRow) -> Result<Looked> {
    let read: i64 = get(row, "read")?;
    Ok(Looked {
        read: read.try_into().map_err(failed)?,
        last: get(row, "last")?,
        settled: get(row, "settled")?,
        seen: get::<Option<Micros>>(row, "seen")?.map(|at| at.0),
    })
}

pub(super) fn queue(row: &PgRow, now: Timestamp) -> Result<EventQueue> {
    let count = |column: &str| get::<i64>(row, column)?.try_into().map_err(failed);
    let oldest: Option<Micros> = get(row, "oldest")?;
    Ok(EventQueue {
        size: count("size")?,
        dead: count("dead")?,
        oldest_pending_age: EventQueue::age(oldest.map(|oldest| oldest.0), now),
    })
}

pub(super) fn stats(row: &PgRow) -> Result<Stats> {
    let count = |column: &str| get::<i64>(row, column)?.try_into().map_err(failed);
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

pub(super) fn schedule(row: &PgRow) -> Result<Schedule> {
    Ok(Schedule {
        name: get(row, "name")?,
        expression: get(row, "expression")?,
        zone: get(row, "zone")?,
        next_run_at: maybe_time(row, "next_run_at")?,
        last_run_at: maybe_time(row, "last_run_at")?,
        paused: get(row, "paused")?,
    })
}

pub(super) fn consumer(row: &PgRow) -> Result<Consumer> {
    let workers = workers(get(row, "workers")?)?;
    let pending: i64 = get(row, "pending")?;
    Ok(Consumer {
        name: get(row, "name")?,
        on: get(row, "pattern")?,
        mode: mode(get(row, "mode")?)?,
        pending: pending.try_into().map_err(failed)?,
        live: !workers.is_empty(),
        workers,
        paused: get(row, "paused")?,
        retired: get(row, "retired")?,
    })
}

pub(super) fn get<'r, T: Decode<'r, Postgres> + Type<Postgres>>(
    row: &'r PgRow,
    column: &str,
) -> Result<T> {
    row.try_get(column).map_err(failed)
}

fn id<T: TryFrom<Uuid, Error: Into<BoxError>>>(row: &PgRow, column: &str) -> Result<T> {
    get::<Uuid>(row, column)?.try_into().map_err(failed)
}

pub(super) fn time(row: &PgRow, column: &str) -> Result<Timestamp> {
    get::<Micros>(row, column).map(|micros| micros.0)
}

pub(super) fn maybe_time(row: &PgRow, column: &str) -> Result<Option<Timestamp>> {
    Ok(get::<Option<Micros>>(row, column)?.map(|at| at.0))
}

fn number(row: &PgRow, column: &str) -> Result<u32> {
    get::<i32>(row, column)?.try_into().map_err(failed)
}
