//! What waits in this process: events that are due, in the order of their emits, and timers.

use std::{
    any::Any,
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::{Event, Happened, history::History};
use crate::{Envelope, State, secret::Unsaid};

/// An event on its way.
pub(super) struct Emitted {
    pub envelope: Envelope,
    /// What must not be repeated of it.
    pub unsaid: Unsaid,
    /// As the emitter gave it.
    event: Box<dyn Any + Send + Sync>,
    /// The consumers that are handed it, by their places among those of the application.
    pub consumers: Vec<usize>,
}

impl Emitted {
    pub(super) fn new<E: Event>(envelope: Envelope, event: E, consumers: Vec<usize>) -> Self {
        Self {
            unsaid: Unsaid::of(E::SECRETS, &envelope),
            envelope,
            event: Box::new(event),
            consumers,
        }
    }

    /// The event; `None` when it is of another type.
    pub(super) fn event<E: Event>(&self) -> Option<E> {
        self.event.downcast_ref().cloned()
    }
}

/// One handler's run of one event, which is due.
pub(super) struct Run {
    pub emitted: Arc<Emitted>,
    /// Its number in the history.
    pub number: u64,
    /// The consumer's place among those that are handed the event.
    pub which: usize,
    /// When it became due.
    pub due: Timestamp,
    /// The event's room in the queue, which is free again once its last run has begun. A timer had a room of its own.
    _room: Option<Arc<OwnedSemaphorePermit>>,
}

/// When it is due, and its number among all timers.
pub(super) type TimerKey = (Timestamp, u64);

struct Pending {
    emitted: Arc<Emitted>,
    number: u64,
    _room: OwnedSemaphorePermit,
}

/// How far an application has come with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Intake {
    /// Everybody may emit.
    Open,
    /// It drains: handlers may, so that what they have begun comes to its end.
    Handlers,
    /// Nobody may any more.
    Closed,
}

pub(super) struct Waiting {
    due: VecDeque<Run>,
    timers: BTreeMap<TimerKey, Pending>,
    next_timer: u64,
    pub running: usize,
    pub intake: Intake,
    history: History,
}

impl Waiting {
    pub(super) fn new(history: usize) -> Self {
        Self {
            due: VecDeque::new(),
            timers: BTreeMap::new(),
            next_timer: 0,
            running: 0,
            intake: Intake::Open,
            history: History::new(history),
        }
    }

    /// Takes an event that is due. `names` are those of its consumers.
    pub(super) fn push(
        &mut self,
        emitted: &Arc<Emitted>,
        names: Vec<String>,
        room: OwnedSemaphorePermit,
    ) {
        let number = self.history.begin(emitted, names);
        let (due, room) = (emitted.envelope.time, Arc::new(room));
        self.make_due(emitted, number, due, Some(&room));
    }

    /// Takes an event for later.
    pub(super) fn set_timer(
        &mut self,
        at: Timestamp,
        emitted: Arc<Emitted>,
        names: Vec<String>,
        room: OwnedSemaphorePermit,
    ) -> TimerKey {
        let key = (at, self.next_timer);
        self.next_timer += 1;
        let number = self.history.begin(&emitted, names);
        let pending = Pending {
            emitted,
            number,
            _room: room,
        };
        self.timers.insert(key, pending);
        key
    }

    /// Calls a timer off; answers whether it still waited.
    pub(super) fn cancel(&mut self, key: TimerKey) -> bool {
        let found = self.timers.remove(&key);
        if let Some(pending) = &found {
            self.cancelled(pending);
        }
        found.is_some()
    }

    /// The next run. Timers whose time has come line up first.
    pub(super) fn pop(&mut self, now: Timestamp) -> Option<Run> {
        while let Some(first) = self.timers.first_entry().filter(|it| it.key().0 <= now) {
            let ((at, _), pending) = first.remove_entry();
            self.make_due(&pending.emitted, pending.number, at, None);
        }
        let run = self.due.pop_front()?;
        self.running += 1;
        self.set(&run, State::Running, None);
        Some(run)
    }

    pub(super) fn ended(&mut self, run: &Run, state: State, error: Option<String>) {
        self.running -= 1;
        self.set(run, state, error);
    }

    /// Lets the timers go; answers how many they were.
    pub(super) fn drop_timers(&mut self) -> usize {
        let timers = std::mem::take(&mut self.timers);
        for pending in timers.values() {
            self.cancelled(pending);
        }
        timers.len()
    }

    /// Lets go what is due; answers how many handlers' runs that were.
    pub(super) fn drop_due(&mut self) -> usize {
        let due = std::mem::take(&mut self.due);
        for run in &due {
            self.set(run, State::Cancelled, None);
        }
        due.len()
    }

    pub(super) fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first_key_value().map(|((at, _), _)| *at)
    }

    /// How many handlers' runs wait, due or not, and since when the first of them has been due.
    pub(super) fn size(&self) -> (usize, Option<Timestamp>) {
        let timers = self.timers.values();
        let later: usize = timers.map(|it| it.emitted.consumers.len()).sum();
        let oldest = self.due.iter().map(|run| run.due).min();
        (self.due.len() + later, oldest)
    }

    pub(super) fn is_idle(&self) -> bool {
        self.due.is_empty() && self.running == 0
    }

    pub(super) fn history(&self) -> Vec<Happened> {
        self.history.list()
    }

    fn make_due(
        &mut self,
        emitted: &Arc<Emitted>,
        number: u64,
        due: Timestamp,
        room: Option<&Arc<OwnedSemaphorePermit>>,
    ) {
        let runs = (0..emitted.consumers.len()).map(|which| Run {
            emitted: Arc::clone(emitted),
            number,
            which,
            due,
            _room: room.cloned(),
        });
        self.due.extend(runs);
    }

    fn set(&mut self, run: &Run, state: State, error: Option<String>) {
        self.history.set(run.number, run.which, state, error);
    }

    fn cancelled(&mut self, pending: &Pending) {
        for which in 0..pending.emitted.consumers.len() {
            self.history
                .set(pending.number, which, State::Cancelled, None);
        }
    }
}
