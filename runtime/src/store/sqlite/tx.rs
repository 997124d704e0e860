//! A transaction on SQLite: one on the writer, or one of the caller's.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use futures_util::future::BoxFuture;
use sqlx_sqlite::SqliteConnection;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use super::{
    lane::{Held, Lane, Turn},
    part::cut_off,
    writer::{Lost, Work, Writer, Writers, group},
};
use crate::{Error, Result};

pub(crate) enum SqliteTx<'c> {
    Own(OwnTx),
    /// The same within a part of it.
    Part(&'c mut OwnTx),
    Joined(&'c mut SqliteConnection),
}

/// A transaction on the writer: a savepoint, or the first of its group.
pub(crate) struct OwnTx {
    slot: Arc<Mutex<Slot>>,
    writers: Arc<Writers>,
    /// Where the first part begins that was dropped.
    pub(super) cut_off: Option<usize>,
}

/// Where the writer lies between two statements, so that the watchdog can take it away.
pub(super) struct Slot {
    writer: Result<Held<Writer>, Ended>,
}

/// Why a transaction is over before its owner ended it.
#[derive(Debug, Clone)]
enum Ended {
    TimedOut(Duration),
    Lost(Lost),
    Done,
}

impl From<&Ended> for Error {
    fn from(ended: &Ended) -> Self {
        match ended {
            Ended::TimedOut(after) => Self::TxTimeout(*after),
            Ended::Lost(why) => why.clone().into(),
            Ended::Done => Self::Closed,
        }
    }
}

impl OwnTx {
    /// Waits for its turn and opens a transaction.
    pub(super) async fn begin(writers: &Arc<Writers>) -> Result<Self> {
        let lane = &writers.lane;
        let writers = Arc::clone(writers);
        let begin = lane.run(Turn::InOrder, |mut writer| async move {
            writer.begin().await?;
            let slot = Arc::new(Mutex::new(Slot { writer: Ok(writer) }));
            writers.watchdog.watch(&slot);
            Ok(Self {
                slot,
                writers,
                cut_off: None,
            })
        });
        begin.await
    }

    /// The connection, for one statement.
    pub(super) async fn guard<'c>(&self) -> Result<Guard<'c>> {
        if self.cut_off.is_some() {
            return Err(cut_off());
        }
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        slot.checked(Ok(()))?;
        Ok(Guard::Own(self.guarded(slot)))
    }

    /// The same also where a part was dropped.
    pub(super) async fn unchecked<'c>(&self) -> Guard<'c> {
        let slot = Arc::clone(&self.slot).lock_owned().await;
        Guard::Own(self.guarded(slot))
    }

    fn guarded(&self, slot: OwnedMutexGuard<Slot>) -> OwnGuard {
        let lane = Arc::clone(&self.writers.lane);
        OwnGuard { slot, lane }
    }

    async fn commit(self) -> Result<()> {
        if self.cut_off.is_some() {
            return Err(cut_off());
        }
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        let writers = Arc::clone(&self.writers);
        let mut writer = slot.take(Ended::Done)?;
        let commit = self.writers.lane.go_on(async move {
            let released = writer.release().await;
            writer.checked(released)??;
            let committed = writer.join(Work::NONE);
            writers.give_back(writer, Turn::InOrder).await;
            group(committed).await
        });
        commit.await
    }

    async fn rollback(self) -> Result<()> {
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        let writers = Arc::clone(&self.writers);
        let writer = slot.take(Ended::Done)?;
        let rollback = self.writers.lane.go_on(async move {
            writers.give_back(writer, Turn::InOrder).await;
            Ok(())
        });
        rollback.await
    }
}

impl Drop for OwnTx {
    fn drop(&mut self) {
        // While a statement runs, its task has the slot; the writer comes free when that ends.
        let was_open = self
            .slot
            .try_lock()
            .map_or(true, |mut slot| slot.take(Ended::Done).is_ok());
        if was_open {
            self.writers.ask_for_flush();
        }
    }
}

impl Slot {
    /// Whether it was open until now, which was too long.
    pub(super) fn time_out(&mut self, after: Duration) -> bool {
        self.take(Ended::TimedOut(after)).is_ok()
    }

    fn writer(&mut self) -> Result<&mut Held<Writer>> {
        self.writer.as_mut().map_err(|ended| Error::from(&*ended))
    }

    fn take(&mut self, end: Ended) -> Result<Held<Writer>> {
        match &self.writer {
            Ok(_) => {
                std::mem::replace(&mut self.writer, Err(end)).map_err(|ended| Error::from(&ended))
            }
            Err(ended) => Err(ended.into()),
        }
    }

    /// What a statement came to, if the transaction still stands after it.
    fn checked<R>(&mut self, done: Result<R>) -> Result<R> {
        let checked = match &mut self.writer {
            Ok(writer) => writer.checked(done),
            Err(ended) => return Err((&*ended).into()),
        };
        checked.unwrap_or_else(|lost| {
            self.writer = Err(Ended::Lost(lost.clone()));
            Err(lost.into())
        })
    }
}

impl SqliteTx<'_> {
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Own(own) => own.commit().await,
            Self::Part(_) | Self::Joined(_) => Ok(()),
        }
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self {
            Self::Own(own) => own.rollback().await,
            Self::Part(_) | Self::Joined(_) => Ok(()),
        }
    }

    /// The connection, for one statement.
    pub(crate) async fn guard(&mut self) -> Result<Guard<'_>> {
        match self {
            Self::Joined(connection) => Ok(Guard::Joined(connection)),
            Self::Own(own) => own.guard().await,
            Self::Part(own) => own.guard().await,
        }
    }
}

