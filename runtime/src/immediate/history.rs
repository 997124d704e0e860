//! What happened lately: what waits or runs, and the last events that have ended.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::waiting::Emitted;
use crate::{Envelope, State};

/// An event and what became of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Happened {
    /// The event.
    pub event: Envelope,
    /// Each consumer that is handed it.
    pub handled: Vec<Handled>,
}

/// How one consumer fares with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Handled {
    /// The consumer's name.
    pub consumer: String,
    /// Pending, running, succeeded, dead (it failed, and is not tried again) or cancelled: its timer was, or the process
    /// shut down.
    pub state: State,
    /// What it failed with.
    pub error: Option<String>,
}

/// Only what has ended is ever let go.
pub(super) struct History {
    /// By the order of their emits.
    all: BTreeMap<u64, Entry>,
    /// Those that have ended, the first one first.
    ended: VecDeque<u64>,
    most: usize,
    next: u64,
}

struct Entry {
    emitted: Arc<Emitted>,
    handled: Vec<Handled>,
}

impl History {
    pub(super) fn new(most: usize) -> Self {
        Self {
            all: BTreeMap::new(),
            ended: VecDeque::new(),
            most,
            next: 0,
        }
    }

    /// An event was taken. Answers with its number here.
    pub(super) fn begin(&mut self, emitted: &Arc<Emitted>, consumers: Vec<String>) -> u64 {
        let number = self.next;
        self.next += 1;
        let handled = consumers.into_iter().map(|consumer| Handled {
            consumer,
            state: State::Pending,
            error: None,
        });
        let entry = Entry {
            emitted: Arc::clone(emitted),
            handled: handled.collect(),
        };
        self.all.insert(number, entry);
        self.let_go(number);
        number
    }

    /// A consumer, by its place among those that are handed the event, has come so far.
    pub(super) fn set(&mut self, event: u64, consumer: usize, state: State, error: Option<String>) {
        let entry = self.all.get_mut(&event);
        if let Some(handled) = entry.and_then(|entry| entry.handled.get_mut(consumer)) {
            (handled.state, handled.error) = (state, error);
        }
        self.let_go(event);
    }

    /// Counts an event among those that have ended if it has, and forgets the one that ended first if these are too many.
    fn let_go(&mut self, event: u64) {
        let open = |handled: &Handled| matches!(handled.state, State::Pending | State::Running);
        let entry = self.all.get(&event);
        if entry.is_none_or(|entry| entry.handled.iter().any(open)) {
            return;
        }
        self.ended.push_back(event);
        while self.ended.len() > self.most {
            if let Some(first) = self.ended.pop_front() {
                self.all.remove(&first);
            }
        }
    }

    pub(super) fn list(&self) -> Vec<Happened> {
        let entries = self.all.values();
        entries
            .map(|entry| Happened {
                event: entry.emitted.envelope.clone(),
                handled: entry.handled.clone(),
            })
            .collect()
    }
}
