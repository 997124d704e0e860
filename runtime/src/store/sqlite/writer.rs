//! The one connection that writes. Transactions are savepoints in its open `BEGIN IMMEDIATE`, and one `COMMIT` makes a
//! group of them durable.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use sqlx_core::{error::Error as SqlxError, sql_str::SqlSafeStr, transaction::TransactionManager};
use sqlx_sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteTransactionManager as Transactions,
};
use tokio::sync::{mpsc, oneshot};

use super::{
    failed,
    lane::{Held, Lane, Turn},
    line::Line,
    open,
};
use crate::{Error, Result, core::Bell};

/// How to get at the writer.
pub(super) struct Writers {
    lane: Arc<Lane<Writer>>,
    /// Asks the flusher for its turn. It waits in the same queue as everyone, so that those before it join the group.
    flusher: mpsc::Sender<()>,
    /// How long a transaction may be open.
    pub(super) tx_timeout: Duration,
}

pub(super) struct Writer {
    options: SqliteConnectOptions,
    /// Where other processes wait for their turn.
    line: Option<Line>,
    connection: Option<SqliteConnection>,
    watch: Arc<Watch>,
    /// Who waits for the group's COMMIT.
    members: Vec<oneshot::Sender<Result<(), Lost>>>,
    /// Rung after a commit that made work.
    bell: Arc<Bell>,
    work: Work,
    #[cfg(test)]
    pub(super) commits: usize,
}

/// What SQLite tells of the transaction, whoever ends it.
#[derive(Default)]
struct Watch {
    /// Any other COMMIT is turned into a ROLLBACK, so that nothing but the group is ever committed.
    may_commit: AtomicBool,
    rolled_back: AtomicBool,
}

/// Why the group's transaction came to nothing.
#[derive(Debug, Clone)]
pub(super) enum Lost {
    Full(String),
    Otherwise(String),
}

impl Lost {
    /// Because of this error, after these words.
    fn by(error: Error, words: &str) -> Self {
        match error {
            Error::StorageFull(why) => Self::Full(format!("{words}: {why}")),
            Error::Store(why) => Self::Otherwise(format!("{words}: {why}")),
            other => Self::Otherwise(format!("{words}: {other}")),
        }
    }
}

impl From<Lost> for Error {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Full(why) => Self::StorageFull(why.into()),
            Lost::Otherwise(why) => Self::Store(why.into()),
        }
    }
}

/// Whom a commit may give something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Work {
    /// A delivery may be due.
    pub deliveries: bool,
    /// A message may have been sent to a session.
    pub messages: bool,
}

impl Work {
    pub(crate) const NONE: Self = Self {
        deliveries: false,
        messages: false,
    };
    pub(crate) const DELIVERIES: Self = Self {
        deliveries: true,
        messages: false,
    };
    pub(crate) const MESSAGES: Self = Self {
        deliveries: false,
        messages: true,
    };

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            deliveries: self.deliveries || other.deliveries,
            messages: self.messages || other.messages,
        }
    }

    fn ring(self, bell: &Bell) {
        if self.deliveries {
            bell.deliveries.notify_one();
        }
        if self.messages {
            bell.messages.notify_one();
        }
    }
}

impl Writers {
    pub(super) fn new(
        options: SqliteConnectOptions,
        others: Option<Line>,
        tx_timeout: Duration,
        bell: Arc<Bell>,
    ) -> Self {
        let lane = Arc::new(Lane::new(Writer {
            options,
            line: others,
            connection: None,
            watch: Arc::default(),
            members: Vec::new(),
            bell,
            work: Work::NONE,
            #[cfg(test)]
            commits: 0,
        }));
        let (flusher, asked) = mpsc::channel(1);
        tokio::spawn(flush(Arc::clone(&lane), asked));
        Self {
            lane,
            flusher,
            tx_timeout,
        }
    }