/// The connection of a transaction, for as long as this is held.
pub(crate) enum Guard<'c> {
    Own(OwnGuard),
    Joined(&'c mut SqliteConnection),
}

/// The transaction's turn.
pub(crate) struct OwnGuard {
    slot: OwnedMutexGuard<Slot>,
    lane: Arc<Lane<Writer>>,
}

impl<'c> Guard<'c> {
    /// Runs something on the connection. On the writer it runs to its end even when the caller stops polling, because
    /// others wait for the writer.
    pub(crate) async fn run<R: Send + 'static>(
        self,
        work: Work,
        what: impl for<'x> FnOnce(&'x mut SqliteConnection) -> BoxFuture<'x, Result<R>> + Send + 'static,
    ) -> Result<R> {
        let OwnGuard { mut slot, lane } = match self {
            Self::Joined(connection) => return what(connection).await,
            Self::Own(own) => own,
        };
        slot.writer()?;
        let run = lane.go_on(async move {
            let writer = slot.writer()?;
            writer.made(work);
            let result = what(writer.connection()?).await;
            slot.checked(result)
        });
        run.await
    }

    /// The connection itself.
    pub(crate) fn lend(self) -> Result<SqliteGuard<'c>> {
        match self {
            Self::Joined(connection) => Ok(SqliteGuard(Lent::Joined(connection))),
            Self::Own(own) => {
                OwnedMutexGuard::try_map(own.slot, |slot| slot.writer().ok()?.connection().ok())
                    .map(|connection| SqliteGuard(Lent::Own(connection)))
                    .map_err(|_| Error::Closed)
            }
        }
    }
}

/// The connection of a transaction, for functions that take a `&mut SqliteConnection`.
///
/// While it is held nobody can take the transaction's turn away, not even after `processor.tx_timeout`: hold it for
/// statements and nothing else.
pub struct SqliteGuard<'c>(Lent<'c>);

enum Lent<'c> {
    Own(OwnedMappedMutexGuard<Slot, SqliteConnection>),
    Joined(&'c mut SqliteConnection),
}

impl Deref for SqliteGuard<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match &self.0 {
            Lent::Own(connection) => connection,
            Lent::Joined(connection) => connection,
        }
    }
}

impl DerefMut for SqliteGuard<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.0 {
            Lent::Own(connection) => connection,
            Lent::Joined(connection) => connection,
        }
    }
}
