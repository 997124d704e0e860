//! Whether a worker may take others for lost. When the store answers again after a while in which it did not, or somebody has set
//! the clock, the leases of workers that live may have run out, and each is to have the time to show it before anybody takes what
//! it holds.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// After the store has failed others try each twelfth of a lease.
const AFTER_A_FAILURE: u32 = 6;
/// After the clock was set they know nothing of it, and give their next sign of life within a third of a lease.
const AFTER_A_JUMP: u32 = 2;
/// Where several machines share the database's time they ask it within this.
const ASKED: Duration = Duration::from_secs(30);

/// How a worker's own signs of life fare, and its clock.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether the store has failed, and has taken no sign of life since.
    is_gone: bool,
    /// Until when the others have the time to give theirs.
    grace: Option<Instant>,
    /// What time it was when it was looked at last.
    looked: Option<(Instant, Timestamp)>,
}

impl Pulse {
    /// The store has failed.
    pub(super) fn fails(&self) {
        self.state().is_gone = true;
    }

    /// It has taken a sign of life.
    pub(super) fn beats(&self, lease: Duration) {
        let mut state = self.state();
        if state.is_gone {
            state.is_gone = false;
            state.extend(lease / AFTER_A_FAILURE);
        }
    }

    /// What time it is. Where that differs from what has passed, the clock was set.
    pub(super) fn look(&self, now: Timestamp, lease: Duration, is_shared: bool) {
        let mut state = self.state();
        let looked = state.looked.replace((Instant::now(), now));
        let Some((at, before)) = looked else {
            return;
        };
        let passed = SignedDuration::try_from(at.elapsed()).unwrap_or(SignedDuration::MAX);
        let off = now.duration_since(before).saturating_sub(passed);
        if off.unsigned_abs() > lease / AFTER_A_FAILURE {
            tracing::warn!(off = %off, "the clock was set: nobody is taken for lost for a while");
            let asked = if is_shared { ASKED } else { Duration::ZERO };
            state.extend(lease / AFTER_A_JUMP + asked);
        }
    }

    /// Whether all others have had the time to give a sign of life, too.
    pub(super) fn is_steady(&self) -> bool {
        let state = self.state();
        !state.is_gone && state.grace.is_none_or(|grace| Instant::now() >= grace)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn extend(&mut self, by: Duration) {
        self.grace = self.grace.max(Some(Instant::now() + by));
    }
}
