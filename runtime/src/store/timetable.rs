//! What ought to happen at which time: crons, and events that are expected.

use async_trait::async_trait;
use jiff::Timestamp;

#[cfg(any(test, feature = "cron"))]
use super::{CronSpec, Tick};
use super::{DeliveryId, ExpectSpec, Expected, NewEvent};
use crate::{Result, tx::Connection};

/// Keeps it, a row each.
#[async_trait]
pub(crate) trait Timetable: Send + Sync {
    /// Make a cron known; one that says something else than before begins anew.
    #[cfg(any(test, feature = "cron"))]
    async fn register_cron(&self, cron: &CronSpec) -> Result<()>;
    /// Move a cron on from a tick; answers whether it still stood there. Part of the transaction that emits.
    #[cfg(any(test, feature = "cron"))]
    async fn tick(&self, on: &mut Connection<'_>, tick: &Tick<'_>) -> Result<bool>;
    /// Have the ticks of a cron pass by since now, or be emitted again (`None`); answers whether there is such a cron.
    async fn pause_cron(&self, cron: &str, since: Option<Timestamp>) -> Result<bool>;
    /// Make an expectation known; one that says something else than before begins anew, from now.
    async fn register_expect(&self, expect: &ExpectSpec, now: Timestamp) -> Result<()>;
    /// Have an expectation stand so from its turn on; answers whether it was its turn. With a connection it becomes part
    /// of that transaction.
    async fn move_expect(&self, on: Option<&mut Connection<'_>>, to: &Expected) -> Result<bool>;
    /// Keep an event that is to be emitted once all deliveries of its chain have ended. With a connection it becomes part of that
    /// transaction.
    async fn keep_continuation(
        &self,
        on: Option<&mut Connection<'_>>,
        event: &NewEvent,
    ) -> Result<()>;
    /// At most so many of those that wait for no delivery that is open, each with one of its chain that is.
    async fn continuations(&self, limit: u32) -> Result<Vec<(i64, Option<DeliveryId>)>>;
    /// Have one wait for a delivery.
    async fn wait_for(&self, continuation: i64, delivery: DeliveryId) -> Result<()>;
    /// Take one whose chain has ended off the list. Part of the transaction that emits it.
    async fn take_continuation(
        &self,
        on: &mut Connection<'_>,
        continuation: i64,
    ) -> Result<Option<NewEvent>>;
}
