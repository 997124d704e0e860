//! A part of a transaction on SQLite: a savepoint.

use futures_util::FutureExt;
use sqlx_core::{
    connection::Connection as _,
    transaction::{Transaction, TransactionManager as _},
};
use sqlx_sqlite::{Sqlite, SqliteTransactionManager as Transactions};

use super::{
    failed,
    tx::{OwnTx, SqliteTx},
    writer::Work,
};
use crate::{Error, Result};

pub(crate) enum Part<'p> {
    Own(OwnPart<'p>),
    /// Dropped, it is undone before the next statement.
    Joined(Transaction<'p, Sqlite>),
}

/// A savepoint on the writer. Nothing can be undone there in passing: when it is dropped, the transaction is over, unless it is
/// within another part that is undone.
pub(crate) struct OwnPart<'p> {
    own: &'p mut OwnTx,
    /// How many transactions and savepoints are open with it.
    depth: usize,
    is_open: bool,
}

impl SqliteTx<'_> {
    pub(crate) async fn part(&mut self) -> Result<Part<'_>> {
        match self {
            Self::Own(own) => OwnPart::begin(own).await.map(Part::Own),
            Self::Part(own) => OwnPart::begin(own).await.map(Part::Own),
            Self::Joined(connection) => {
                let part = connection.begin().await;
                part.map(Part::Joined).map_err(failed)
            }
        }
    }
}

impl Part<'_> {
    pub(crate) fn tx(&mut self) -> SqliteTx<'_> {
        match self {
            Self::Own(part) => SqliteTx::Part(part.own),
            Self::Joined(part) => SqliteTx::Joined(part),
        }
    }

    pub(crate) async fn keep(self) -> Result<()> {
        match self {
            Self::Own(part) => part.keep().await,
            Self::Joined(part) => part.commit().await.map_err(failed),
        }
    }

    pub(crate) async fn undo(self) -> Result<()> {
        match self {
            Self::Own(part) => part.undo().await,
            Self::Joined(part) => part.rollback().await.map_err(failed),
        }
    }
}

impl<'p> OwnPart<'p> {
    async fn begin(own: &'p mut OwnTx) -> Result<Self> {
        let guard = own.guard().await?;
        let begun = guard.run(Work::NONE, |connection| {
            async move {
                Transactions::begin(connection, None)
                    .await
                    .map_err(failed)?;
                Ok(Transactions::get_transaction_depth(connection))
            }
            .boxed()
        });
        let depth = begun.await?;
        Ok(Self {
            own,
            depth,
            is_open: true,
        })
    }

    async fn keep(mut self) -> Result<()> {
        let depth = self.depth;
        let guard = self.own.guard().await?;
        let kept = guard.run(Work::NONE, move |connection| {
            async move {
                while Transactions::get_transaction_depth(connection) >= depth {
                    Transactions::commit(connection).await.map_err(failed)?;
                }
                Ok(())
            }
            .boxed()
        });
        match kept.await {
            Ok(()) => {
                self.is_open = false;
                Ok(())
            }
            Err(error) => {
                self.undo().await?;
                Err(error)
            }
        }
    }

    async fn undo(mut self) -> Result<()> {
        let depth = self.depth;
        let guard = self.own.unchecked().await;
        let undone = guard.run(Work::NONE, move |connection| {
            async move {
                while Transactions::get_transaction_depth(connection) >= depth {
                    Transactions::rollback(connection).await.map_err(failed)?;
                }
                Ok(())
            }
            .boxed()
        });
        undone.await?;
        self.is_open = false;
        if self.own.cut_off.is_some_and(|cut_off| cut_off >= depth) {
            self.own.cut_off = None;
        }
        Ok(())
    }
}

impl Drop for OwnPart<'_> {
    fn drop(&mut self) {
        if self.is_open {
            let first = self.own.cut_off.unwrap_or(self.depth);
            self.own.cut_off = Some(first.min(self.depth));
        }
    }
}

/// What a transaction says of which a part was dropped.
pub(super) fn cut_off() -> Error {
    failed("an emit in it was dropped before it was done, so that it can only be rolled back")
}
