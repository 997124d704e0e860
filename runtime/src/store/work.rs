//! What the verbs of a store take and give.

use std::{fmt, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{DeadReason, NewMessage};
use crate::{
    CorrelationId, Envelope, Error, EventId, EventSource, Expectation, Limits, Mode, Result,
    envelope::SpecVersion, process::Process,
};

/// The row of an event that is about to be stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NewEvent {
    pub id: EventId,
    pub source: String,
    pub event_type: String,
    pub version: u32,
    pub subject: Option<String>,
    pub time: Timestamp,
    /// JSON text.
    pub data: String,
    pub tenant: String,
    pub actor: Option<String>,
    pub session_id: Option<String>,
    pub correlation_id: CorrelationId,
    pub causation_id: Option<EventId>,
    pub traceparent: Option<String>,
    pub partition_key: Option<String>,
    /// Unique within the tenant; the scope is part of the text.
    pub idempotency_key: Option<String>,
    /// Of the events of this key, type and tenant that wait only the last one is kept.
    pub debounce: Option<String>,
    /// When its deliveries become due.
    pub run_at: Timestamp,
    pub priority: i16,
    pub max_attempts: Option<u32>,
    /// Whether its session is told how its deliveries fare.
    pub progress: bool,
    /// Whether its data is never to stand in the text of a statement, which logs show.
    #[serde(default)]
    pub has_secrets: bool,
    /// What its session is told in the same transaction, unless the idempotency key is known.
    #[serde(skip)]
    pub told: Option<Box<NewMessage>>,
}

impl NewEvent {
    /// What it comes from.
    pub(crate) fn source(&self) -> EventSource {
        EventSource::of(&self.source).unwrap_or_default()
    }

    /// As it is read again.
    ///
    /// # Errors
    /// The data is no JSON.
    pub(crate) fn envelope(&self) -> Result<Envelope> {
        let data = RawValue::from_string(self.data.clone());
        Ok(Envelope {
            specversion: SpecVersion::V1,
            id: self.id,
            source: self.source.clone(),
            event_type: self.event_type.clone(),
            schema_version: self.version,
            subject: self.subject.clone(),
            time: self.time,
            tenant: self.tenant.clone(),
            actor: self.actor.clone(),
            session_id: self.session_id.clone(),
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            traceparent: self.traceparent.clone(),
            erased_at: None,
            partition_key: self.partition_key.clone(),
            data: data.map_err(|error| Error::Store(error.into()))?,
        })
    }
}

/// What became of an emit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emitted {
    /// It was stored under its own id.
    Stored(EventId),
    /// An event with its idempotency key was there; this is its id.
    Known(EventId),
}

impl Emitted {
    /// The event's, whichever it is.
    pub(crate) fn id(self) -> EventId {
        let (Self::Stored(id) | Self::Known(id)) = self;
        id
    }

    /// Whether it was not known before.
    pub(crate) fn is_stored(self) -> bool {
        matches!(self, Self::Stored(_))
    }
}

/// A consumer as its worker registers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConsumerSpec {
    /// The durable name, `email::send_welcome_email`.
    pub name: String,
    /// A type glob: `*` one segment, `**` the rest, lone `*` all. A plain type is its own glob.
    pub on: String,
    /// Whether it wants the events that were there before it.
    pub start: Start,
    /// How often a delivery is tried when neither the event nor its type says.
    pub max_attempts: u32,
    /// What it is held to.
    pub limits: Limits,
    /// When it runs.
    pub mode: Mode,
}

/// Where a new consumer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// With the events emitted from now on.
    #[default]
    Now,
    /// With the first event on record.
    Beginning,
}

/// One worker process: a fresh UUID each time one starts, so that two never share a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WorkerId(pub Uuid);

/// A worker as it makes itself known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewWorker<'a> {
    pub id: WorkerId,
    /// Which process it is, for those who look.
    pub instance: &'a str,
    /// The application's name.
    pub application: &'a str,
    /// By which others on its machine see when it is gone.
    pub process: Option<&'a Process>,
}

/// A store's number for a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub i64);

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a worker asks for.
#[derive(Debug, Clone)]
pub(crate) struct Claim<'a> {
    pub worker: WorkerId,
    /// The consumers that this worker can run.
    pub consumers: &'a [String],
    /// At most this many.
    pub limit: u32,
    pub now: Timestamp,
    pub lease_until: Timestamp,
}

/// A worker that has nothing else to do while an event is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ready<'a> {
    pub worker: WorkerId,
    /// The consumers that it can run at once.
    pub consumers: &'a [String],
    pub lease_until: Timestamp,
}

/// On whose behalf statements of a transaction are carried out, where the database keeps tenants apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Acting {
    /// The engine, which works for all.
    Engine,
    /// The application, for this tenant.
    Tenant(String),
    /// Whoever it was before.
    Caller {
        tenant: Option<String>,
        role: String,
    },
}

/// What a worker asks for of one consumer with limits.
#[derive(Debug, Clone)]
pub(crate) struct LimitedClaim {
    pub worker: WorkerId,
    pub consumer: String,
    pub limits: Limits,
    /// Where the last claim came to in the order of the keys, so that each has its turn.
    pub after: String,
    /// At most this many.
    pub limit: u32,
    pub now: Timestamp,
    pub lease_until: Timestamp,
}

