//! What is on record of calls of other services.

#![cfg_attr(
    not(feature = "services"),
    allow(dead_code, reason = "without the feature none is made, only shown")
)]

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::DeliveryId;
use crate::{EventId, Result};

/// A call that was made, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewCall {
    pub service: &'static str,
    pub event: Option<EventId>,
    /// The delivery and its attempt.
    pub delivery: Option<(DeliveryId, u32)>,
    pub tenant: Option<String>,
    /// On whose behalf, where it belongs to no event.
    pub actor: Option<String>,
    pub key: String,
    pub request: String,
    pub started_at: Timestamp,
    pub took: Duration,
    pub status: Option<u16>,
    pub failure: Option<&'static str>,
    pub error: Option<String>,
    pub answer: Option<String>,
}

/// A call of another service, on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedCall {
    /// The store's number for it.
    pub number: i64,
    /// The type of the call.
    pub service: String,
    /// The event that it was emitted as, or whose handler has made it; `None` outside of any.
    pub event: Option<EventId>,
    /// The delivery that it was made for.
    pub delivery: Option<DeliveryId>,
    /// Which attempt at that it was.
    pub attempt: Option<u32>,
    /// Whose it is.
    pub tenant: Option<String>,
    /// What it had as its `Idempotency-Key`.
    pub idempotency_key: String,
    /// Method and URL, as the type has them: with the names of fields and of variables.
    pub request: String,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in whole microseconds.
    pub took: Duration,
    /// The status of the answer; `None` without one.
    pub status: Option<u16>,
    /// In which way it has failed, as `CallFailure` names it; `None` when it has not.
    pub failure: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// The first 4 KiB of the answer, without secrets.
    pub answer: Option<String>,
}

/// Which calls are meant; what is `None` means any.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CallFilter {
    /// The event that they belong to.
    pub event: Option<EventId>,
    /// The type of the call.
    pub service: Option<String>,
    /// Whose they are.
    pub tenant: Option<String>,
}

/// Calls of other services.
#[async_trait]
pub(crate) trait Calls: Send + Sync {
    /// Put a call on record.
    async fn record(&self, call: &NewCall) -> Result<()>;
    /// The latest calls, the last first: those before one, and at most so many.
    async fn latest(
        &self,
        filter: &CallFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RecordedCall>>;
    /// Forget calls that belong to no event and began before this time, at most so many, the oldest first; answers how many they
    /// were. Those of an event go with it.
    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

/// A duration as it is stored.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn micros(took: Duration) -> i64 {
    i64::try_from(took.as_micros()).unwrap_or(i64::MAX)
}
