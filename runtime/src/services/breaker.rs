//! The circuit breaker of each host: what has failed again and again is left alone for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::retry;

/// So many failures in a row open a host's circuit.
pub(super) const FAILURES: u32 = 5;

/// For so long nothing is sent then; the next call is a probe, and only when it has succeeded do others follow.
pub(super) const PAUSE: Duration = Duration::from_secs(30);

/// The circuits, by scheme, host and port. Each process has its own.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<HashMap<String, Circuit>>);

#[derive(Debug, Default)]
struct Circuit {
    failures: u32,
    /// When the next call is let through, once it has failed so often.
    next: Option<Timestamp>,
}

impl Breaker {
    /// Whether a call may go to this host; otherwise for how long it may not. The one that is let through when the time is over
    /// is alone for as long again.
    pub(super) fn ask(&self, host: &str, now: Timestamp) -> Result<(), Duration> {
        let mut circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(circuit) = circuits.get_mut(host) else {
            return Ok(());
        };
        match circuit.next {
            Some(next) if now < next => {
                Err(Duration::try_from(next.duration_since(now)).unwrap_or(PAUSE))
            }
            Some(_) => {
                circuit.next = Some(retry::later(now, PAUSE));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The host has answered as one that works.
    pub(super) fn close(&self, host: &str) {
        let mut circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        circuits.remove(host);
    }

    /// The host was not reached, has not answered in time, or has failed.
    pub(super) fn fail(&self, host: &str, now: Timestamp) {
        let mut circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let circuit = circuits.entry(host.to_owned()).or_default();
        circuit.failures = circuit.failures.saturating_add(1);
        if circuit.failures >= FAILURES {
            circuit.next = Some(retry::later(now, PAUSE));
        }
    }
}
