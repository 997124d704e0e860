//! A part of a transaction on PostgreSQL: a savepoint.

use sqlx_core::{connection::Connection as _, transaction::Transaction};

use super::{failed, tx::PostgresTx, wake::Work};
use crate::Result;

/// Dropped, it is undone before the next statement.
pub(crate) struct Part<'p>(Transaction<'p, sqlx_postgres::Postgres>);

impl PostgresTx<'_> {
    /// Begins a part, which may give anybody something to do.
    pub(crate) async fn part(&mut self) -> Result<Part<'_>> {
        self.made(Work::ALL);
        let part = self.connection().await?.begin().await;
        part.map(Part).map_err(failed)
    }
}

impl Part<'_> {
    pub(crate) fn tx(&mut self) -> PostgresTx<'_> {
        PostgresTx::Joined(&mut self.0)
    }

    pub(crate) async fn keep(self) -> Result<()> {
        self.0.commit().await.map_err(failed)
    }

    pub(crate) async fn undo(self) -> Result<()> {
        self.0.rollback().await.map_err(failed)
    }
}
