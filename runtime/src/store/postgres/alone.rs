//! Events that are stored by statements of their own, each a transaction.

use std::time::Duration;

use sqlx_postgres::PgRow;

use super::{
    ANSWER,
    doubt::Doubt,
    failed,
    pool::Pool,
    rows::Statement,
    wake::{Wake, Work},
};
use crate::Result;

/// How much longer the server may take for each event.
const EACH: Duration = Duration::from_millis(1);

/// Where they go, and whom they wake.
#[derive(Debug, Clone)]
pub(super) struct Alone {
    pool: Pool,
    wake: Wake,
    doubt: Doubt,
}

impl Alone {
    pub(super) fn new(pool: &Pool, wake: &Wake, doubt: &Doubt) -> Self {
        Self {
            pool: pool.clone(),
            wake: wake.clone(),
            doubt: doubt.clone(),
        }
    }

    /// Carries out a statement that stores so many events, and answers with its rows.
    pub(super) async fn store(&self, statement: Statement, events: usize) -> Result<Vec<PgRow>> {
        let stored = async { statement.fetch_all(&self.pool).await.map_err(failed) };
        let patience = ANSWER + EACH.saturating_mul(u32::try_from(events).unwrap_or(u32::MAX));
        self.doubt.within(patience, stored).await
    }

    /// Asks the database that they go to.
    pub(super) async fn ask<'p, T, F: Future<Output = Result<T>>>(
        &'p self,
        what: impl FnOnce(&'p Pool) -> F,
    ) -> Result<T> {
        self.doubt.within(ANSWER, what(&self.pool)).await
    }

    /// Wakes whoever takes the deliveries of what was stored.
    pub(super) fn wake(&self) {
        self.wake.ring(Work::DELIVERIES);
    }
}
