//! The one connection that writes. Transactions are savepoints in its open `BEGIN IMMEDIATE`, or the first is that itself, and
//! one `COMMIT` makes a group of them durable.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use sqlx_core::{
    error::Error as SqlxError, raw_sql::raw_sql, sql_str::SqlSafeStr,
    transaction::TransactionManager,
};
use sqlx_sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow,
    SqliteTransactionManager as Transactions,
};
use tokio::sync::{mpsc, oneshot};

use super::{
    Statement, checkpoint, failed,
    lane::{Held, Lane, Turn},
    line::Line,
    open,
    text::{Text, all_or_none},
    watchdog::Watchdog,
};
use crate::{Error, Result, core::Bell};

/// How to get at the writer.
pub(super) struct Writers {
    pub(super) lane: Arc<Lane<Writer>>,
    /// Asks the flusher for its turn. It waits in the same queue as everyone, so that those before it join the group.
    flusher: mpsc::Sender<()>,
    pub(super) watchdog: Watchdog,
}

pub(super) struct Writer {
    options: SqliteConnectOptions,
    /// Where other processes wait for their turn.
    line: Option<Line>,
    connection: Option<SqliteConnection>,
    watch: Arc<Watch>,
    /// Whether what is open is one holder's alone: the first of a group needs no savepoint.
    is_first: bool,
    /// Who waits for the group's COMMIT.
    members: Vec<oneshot::Sender<Result<(), Lost>>>,
    /// Told of each commit.
    checkpoint: Option<mpsc::Sender<()>>,
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
        let checkpoint = (others.is_some()).then(|| checkpoint::start(options.clone()));
        let lane = Arc::new(Lane::new(Writer {
            options: options.pragma("wal_autocheckpoint", checkpoint::AT_MOST),
            line: others,
            connection: None,
            watch: Arc::default(),
            is_first: false,
            members: Vec::new(),
            checkpoint,
            bell,
            work: Work::NONE,
            #[cfg(test)]
            commits: 0,
        }));
        let (flusher, asked) = mpsc::channel(1);
        tokio::spawn(flush(Arc::clone(&lane), asked));
        Self {
            lane,
            watchdog: Watchdog::new(tx_timeout, flusher.downgrade()),
            flusher,
        }
    }

    #[cfg(test)]
    pub(super) async fn acquire(&self, turn: Turn) -> Result<Held<Writer>> {
        self.lane.acquire(turn).await
    }

    /// Runs one statement, or several that bring their own savepoint, as a member of the group; returns after its COMMIT.
    pub(super) async fn run<R: Send + 'static>(
        self: &Arc<Self>,
        turn: Turn,
        work: Work,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R>> + Send + 'static,
    ) -> Result<R> {
        let writers = Arc::clone(self);
        let run = self.lane.run(turn, move |mut writer| async move {
            let result = what(writer.ready().await?).await;
            writers.finish(writer, turn, work, result).await
        });
        run.await
    }

    /// Runs statements that belong together, all or none of them, and returns after the COMMIT. Where nobody waits and no
    /// group is open they are handed to SQLite as one text with their `BEGIN` and `COMMIT`, at a third of the way.
    pub(super) async fn run_text(
        self: &Arc<Self>,
        turn: Turn,
        work: Work,
        text: Text,
        arguments: SqliteArguments,
    ) -> Result<Vec<SqliteRow>> {
        let writers = Arc::clone(self);
        let run = self.lane.run(turn, move |mut writer| async move {
            if !writer.is_open().await && !writers.lane.waits(turn) {
                return writer.run_alone(work, text.alone(arguments)).await;
            }
            let result = all_or_none(writer.ready().await?, text.within(arguments)).await;
            writers.finish(writer, turn, work, result).await
        });
        run.await
    }

    /// Has what was done be a member of the group, and returns after its COMMIT.
    async fn finish<R>(
        &self,
        mut writer: Held<Writer>,
        turn: Turn,
        work: Work,
        result: Result<R>,
    ) -> Result<R> {
        let result = writer.checked(result)?;
        let committed = writer.join(work);
        self.give_back(writer, turn).await;
        let result = result?;
        group(committed).await?;
        Ok(result)
    }

    /// Reads what is committed, in turn with those who write.
    pub(super) async fn read<R: Send + 'static>(
        self: &Arc<Self>,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R, SqlxError>>
        + Send
        + 'static,
    ) -> Result<R, SqlxError> {
        let writers = Arc::clone(self);
        let turn = Turn::Urgent;
        let run = self.lane.run(turn, move |mut writer| async move {
            // What a group has done may still come to nothing.
            writer.flush().await;
            let read = what(writer.ready().await?).await.map_err(failed);
            writers.give_back(writer, turn).await;
            read
        });
        Ok(run.await?)
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

const NOT_ROLLED_BACK: &str = "a transaction could not be rolled back";

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
    /// Whether a group is open, once what a holder left behind is rolled back.
    async fn is_open(&mut self) -> bool {
        self.clean_up().await;
        self.depth() > 0
    }

    fn depth(&self) -> usize {
        let connection = self.connection.as_ref();
        connection.map_or(0, Transactions::get_transaction_depth)
    }

    /// The connection outside of any transaction, when its turn in line has come.
    async fn in_line(&mut self) -> Result<&mut SqliteConnection> {
        if self.connection.is_none() {
            self.connection = Some(connect(&self.options, &self.watch).await?);
        }
        if let Some(line) = &mut self.line {
            line.stand().await?;
        }
        self.connection()
    }

    /// The connection inside the group's transaction, and inside nothing else.
    pub(super) async fn ready(&mut self) -> Result<&mut SqliteConnection> {
        if !self.is_open().await {
            let connection = self.in_line().await?;
            let begun = Transactions::begin(connection, Some("BEGIN IMMEDIATE".into_sql_str()));
            if let Err(error) = begun.await {
                self.leave();
                return Err(failed(error));
            }
        }
        self.connection()
    }

    /// Opens a transaction of a holder's own: a savepoint in the group's transaction, unless that begins with it.
    pub(super) async fn begin(&mut self) -> Result<()> {
        let is_first = !self.is_open().await;
        let connection = self.ready().await?;
        if is_first {
            self.is_first = true;
            return Ok(());
        }
        Transactions::begin(connection, None).await.map_err(failed)
    }

    /// The connection with the transaction that is open.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(Error::Closed)
    }

    /// Ends the holder's transaction, so that what was done in it is the group's.
    pub(super) async fn release(&mut self) -> Result<()> {
        let connection = self.connection()?;
        while Transactions::get_transaction_depth(connection) > 1 {
            Transactions::commit(connection).await.map_err(failed)?;
        }
        self.is_first = false;
        Ok(())
    }

    /// Runs statements that begin with `BEGIN` and end with `COMMIT`, where no group is open.
    async fn run_alone(&mut self, work: Work, statements: Statement) -> Result<Vec<SqliteRow>> {
        self.in_line().await?;
        self.watch.may_commit.store(true, Ordering::Release);
        let done = statements.fetch_all(self.connection()?).await;
        self.watch.may_commit.store(false, Ordering::Release);
        if done.is_ok() {
            self.committed();
            work.ring(&self.bell);
        } else {
            self.undo().await;
            self.leave();
        }
        done.map_err(failed)
    }

    /// Rolls back the whole transaction, of which nobody is to be told.
    async fn undo(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        // SQLite ends a transaction by itself when the disk is full.
        if !self.watch.rolled_back.load(Ordering::Acquire) {
            let undone = match Transactions::get_transaction_depth(connection) {
                0 => raw_sql("ROLLBACK").execute(connection).await.map(drop),
                _ => Transactions::rollback(connection).await,
            };
            if let Err(error) = undone {
                self.lose(&Lost::by(failed(error), NOT_ROLLED_BACK));
                return;
            }
        }
        self.watch.rolled_back.store(false, Ordering::Release);
    }

    fn committed(&mut self) {
        self.leave();
        if let Some(checkpoint) = &self.checkpoint {
            // A full channel means that it was told already and has not yet begun.
            let _ = checkpoint.try_send(());
        }
        #[cfg(test)]
        {
            self.commits += 1;
        }
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
                self.committed();
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
                self.lose(&Lost::by(failed(error), NOT_ROLLED_BACK));
                return;
            }
        }
        if mem::take(&mut self.is_first) {
            self.undo().await;
            self.leave();
            self.work = Work::NONE;
        }
    }

    /// Gives up the connection, and with it the group. SQLite rolls back what a connection leaves behind.
    fn lose(&mut self, why: &Lost) {
        self.connection = None;
        self.is_first = false;
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
