//! What a worker says of a store that fails: each of its loops would say so several times a second.

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
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if said.last.is_some_and(|last| last.elapsed() < QUIET) {
            said.kept_back += 1;
            tracing::debug!(%error, "{what}");
            return;
        }
        let kept_back = std::mem::take(&mut said.kept_back);
        said.last = Some(Instant::now());
        tracing::error!(%error, kept_back, "{what}");
    }
}
