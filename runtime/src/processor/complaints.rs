//! What is said no more than once a second: that the store fails, which each of a worker's loops would say several times, and
//! that something is dropped.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::Error;

/// No more than one line in this time.
const QUIET: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(crate) struct Complaints(Mutex<Said>);

#[derive(Debug, Default)]
struct Said {
    last: Option<Instant>,
    /// How many were kept back since.
    kept_back: u64,
}

impl Complaints {
    /// Says it, unless something was said just now.
    pub(crate) fn say(&self, error: &Error, what: &str) {
        if let Some(kept_back) = self.due() {
            tracing::error!(%error, kept_back, "{what}");
        } else {
            tracing::debug!(%error, "{what}");
        }
    }

    /// Whether it is time for another, with how many were kept back since the last.
    pub(crate) fn due(&self) -> Option<u64> {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if said.last.is_some_and(|last| last.elapsed() < QUIET) {
            said.kept_back += 1;
            return None;
        }
        said.last = Some(Instant::now());
        Some(std::mem::take(&mut said.kept_back))
    }
}
