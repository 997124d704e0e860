//! What has to hold, as plain data: every event and delivery, who holds which, and what each answer has to be.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};

use super::super::{at, worker};
use crate::{
    DeadReason, Keep, Limits, Mode, Rate, Start, State,
    store::{ConsumerSpec, DeliveryId, EventType, NewEvent, Policy, WorkerId},
};

/// The types of events.
pub(super) const TYPES: [&str; 3] = ["a.x", "a.y", "b.y"];
/// The consumer that wants the past.
pub(super) const LATE: &str = "late";

/// How often what starts at a limited rate may start.
pub(super) const EVERY: SignedDuration = SignedDuration::from_secs(5);

pub(super) const KEPT: SignedDuration = SignedDuration::from_secs(60);
pub(super) const KEPT_LONGER: SignedDuration = SignedDuration::from_secs(100);
pub(super) const KEPT_DEAD: SignedDuration = SignedDuration::from_secs(200);

/// How long events are kept.
pub(super) fn policy() -> Policy {
    let keep = |time: SignedDuration| Keep::For(time.unsigned_abs());
    Policy {
        succeeded: keep(KEPT),
        dead: keep(KEPT_DEAD),
        types: vec![EventType {
            name: TYPES[2],
            keep: Some(keep(KEPT_LONGER)),
            secrets: None,
        }],
    }
}

/// The consumers, each with what it listens to, and the types that this comes to. What else than the last goes by key has no
/// limits when they are `free`.
pub(super) fn consumers(free: bool) -> Vec<(ConsumerSpec, &'static [&'static str])> {
    let none = Limits::new();
    let unless_free = |limits| if free { none } else { limits };
    let rate = Rate::new(2, Duration::from_secs(10));
    let table: [(&str, &str, u32, Limits, &[&str]); 8] = [
        ("all", "*", 3, none, &TYPES),
        ("once", "a.x", 1, none, &TYPES[..1]),
        ("few", "a.*", 3, none.concurrency(2), &TYPES[..2]),
        ("paced", "b.y", 3, none.rate(rate), &TYPES[2..]),
        (
            "keys",
            "a.*",
            2,
            unless_free(none.concurrency_per_key(2)),
            &TYPES[..2],
        ),
        (
            "order",
            "a.**",
            3,
            unless_free(none.in_order().concurrency(3)),
            &TYPES[..2],
        ),
        (
            "drip",
            "**",
            5,
            none.rate_per_key(rate).concurrency_per_key(2),
            &TYPES,
        ),
        (LATE, "a.*", 4, none, &TYPES[..2]),
    ];
    let spec = |(name, on, max_attempts, limits, types): (&str, &str, u32, Limits, _)| {
        let start = if name == LATE {
            Start::Beginning
        } else {
            Start::Now
        };
        let spec = ConsumerSpec {
            name: name.to_owned(),
            on: on.to_owned(),
            start,
            max_attempts,
            limits,
            mode: Mode::Durable,
        };
        (spec, types)
    };
    table.into_iter().map(spec).collect()
}

#[derive(Debug, Clone)]
pub(super) struct Consumer {
    pub spec: ConsumerSpec,
    pub types: &'static [&'static str],
    /// Whether it was ever registered.
    pub is_known: bool,
    pub is_paused: bool,
    pub is_retired: bool,
    /// When the next may start, where there is a rate.
    pub free_at: Option<Timestamp>,
    pub key_free_at: HashMap<String, Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub id: WorkerId,
    pub alive_until: Timestamp,
    /// By number.
    pub has: HashSet<usize>,
    /// Where its last claim of a consumer came to.
    pub after: HashMap<usize, String>,
}

#[derive(Debug, Clone)]
pub(super) struct Event {
    pub new: NewEvent,
    pub is_gone: bool,
    pub look_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct Held {
    /// By number.
    pub event: usize,
    pub consumer: usize,
    pub state: State,
    pub run_at: Timestamp,
    pub attempt: u32,
    pub base: u32,
    pub max_attempts: u32,
    pub worker: Option<WorkerId>,
    pub lease_until: Timestamp,
    pub dead_reason: Option<DeadReason>,
    pub key: Option<String>,
    /// How its attempts ended, each with its number.
    pub attempts: Vec<(u32, &'static str)>,
    pub ended_at: Option<Timestamp>,
}

/// A claim that a worker was given, whatever has become of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub delivery: DeliveryId,
    pub worker: usize,
    pub attempt: u32,
    pub left: u32,
    pub at: Timestamp,
}

/// Whether what was done came one after the other. At once some of it may find some of the rest locked, and pass it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    InTurn,
    AtOnce,
}

