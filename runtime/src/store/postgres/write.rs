//! How statements are written: alone, together, or as a part of the caller's transaction; and who is woken afterwards.

use sqlx_core::{connection::Connection as _, transaction::Transaction};
use sqlx_postgres::{PgConnection, PgRow};

use super::{
    Postgres, failed,
    pool::{Begun, Last, Pool},
    rows,
    tx::PostgresTx,
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
        let on = match on {
            None => return self.begin_on(&self.pool, work).await,
            Some(on) => {
                let tx = on_postgres(on)?;
                tx.made(work);
                On::Part(tx.connection().await?.begin().await.map_err(failed)?)
            }
        };
        Ok(Write { on, after: None })
    }

    /// A transaction of its own.
    pub(super) async fn begin_on<'t>(&self, pool: &Pool, work: Work) -> Result<Write<'t>> {
        Ok(Write {
            on: On::Own(pool.begin().await?),
            after: Some((self.wake.clone(), work)),
        })
    }

    /// Writes with a single statement, which needs no transaction around it.
    pub(super) async fn write_one(
        &self,
        pool: &Pool,
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

pub(super) fn on_postgres<'t, 'c>(on: &'t mut Connection<'c>) -> Result<&'t mut PostgresTx<'c>> {
    match on {
        Connection::Postgres(tx) => Ok(tx),
        #[cfg(feature = "sqlite")]
        Connection::Sqlite(_) => Err(failed("the transaction is one on SQLite")),
    }
}

/// Statements that are written together. Dropped without a commit they are undone.
pub(super) struct Write<'t> {
    on: On<'t>,
    /// Who is woken by the commit, where it is not a part of another.
    after: Option<(Wake, Work)>,
}

enum On<'t> {
    Own(Begun),
    Part(Transaction<'t, sqlx_postgres::Postgres>),
}

impl Write<'_> {
    pub(super) fn on(&mut self) -> &mut PgConnection {
        match &mut self.on {
            On::Own(begun) => begun,
            On::Part(part) => part,
        }
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self.on {
            On::Own(begun) => begun.commit(Last::default()).await?,
            On::Part(part) => part.commit().await.map_err(failed)?,
        }
        if let Some((wake, work)) = self.after {
            wake.ring(work);
        }
        Ok(())
    }
}