/// What a consumer's limits let through.
#[derive(Debug)]
pub(crate) struct LimitedClaimed {
    pub claimed: Vec<Claimed>,
    /// Where this claim came to.
    pub after: String,
    pub again: Again,
}

/// When to ask for deliveries of a consumer again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// There may be more.
    AtOnce,
    /// Nothing can start before this time, unless something is emitted or ends.
    At(Timestamp),
    /// Once something is emitted or ends.
    OnChange,
}

/// A delivery that a worker holds.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_field_names,
    reason = "the time of the claim is called so everywhere"
)]
pub(crate) struct Claimed {
    pub delivery: DeliveryId,
    pub consumer: String,
    /// The number of this attempt, from 1, never reused: the fence of each write that follows.
    pub attempt: u32,
    /// Which attempt of the present budget it is, from 1: what was replayed, snoozed or released starts no longer
    /// backoff for it.
    pub tried: u32,
    /// How many attempts are left after this one.
    pub left: u32,
    pub claimed_at: Timestamp,
    /// When the event's first attempts were due.
    pub due: Timestamp,
    /// Whether the event's session is told how it fares.
    pub progress: bool,
    pub event: Envelope,
}

/// A step of a running attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    pub delivery: DeliveryId,
    pub worker: WorkerId,
    pub attempt: u32,
    pub name: &'a str,
}

/// A cron as a worker registers it.
#[cfg(any(test, feature = "cron"))]
#[derive(Debug, Clone)]
pub(crate) struct CronSpec {
    pub name: String,
    pub expression: String,
    pub zone: String,
    /// `None` when it never comes.
    pub next: Option<Timestamp>,
}

/// A tick of a cron that is taken.
#[cfg(any(test, feature = "cron"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tick<'a> {
    pub cron: &'a str,
    /// Where the cron stands.
    pub due: Timestamp,
    pub next: Option<Timestamp>,
    /// The last one that is emitted.
    pub emitted: Option<Timestamp>,
}

/// An expectation as a worker registers it.
#[derive(Debug, Clone)]
pub(crate) struct ExpectSpec {
    pub name: String,
    /// A type glob.
    pub on: String,
    /// What the subject begins with.
    pub subject: Option<String>,
    pub tenant: Option<String>,
    pub every: Duration,
}

/// An expectation as it stands, or is to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub on_record: Expectation,
    /// Up to which event was looked.
    pub looked_seq: i64,
    pub looked_at: Timestamp,
    /// The fence of the next move.
    pub turn: i64,
}

/// Which events to look at, and which of them count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    /// Those behind this one, at most so many.
    pub after: i64,
    pub limit: u32,
    /// A type glob.
    pub on: &'a str,
    /// What the subject begins with.
    pub subject: Option<&'a str>,
    pub tenant: Option<&'a str>,
    /// A type that does not count.
    pub except: &'a str,
    /// Those of a later time count.
    pub since: Timestamp,
    /// Nothing of an earlier time is still to become visible.
    pub settled_until: Timestamp,
}

/// What a look has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Looked {
    /// How many it was.
    pub read: u32,
    pub last: Option<i64>,
    /// Up to which nothing is still to become visible; `None` from the first on.
    pub settled: Option<i64>,
    /// The latest time of those that count.
    pub seen: Option<Timestamp>,
}

/// The end of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    pub delivery: DeliveryId,
    pub worker: WorkerId,
    pub attempt: u32,
    pub started_at: Timestamp,
    pub to: To,
    /// What is kept with its success.
    pub result: Option<Box<NewResult>>,
    /// What the event's session is told in the same transaction, if the attempt still held its delivery.
    pub told: Option<Box<NewMessage>>,
}

/// What a handler returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewResult {
    /// JSON text.
    pub json: String,
    /// Where its secrets are, as [`Event::SECRETS`](crate::Event::SECRETS) has it.
    pub secrets: &'static [&'static str],
}

/// The same as it is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredResult {
    pub json: String,
    pub secrets: Vec<String>,
}

/// Where a settled delivery goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum To {
    Succeeded,
    /// Failed, and tried again at that time. Counts.
    Retrying {
        run_at: Timestamp,
        error: String,
    },
    /// Failed for good.
    Dead {
        reason: DeadReason,
        error: String,
    },
    Cancelled,
    /// Back to pending at that time; the attempt does not count.
    Snoozed {
        run_at: Timestamp,
    },
    /// Handed back unfinished: shutdown, or a type that this worker does not know. Does not count.
    Released {
        run_at: Timestamp,
        why: String,
    },
}

/// A delivery that was taken from its worker or called off, and whose event's session is told so.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub consumer: String,
    pub attempt: u32,
    /// How many attempts are left after this one.
    pub left: u32,
    pub run_at: Timestamp,
    pub event: Envelope,
}

/// What a rescue found: deliveries whose lease ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rescued {
    pub retrying: u64,
    pub dead: u64,
}

/// What a worker is to know before it takes others for lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Orphans {
    /// Whether a rescue would find anything.
    pub any: bool,
    /// The other workers on its machine that count as alive, with the numbers of their processes.
    pub neighbours: Vec<(WorkerId, String)>,
}