#[derive(Debug, Clone)]
pub(super) struct Model {
    pub now: Timestamp,
    pub workers: Vec<Worker>,
    pub consumers: Vec<Consumer>,
    pub events: Vec<Event>,
    pub deliveries: BTreeMap<DeliveryId, Held>,
    pub claims: Vec<Claim>,
    /// By tenant and key.
    pub known: HashMap<(String, String), usize>,
    /// By tenant, type and key: the event, and when it is due.
    pub debounces: HashMap<(String, String, String), (usize, Timestamp)>,
}

impl Held {
    pub(super) fn waits(&self) -> bool {
        matches!(self.state, State::Pending | State::Retrying)
    }

    pub(super) fn is_open(&self) -> bool {
        self.waits() || self.state == State::Running
    }

    pub(super) fn is_held_by(&self, worker: WorkerId, attempt: u32) -> bool {
        self.state == State::Running && self.worker == Some(worker) && self.attempt == attempt
    }

    /// Takes it from its worker, if one has it.
    pub(super) fn end(&mut self, state: State, outcome: &'static str, now: Timestamp) {
        self.attempts.push((self.attempt, outcome));
        self.ended_at = Some(now);
        self.state = state;
        self.worker = None;
    }

    /// How many of the attempts that count were lost, this one among them.
    pub(super) fn losses(&self) -> u32 {
        let counted = |(_, outcome): &&(u32, &str)| ["failed", "worker_lost"].contains(outcome);
        let tried = (self.attempt - self.base) as usize;
        let before = self.attempts.iter().rev().filter(counted).take(tried - 1);
        let lost = before.filter(|(_, outcome)| *outcome == "worker_lost");
        u32::try_from(lost.count()).unwrap() + 1
    }
}

impl Model {
    pub(super) fn new(workers: u8) -> Self {
        let worker = |_| Worker {
            id: worker(),
            alive_until: Timestamp::MIN,
            has: HashSet::new(),
            after: HashMap::new(),
        };
        let consumer = |(spec, types)| Consumer {
            spec,
            types,
            is_known: false,
            is_paused: false,
            is_retired: false,
            free_at: None,
            key_free_at: HashMap::new(),
        };
        Self {
            now: at(0),
            workers: (0..workers).map(worker).collect(),
            consumers: consumers(false).into_iter().map(consumer).collect(),
            events: Vec::new(),
            deliveries: BTreeMap::new(),
            claims: Vec::new(),
            known: HashMap::new(),
            debounces: HashMap::new(),
        }
    }

    /// The consumers of a worker that are claimed together, by name.
    pub(super) fn unlimited(&self, worker: usize) -> Vec<String> {
        let has = self.consumers.iter().enumerate();
        let has = has.filter(|(number, it)| {
            self.workers[worker].has.contains(number) && it.spec.limits.is_none()
        });
        has.map(|(_, it)| it.spec.name.clone()).collect()
    }

    pub(super) fn consumer(&self, name: &str) -> Result<usize> {
        let found = self.consumers.iter().position(|it| it.spec.name == name);
        found.with_context(|| format!("no consumer {name}"))
    }

    pub(super) fn alive(&self, consumer: usize) -> impl Iterator<Item = WorkerId> {
        let workers = self.workers.iter();
        let alive =
            workers.filter(move |it| it.has.contains(&consumer) && it.alive_until >= self.now);
        alive.map(|it| it.id)
    }

    pub(super) fn key_of(&self, consumer: usize, event: &NewEvent) -> Option<String> {
        let key = || event.partition_key.clone();
        let key = || key().unwrap_or_else(|| event.id.to_string());
        let by_key = self.consumers[consumer].spec.limits.are_by_key();
        by_key.then(|| format!("{}/{}", event.tenant, key()))
    }
}
