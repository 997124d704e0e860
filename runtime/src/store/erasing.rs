//! What is erased of events, and the record of it.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Erasable, Erasure, ErasureScope, Result};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::{ResyncReason, send::resync_row, store::NewMessage};

/// An erasure as it is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewErasure<'a> {
    pub scope: &'a ErasureScope,
    pub reason: &'a str,
    pub by: Option<&'a str>,
    pub now: Timestamp,
}

/// Taking out what events say.
#[async_trait]
pub(crate) trait Erasing: Send + Sync {
    /// Put an erasure on record, unless one of the same has not come to its end, which goes on; answers with its number.
    async fn open_erasure(&self, new: &NewErasure<'_>) -> Result<i64>;
    /// Erase the next events of a scope, at most so many, with all that repeats their data; answers whether more may be left.
    /// The part after which nothing is left ends the erasure.
    async fn erase(
        &self,
        erasure: i64,
        scope: &ErasureScope,
        now: Timestamp,
        limit: u32,
    ) -> Result<bool>;
    /// How much there is to erase.
    async fn erasable(&self, scope: &ErasureScope) -> Result<Erasable>;
    /// Erasures, the last first: those of a digest, before one, and at most so many.
    async fn erasures(
        &self,
        digest: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Erasure>>;
}

/// An event of which the session, if it stems from one, is told to load its state anew.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) type Found = (i64, String, Option<String>);

/// What the sessions are told from which these events stem: whatever they show of them is out of date.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn told(found: &[Found], now: Timestamp) -> Result<Vec<NewMessage>> {
    let mut sessions: Vec<(&str, &str)> = found
        .iter()
        .filter_map(|(_, tenant, session)| Some((tenant.as_str(), session.as_deref()?)))
        .collect();
    sessions.sort_unstable();
    sessions.dedup();
    let told = sessions.into_iter();
    told.map(|(tenant, session)| resync_row(tenant, session, ResyncReason::HistoryCut, now))
        .collect()
}
