//! Whether a worker may take others for lost. When the store answers again after a while in which it did not, the leases of
//! workers that live may have run out, and each is to have the time to show it before anybody takes what it holds.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// How a worker's own signs of life fare.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<State>);

#[derive(Debug, Default, Clone, Copy)]
enum State {
    /// Nothing has failed so far.
    #[default]
    Steady,
    /// The store has failed, and has taken no sign of life since.
    Gone,
    /// It takes them again, since then.
    Back(Timestamp),
}

impl Pulse {
    /// The store has failed.
    pub(super) fn fails(&self) {
        *self.state() = State::Gone;
    }

    /// It has taken a sign of life.
    pub(super) fn beats(&self, now: Timestamp) {
        let mut state = self.state();
        if matches!(*state, State::Gone) {
            *state = State::Back(now);
        }
    }

    /// Whether all others have had the time to give a sign of life, too. They try each twelfth of a lease.
    pub(super) fn is_steady(&self, now: Timestamp, lease: Duration) -> bool {
        let mut state = self.state();
        let grace = SignedDuration::try_from(lease / 6).unwrap_or(SignedDuration::MAX);
        if matches!(*state, State::Back(since) if now.duration_since(since) >= grace) {
            *state = State::Steady;
        }
        matches!(*state, State::Steady)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
