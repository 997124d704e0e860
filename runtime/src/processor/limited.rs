//! The consumers that are claimed one by one, since they have limits or take batches, and when each of them is worth a look.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::{
    Batch, Limits,
    store::{Again, LimitedClaimed},
};

/// What this worker knows of them. A hint: the limits are kept by the store.
#[derive(Debug, Default)]
pub(crate) struct Limited {
    state: Mutex<Turns>,
}

#[derive(Debug, Default)]
struct Turns {
    consumers: Vec<Consumer>,
    /// Whose turn it is to be first.
    turn: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Consumer {
    pub name: String,
    pub limits: Limits,
    /// Set where it takes batches.
    pub batch: Option<Batch>,
    /// Whether what was claimed last had been tried before, so that it does not run in whole batches.
    pub is_divided: bool,
    /// Where the last claim came to in the order of its keys.
    pub after: String,
    again: Again,
    /// Whether something became of it since it was claimed last, which that claim may not have seen.
    is_changed: bool,
}

impl Limited {
    pub(super) fn new(consumers: impl Iterator<Item = (String, Limits, Option<Batch>)>) -> Self {
        let consumer = |(name, limits, batch)| Consumer {
            name,
            limits,
            batch,
            is_divided: false,
            after: String::new(),
            again: Again::AtOnce,
            is_changed: false,
        };
        Self {
            state: Mutex::new(Turns {
                consumers: consumers.map(consumer).collect(),
                turn: 0,
            }),
        }
    }

    /// Something was emitted or ended, or it is long ago: each is worth a look. Answers whether there are any.
    pub(crate) fn look_again(&self) -> bool {
        let mut state = self.state();
        for one in &mut state.consumers {
            one.change();
        }
        !state.consumers.is_empty()
    }

    /// Something has ended, which matters to those with limits. Answers whether there are any.
    pub(crate) fn has_ended(&self) -> bool {
        let mut has_limits = false;
        for one in &mut self.state().consumers {
            if !one.limits.is_none() {
                one.change();
                has_limits = true;
            }
        }
        has_limits
    }

    /// Those that are worth a look, another one first each time; and whether they come before the consumers without
    /// limits.
    pub(super) fn turn(&self, now: Timestamp) -> (Vec<Consumer>, Order) {
        let mut state = self.state();
        state.turn = state.turn.wrapping_add(1);
        let turn = state.turn;
        let ready = state.consumers.iter_mut().filter(|one| one.is_ready(now));
        let mut ready: Vec<Consumer> = ready
            .map(|one| {
                one.is_changed = false;
                one.clone()
            })
            .collect();
        if !ready.is_empty() {
            let first = (turn / 2) % ready.len();
            ready.rotate_left(first);
        }
        let order = if turn.is_multiple_of(2) {
            Order::First
        } else {
            Order::Last
        };
        (ready, order)
    }

    /// What came of a claim.
    pub(super) fn note(&self, name: &str, claimed: &LimitedClaimed) {
        let mut state = self.state();
        if let Some(one) = state.consumers.iter_mut().find(|one| one.name == name) {
            one.after.clone_from(&claimed.after);
            if !one.is_changed {
                one.again = claimed.again;
            }
            one.is_divided = one.batch.is_some() && claimed.claimed.iter().any(|it| it.tried > 1);
        }
    }

    pub(super) fn is_ready(&self, now: Timestamp) -> bool {
        self.state().consumers.iter().any(|one| one.is_ready(now))
    }

    /// When the next of them is worth a look, should nothing happen before.
    pub(super) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let state = self.state();
        let times = state.consumers.iter().filter_map(|one| match one.again {
            Again::AtOnce => Some(now),
            Again::At(time) => Some(time),
            Again::OnChange => None,
        });
        times.min()
    }

    fn state(&self) -> MutexGuard<'_, Turns> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the consumers with limits have their turn before those without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    First,
    Last,
}

impl Consumer {
    /// How many of its deliveries to ask for, where so many slots are free.
    pub(super) fn most(&self, slots: u32) -> u32 {
        match self.batch {
            Some(batch) if !self.is_divided => batch.max,
            _ => slots,
        }
    }

    fn change(&mut self) {
        self.again = Again::AtOnce;
        self.is_changed = true;
    }

    fn is_ready(&self, now: Timestamp) -> bool {
        match self.again {
            Again::AtOnce => true,
            Again::At(time) => time <= now,
            Again::OnChange => false,
        }
    }
}