    pub(super) async fn acquire(&self, turn: Turn) -> Result<Held<Writer>> {
        self.lane.acquire(turn).await
    }

    /// Runs one statement, or several that bring their own savepoint, as a member of the group; returns after its COMMIT.
    ///
    /// In a task of its own: a caller that stops polling must not stop everyone who waits for the writer.
    pub(super) async fn run<R: Send + 'static>(
        self: &Arc<Self>,
        turn: Turn,
        work: Work,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R>> + Send + 'static,
    ) -> Result<R> {
        let writers = Arc::clone(self);
        let task = tokio::spawn(async move {
            let mut writer = writers.acquire(turn).await?;
            let result = what(writer.ready().await?).await;
            let result = writer.checked(result)?;
            let committed = writer.join(work);
            writers.give_back(writer, turn).await;
            let result = result?;
            group(committed).await?;
            Ok(result)
        });
        task.await.map_err(failed)?
    }

    /// Reads what is committed, in turn with those who write.
    ///
    /// In a task of its own, as in [`run`](Self::run).
    pub(super) async fn read<R: Send + 'static>(
        self: &Arc<Self>,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R, SqlxError>>
        + Send
        + 'static,
    ) -> Result<R, SqlxError> {
        let writers = Arc::clone(self);
        let task = tokio::spawn(async move {
            let mut writer = writers.acquire(Turn::Urgent).await?;
            // What a group has done may still come to nothing.
            writer.flush().await;
            let read = what(writer.ready().await?).await;
            writers.give_back(writer, Turn::Urgent).await;
            read
        });
        task.await.map_err(failed)?
    }

    /// Lets the next holder have the writer, which rolls back what is still open. When nobody waits who would do it, the
    /// group is committed right here.
    pub(super) async fn give_back(&self, mut writer: Held<Writer>, turn: Turn) {
        if self.lane.waits(turn) {
            drop(writer);
            self.ask_for_flush();
        } else {
            writer.flush().await;
        }
    }

    /// A full channel means that the flusher was asked already and has not yet begun.
    pub(super) fn ask_for_flush(&self) {
        let _ = self.flusher.try_send(());
    }
}

const ENDED_FROM_WITHIN: &str = "the transaction was rolled back from within: by a `COMMIT`, `ROLLBACK` or `ON CONFLICT ROLLBACK` of \
     its own (commit with `tx.commit()`), or because the disk is full";

/// Commits a group whenever it is asked to, until nobody is left who could ask.
async fn flush(lane: Arc<Lane<Writer>>, mut asked: mpsc::Receiver<()>) {
    while asked.recv().await.is_some() {
        match lane.acquire(Turn::InOrder).await {
            Ok(mut writer) => writer.flush().await,
            Err(_) => return,
        }
    }
}

/// Waits for the group's COMMIT.
pub(super) async fn group(committed: oneshot::Receiver<Result<(), Lost>>) -> Result<()> {
    match committed.await {
        Ok(result) => result.map_err(Error::from),
        Err(_) => Err(Error::Closed),
    }
}

