//! How statements are written: alone, together, or as a part of the caller's transaction; and who is woken afterwards.

use sqlx_core::{connection::Connection as _, transaction::Transaction};
use sqlx_postgres::{PgConnection, PgPool, PgRow};

use super::{
    Postgres, failed, rows,
    wake::{Wake, Work},
};
use crate::{Result, tx::Connection};

impl Postgres {
    /// A transaction of the application's, or a part of the one that is given, which goes on when the part fails.
    pub(super) async fn begin_write<'t>(
        &self,
        on: Option<&'t mut Connection<'_>>,
        work: Work,
    ) -> Result<Write<'t>> {
        let transaction = match on {
            None => return self.begin_on(&self.pool, work).await,
            Some(Connection::Postgres(tx)) => {
                tx.made(work);
                tx.connection()?.begin().await.map_err(failed)?
            }
            #[cfg(feature = "sqlite")]
            Some(Connection::Sqlite(_)) => return Err(failed("the transaction is one on SQLite")),
        };
        Ok(Write {
            transaction,
            after: None,
        })
    }

    /// A transaction of its own.
    pub(super) async fn begin_on<'t>(&self, pool: &PgPool, work: Work) -> Result<Write<'t>> {
        Ok(Write {
            transaction: pool.begin().await.map_err(failed)?,
            after: Some((self.wake.clone(), work)),
        })
    }

    /// Writes with a single statement, which needs no transaction around it.
    pub(super) async fn write_one(
        &self,
        pool: &PgPool,
        work: Work,
        statement: rows::Statement,
    ) -> Result<Vec<PgRow>> {
        let written = statement.fetch_all(pool).await.map_err(failed)?;
        self.wake.ring(work);
        Ok(written)
    }

    /// Whether there was a row to change.
    pub(super) async fn change_one(&self, change: rows::Statement, work: Work) -> Result<bool> {
        let changed = change.execute(&self.own).await.map_err(failed)?;
        self.wake.ring(work);
        Ok(changed.rows_affected() > 0)
    }
}

/// Statements that are written together. Dropped without a commit they are undone.
pub(super) struct Write<'t> {
    transaction: Transaction<'t, sqlx_postgres::Postgres>,
    /// Who is woken by the commit, where it is not a part of another.
    after: Option<(Wake, Work)>,
}

impl Write<'_> {
    pub(super) fn on(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    pub(super) async fn commit(self) -> Result<()> {
        self.transaction.commit().await.map_err(failed)?;
        if let Some((wake, work)) = self.after {
            wake.ring(work);
        }
        Ok(())
    }
}
