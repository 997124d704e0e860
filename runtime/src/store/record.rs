//! What is on record of deliveries, attempts and consumers.

use std::{fmt, time::Duration};

use jiff::Timestamp;

use super::DeliveryId;
use crate::{EventId, Mode};

/// The states of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Waiting for its time.
    Pending,
    /// A worker has it.
    Running,
    /// Failed, and waiting for the next attempt.
    Retrying,
    /// Done.
    Succeeded,
    /// Given up; a replay makes it pending again.
    Dead,
    /// Called off.
    Cancelled,
}

impl State {
    /// Every state there is.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Running,
        Self::Retrying,
        Self::Succeeded,
        Self::Dead,
        Self::Cancelled,
    ];

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name on record and in messages, `retrying`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A worker on record: a process that carries deliveries to handlers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Worker {
    /// Its id, a UUID of its own at each start.
    pub id: String,
    /// Which process it is, as its [`App::instance`](crate::App::instance) says. `None` when that is not on record any more: it
    /// goes a day after the worker's last sign of life, when another worker starts.
    pub instance: Option<String>,
}

/// The instance, or the id where that is all that is known.
impl fmt::Display for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.instance.as_deref().unwrap_or(&self.id))
    }
}

/// What became of an event at one consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The store's number for it.
    pub id: DeliveryId,
    /// The event.
    pub event: EventId,
    /// The event's type.
    pub event_type: String,
    /// The consumer's name.
    pub consumer: String,
    /// Where it stands.
    pub state: State,
    /// When it is due, or was; of one that an operator called off, when that was.
    pub run_at: Timestamp,
    /// Who goes first; lower first.
    pub priority: i16,
    /// Attempts so far.
    pub attempt: u32,
    /// Attempts that it is given.
    pub max_attempts: u32,
    /// Why it is dead.
    pub dead_reason: Option<DeadReason>,
    /// What its last attempt failed with, once that is over.
    pub error: Option<String>,
    /// When the event's data was erased, so that it cannot run any more.
    pub erased_at: Option<Timestamp>,
    /// The worker that runs it; `None` while nobody does.
    pub worker: Option<Worker>,
}

/// One run of a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When the worker took it.
    pub started_at: Timestamp,
    /// When it was settled, or found lost.
    pub finished_at: Timestamp,
    /// How it ended: `succeeded`, `failed`, `snoozed`, `released`, `cancelled`, `worker_lost`.
    pub outcome: String,
    /// The error with its causes.
    pub error: Option<String>,
    /// The worker that took it.
    pub worker: Option<Worker>,
}

/// A consumer on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// Its durable name.
    pub name: String,
    /// The glob of event types.
    pub on: String,
    /// When its handler runs.
    pub mode: Mode,
    /// Deliveries that wait for it.
    pub pending: u64,
    /// Whether a live worker can run it.
    pub live: bool,
    /// The live workers that can, by their ids.
    pub workers: Vec<Worker>,
    /// Whether its deliveries wait until it is resumed.
    pub paused: bool,
    /// Whether it gets no more events.
    pub retired: bool,
}

/// How much there is on record, and who is there to handle it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Events: all that were ever stored, but those whose retention is over.
    pub events: u64,
    /// What became of them.
    pub deliveries: DeliveryCounts,
    /// Consumers that get events: those that are not retired, whether or not a worker has them.
    pub consumers: u64,
    /// Workers that have given a sign of life within their lease.
    pub workers: u64,
}

/// How many deliveries are in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DeliveryCounts {
    /// Those that wait for their time.
    pub pending: u64,
    /// Those that a worker has.
    pub running: u64,
    /// Those that failed and wait for the next attempt.
    pub retrying: u64,
    /// Those that are done.
    pub succeeded: u64,
    /// Those that were given up.
    pub dead: u64,
    /// Those that were called off.
    pub cancelled: u64,
}

impl DeliveryCounts {
    /// How many are in this state.
    #[must_use]
    pub fn of(self, state: State) -> u64 {
        match state {
            State::Pending => self.pending,
            State::Running => self.running,
            State::Retrying => self.retrying,
            State::Succeeded => self.succeeded,
            State::Dead => self.dead,
            State::Cancelled => self.cancelled,
        }
    }
}

/// A cron on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// The cron expression.
    pub expression: String,
    /// The time zone, by IANA's name.
    pub zone: String,
    /// When it comes next; `None` when it never does again.
    pub next_run_at: Option<Timestamp>,
    /// The last tick that was emitted.
    pub last_run_at: Option<Timestamp>,
    /// Whether its ticks pass by until it is resumed.
    pub paused: bool,
}

/// An expectation on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expectation {
    /// Its name.
    pub name: String,
    /// The glob of the types of events that count.
    pub on: String,
    /// What their subject begins with; `None` for any.
    pub subject: Option<String>,
    /// Whose events count; `None` for everybody's.
    pub tenant: Option<String>,
    /// In what time the next one has to come.
    pub every: Duration,
    /// The time of the last one; `None` as long as there was none.
    pub last_seen_at: Option<Timestamp>,
    /// By when the next one has to come.
    pub deadline: Timestamp,
    /// When its absence was told of; `None` while it is in time.
    pub missed_at: Option<Timestamp>,
}

/// Why a delivery is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeadReason {
    /// All attempts failed.
    Exhausted,
    /// The handler said that no further attempt can help.
    Fatal,
    /// The last attempt's worker vanished.
    WorkerLost,
    /// The data is not of the shape that the handler takes, to the last attempt.
    Undecodable,
    /// No worker knew the event's type for a day.
    UnknownType,
}

impl DeadReason {
    /// Every reason there is.
    pub const ALL: [Self; 5] = [
        Self::Exhausted,
        Self::Fatal,
        Self::WorkerLost,
        Self::Undecodable,
        Self::UnknownType,
    ];

    /// The reason of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name on record and in messages, `worker_lost`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exhausted => "exhausted",
            Self::Fatal => "fatal",
            Self::WorkerLost => "worker_lost",
            Self::Undecodable => "undecodable",
            Self::UnknownType => "unknown_type",
        }
    }
}

impl fmt::Display for DeadReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