impl Writer {
    /// The connection inside the group's transaction, and inside nothing else.
    pub(super) async fn ready(&mut self) -> Result<&mut SqliteConnection> {
        self.clean_up().await;
        let Self {
            connection,
            line,
            options,
            watch,
            ..
        } = self;
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(connect(options, watch).await?),
        };
        if Transactions::get_transaction_depth(connection) == 0 {
            if let Some(line) = line {
                line.stand().await?;
            }
            let begun = Transactions::begin(connection, Some("BEGIN IMMEDIATE".into_sql_str()));
            if let Err(error) = begun.await {
                line.iter_mut().for_each(Line::leave);
                return Err(failed(error));
            }
        }
        Ok(connection)
    }

    /// Opens a savepoint in the group's transaction.
    pub(super) async fn savepoint(&mut self) -> Result<()> {
        let connection = self.ready().await?;
        Transactions::begin(connection, None).await.map_err(failed)
    }

    /// The connection with the savepoint that is open.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(Error::Closed)
    }

    /// Closes the savepoint, so that what was done in it is the group's.
    pub(super) async fn release(&mut self) -> Result<()> {
        let connection = self.connection()?;
        while Transactions::get_transaction_depth(connection) > 1 {
            Transactions::commit(connection).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Becomes a member of the group; the receiver hears of its COMMIT.
    pub(super) fn join(&mut self, work: Work) -> oneshot::Receiver<Result<(), Lost>> {
        let (member, committed) = oneshot::channel();
        self.members.push(member);
        self.made(work);
        committed
    }

    pub(super) fn made(&mut self, work: Work) {
        self.work = self.work.and(work);
    }

    /// What was done in the group's transaction, if that still stands. SQLite ends it by itself when the disk is full, and a
    /// statement can end it: `COMMIT`, `ON CONFLICT ROLLBACK`.
    pub(super) fn checked<R>(&mut self, done: Result<R>) -> Result<Result<R>, Lost> {
        if !self.watch.rolled_back.load(Ordering::Acquire) {
            return Ok(done);
        }
        let lost = match done {
            Err(error @ Error::StorageFull(_)) => Lost::by(error, "nothing of it was stored"),
            _ => Lost::Otherwise(ENDED_FROM_WITHIN.to_owned()),
        };
        self.lose(&lost);
        Err(lost)
    }

    /// Commits what the group did, and tells its members.
    pub(super) async fn flush(&mut self) {
        self.clean_up().await;
        let Some(connection) = &mut self.connection else {
            return;
        };
        if Transactions::get_transaction_depth(connection) == 0 {
            return;
        }
        self.watch.may_commit.store(true, Ordering::Release);
        let committed = Transactions::commit(connection).await;
        self.watch.may_commit.store(false, Ordering::Release);
        match committed {
            Ok(()) => {
                self.leave();
                #[cfg(test)]
                {
                    self.commits += 1;
                }
                for member in self.members.drain(..) {
                    // One that went away does not need to know.
                    let _ = member.send(Ok(()));
                }
                mem::take(&mut self.work).ring(&self.bell);
            }
            Err(error) => self.lose(&Lost::by(
                failed(error),
                "the commit failed, nothing of it was stored",
            )),
        }
    }

    /// Lets other processes have their turn.
    fn leave(&mut self) {
        self.line.iter_mut().for_each(Line::leave);
    }

    /// Rolls back what a holder left open when it was dropped.
    async fn clean_up(&mut self) {
        if self.checked(Ok(())).is_err() {
            return;
        }
        let Some(connection) = &mut self.connection else {
            return;
        };
        while Transactions::get_transaction_depth(connection) > 1 {
            if let Err(error) = Transactions::rollback(connection).await {
                let words = "a transaction could not be rolled back";
                self.lose(&Lost::by(failed(error), words));
                return;
            }
        }
    }

    /// Gives up the connection, and with it the group. SQLite rolls back what a connection leaves behind.
    fn lose(&mut self, why: &Lost) {
        self.connection = None;
        self.leave();
        self.watch = Arc::default();
        self.work = Work::NONE;
        for member in self.members.drain(..) {
            let _ = member.send(Err(why.clone()));
        }
    }
}

async fn connect(options: &SqliteConnectOptions, watch: &Arc<Watch>) -> Result<SqliteConnection> {
    let mut connection = open::connect(options).await?;
    {
        let mut handle = connection.lock_handle().await.map_err(failed)?;
        let on_commit = Arc::clone(watch);
        handle.set_commit_hook(move || on_commit.may_commit.load(Ordering::Acquire));
        let on_rollback = Arc::clone(watch);
        handle.set_rollback_hook(move || on_rollback.rolled_back.store(true, Ordering::Release));
    }
    Ok(connection)
}
