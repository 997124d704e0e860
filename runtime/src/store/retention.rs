//! What goes again: how long events are kept, and the purge of those whose time is over.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Event, Keep, Result, secret::Secrets};

/// How long events are kept, as a process says at its start. It holds for all processes, whichever purges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Those whose deliveries succeeded or were called off, of types that say nothing of their own.
    pub succeeded: Keep,
    /// Those with a dead delivery, at least.
    pub dead: Keep,
    /// The types that the process knows.
    pub types: Vec<EventType>,
}

/// What a type of events says that matters to processes that do not know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventType {
    pub name: &'static str,
    pub keep: Option<Keep>,
    pub secrets: Option<Secrets>,
}

impl EventType {
    pub(crate) fn of<E: Event>() -> Self {
        Self {
            name: E::TYPE,
            keep: E::KEEP,
            secrets: Secrets::of::<E>(),
        }
    }
}

/// What a purge came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Purged {
    /// How many events it looked at; 0 also while another process is at it.
    pub looked: u64,
    /// How many of them are gone.
    pub events: u64,
}

/// Letting go.
#[async_trait]
pub(crate) trait Retention: Send + Sync {
    /// Put on record how long events are kept. What says something else than before has the purge begin anew.
    async fn keep(&self, policy: &Policy) -> Result<()>;
    /// Look at events whose time may be over, at most about twice so many, and remove those whose time is. One process at a
    /// time.
    async fn purge(&self, now: Timestamp, limit: u32) -> Result<Purged>;
    /// Forget messages from outside that were received before this time, at most so many, the oldest first; answers how many
    /// they were.
    async fn forget_received(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

/// In whole microseconds, as it is stored. For ever is 3,000 years, with which SQL can still reckon.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn micros(keep: Keep) -> i64 {
    const FOREVER: Duration = Duration::from_hours(24 * 365 * 3_000);
    let time = match keep {
        Keep::For(time) => time.min(FOREVER),
        Keep::Forever => FOREVER,
    };
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
