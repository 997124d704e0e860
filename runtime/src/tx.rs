//! One transaction, whatever the database: own statements and events, together or not at all.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        clippy::unused_async,
        reason = "an engine without a database never opens one"
    )
)]

use std::{fmt, sync::Arc, time::Duration};

use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::store::Database;
#[cfg(feature = "postgres")]
use crate::store::postgres::{self, PostgresExecutor, PostgresTx};
#[cfg(feature = "sqlite")]
use crate::store::sqlite::{self, Guard, SqliteExecutor, SqliteTx};
use crate::{
    Context, CorrelationId, Emission, Error, Event, EventId, Result, SendingInTx, SseMessage,
    after::After,
    context::{Attempt, Scope},
    core::Core,
    emit,
    session::Retoken,
    spans,
    store::{self, NewEvent, Settlement},
};

/// How much longer than `processor.tx_timeout` a handler's statement is waited for.
const GRACE: Duration = Duration::from_secs(1);

/// A transaction. It ends with [`commit`](Tx::commit), or rolls back when it is dropped; the one that a handler gets is
/// opened by its first use and committed together with the handler's success.
///
/// On SQLite one transaction is open at a time and the others wait, and on PostgreSQL they wait for what it has locked, so do
/// slow things before or after it; one that is open for longer than `processor.tx_timeout` is rolled back.
pub struct Tx<'c> {
    core: Arc<Core>,
    scope: Arc<Scope>,
    /// What ties together the events that are emitted here outside of any chain.
    chain: Option<CorrelationId>,
    /// Set in the transaction that a handler gets.
    attempt: Option<Arc<Attempt>>,
    /// Calls the attempt off when its transaction is open for too long and waits for an answer that does not come.
    overdue: Option<AbortOnDropHandle<()>>,
    connection: Option<Connection<'c>>,
    /// What comes of it once it is committed.
    after: After,
    /// How many handlers it is in that run in the transactions of their emits.
    depth: u32,
}

/// A transaction on one of the databases.
pub(crate) enum Connection<'c> {
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteTx<'c>),
    #[cfg(feature = "postgres")]
    Postgres(PostgresTx<'c>),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    Never(std::convert::Infallible, std::marker::PhantomData<&'c ()>),
}

impl Connection<'_> {
    /// Whether nothing else can write while it is open, and it is not the engine's.
    pub(crate) fn holds_up_the_engine(&self) -> bool {
        #[cfg(feature = "sqlite")]
        if let Self::Sqlite(SqliteTx::Joined(_)) = self {
            return true;
        }
        false
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => tx.commit().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => tx.commit().await,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match never {},
        }
    }

    async fn rollback(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => tx.rollback().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => tx.rollback().await,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match never {},
        }
    }
}

impl Tx<'static> {
    pub(crate) async fn begin<S>(cx: &Context<S>) -> Result<Self> {
        let mut tx = Self::of(cx, None);
        tx.open().await?;
        Ok(tx)
    }

    /// The transaction that a handler gets: opened by its first use.
    pub(crate) fn of_attempt<S>(cx: &Context<S>) -> Self {
        Self::of(cx, cx.own_attempt().cloned())
    }

    fn of<S>(cx: &Context<S>, attempt: Option<Arc<Attempt>>) -> Self {
        Self {
            core: Arc::clone(cx.core()),
            scope: Arc::clone(cx.scope()),
            chain: None,
            attempt,
            overdue: None,
            connection: None,
            after: After::default(),
            depth: 0,
        }
    }

    /// Ends the attempts and commits all; `false`: another attempt has taken one of them over, and all of it was rolled back.
    pub(crate) async fn settle(mut self, ends: &[Settlement]) -> Result<bool> {
        let now = self.core.now();
        let store = self.core.store().await?;
        let mut connection = self.connection.take();
        let held = store.settle(connection.as_mut(), ends, now).await?;
        let held = held.into_iter().all(|held| held);
        match (connection, held) {
            (Some(connection), true) => {
                connection.commit().await?;
                self.after.ended(ends.iter().map(|end| end.delivery));
                self.committed();
            }
            (Some(connection), false) => connection.rollback().await?,
            (None, _) => {}
        }
        Ok(held)
    }
}

impl<'c> Tx<'c> {
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn join<S, D: Joined>(
        cx: &Context<S>,
        transaction: &'c mut sqlx_core::transaction::Transaction<'_, D>,
    ) -> Self {
        Self {
            core: Arc::clone(cx.core()),
            scope: Arc::clone(cx.scope()),
            chain: None,
            attempt: None,
            overdue: None,
            connection: Some(D::joined(transaction).0),
            after: After::default(),
            depth: 0,
        }
    }

    /// A part of a transaction, for a handler that runs in it.
    pub(crate) fn within<S>(cx: &Context<S>, part: Connection<'c>, depth: u32) -> Self {
        let attempt = cx.own_attempt().cloned();
        let this = Self {
            core: Arc::clone(cx.core()),
            scope: Arc::clone(cx.scope()),
            chain: None,
            attempt,
            overdue: None,
            connection: Some(part),
            after: After::default(),
            depth,
        };
        this.set_open(true);
        this
    }

    /// What comes of what was done in it, once that is committed.
    pub(crate) fn take_after(&mut self) -> After {
        std::mem::take(&mut self.after)
    }

    /// Which database own SQL runs on, for an application that is at home on both. `None`: `store.url` names none, so nothing
    /// can be done in it.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    #[must_use]
    pub fn database(&self) -> Option<Database> {
        match &self.connection {
            #[cfg(feature = "sqlite")]
            Some(Connection::Sqlite(_)) => Some(Database::Sqlite),
            #[cfg(feature = "postgres")]
            Some(Connection::Postgres(_)) => Some(Database::Postgres),
            None => Database::of(&self.core.config.store.url),
        }
    }

    /// Fails with [`Error::WrongDatabase`] where the transaction is not one on that database.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    fn on(&self, asked: Database) -> Result<()> {
        let runs_on = self.database();
        if runs_on == Some(asked) {
            return Ok(());
        }
        Err(Error::WrongDatabase {
            runs_on: runs_on.map_or("another database", Database::name),
            asked: asked.name(),
        })
    }

    /// What own SQL runs on: `sqlx::query("insert …").execute(tx.sqlite()?)`.
    ///
    /// # Errors
    /// [`Error::WrongDatabase`] when the application runs on another one. What the statement itself meets comes out of
    /// sqlx, [`Error::TxTimeout`] too.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&mut self) -> Result<SqliteExecutor<'_>> {
        self.on(Database::Sqlite)?;
        Ok(SqliteExecutor::new(self))
    }

    /// What own SQL runs on: `sqlx::query("insert …").execute(tx.postgres()?)`.
    ///
    /// # Errors
    /// [`Error::WrongDatabase`] when the application runs on another one. What the statement itself meets comes out of
    /// sqlx, [`Error::TxTimeout`] too.
    #[cfg(feature = "postgres")]
    pub fn postgres(&mut self) -> Result<PostgresExecutor<'_>> {
        self.on(Database::Postgres)?;
        Ok(PostgresExecutor::new(self))
    }

    /// Emits events in this transaction, all or none.
    ///
    /// # Errors
    /// As [`Emission::emit`].
    pub async fn emit_all<E: Event>(
        &mut self,
        events: impl IntoIterator<Item = impl Into<Emission<E>>>,
    ) -> Result<Vec<EventId>> {
        let span = spans::emit(E::TYPE, self.core.config.tenancy, &self.scope);
        self.emit_within(events).instrument(span).await
    }

    async fn emit_within<E: Event>(
        &mut self,
        events: impl IntoIterator<Item = impl Into<Emission<E>>>,
    ) -> Result<Vec<EventId>> {
        let events = emit::lower(&self.core, &self.scope, &mut self.chain, events)?;
        self.store(E::TYPE, &events).await
    }

    /// Stores events that were lowered, which are counted as of this type.
    pub(crate) async fn store(
        &mut self,
        event_type: &'static str,
        events: &[NewEvent],
    ) -> Result<Vec<EventId>> {
        let (core, depth) = (Arc::clone(&self.core), self.depth);
        let connection = self.open().await?;
        let emitted = emit::store_in(&core, connection, events, depth).await;
        core.note_full(&emitted);
        let (emitted, mut after) = emitted?;
        after.published(event_type, events, &emitted);
        if self.is_joined() {
            after.in_doubt(&core);
        } else {
            self.after.add(after);
        }
        Ok(emit::ids(emitted))
    }

    /// Sends a message to browsers with this transaction: `tx.send(message).to_session().await?`. It leaves when the
    /// transaction commits, and never if it is rolled back.
    pub fn send<M: SseMessage>(&mut self, message: M) -> SendingInTx<'_, 'c, M> {
        SendingInTx::new(self, message)
    }

    /// Commits. Returns once it is on disk. A joined transaction is committed by its owner instead.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::StorageFull`] or [`Error::TxTimeout`]: all of it was rolled back. That is also the answer
    /// where PostgreSQL had refused a statement before, after which it undoes the whole transaction.
    pub async fn commit(mut self) -> Result<()> {
        match self.connection.take() {
            Some(connection) => {
                let committed = connection.commit().await;
                self.core.note_stored(&committed);
                committed?;
                self.committed();
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Undoes what this transaction did, as dropping it does. A joined transaction is rolled back by its owner instead.
    ///
    /// # Errors
    /// [`Error::TxTimeout`]: that was done already.
    pub async fn rollback(mut self) -> Result<()> {
        match self.connection.take() {
            Some(connection) => connection.rollback().await,
            None => Ok(()),
        }
    }

    /// What was done here is committed.
    fn committed(&mut self) {
        let core = Arc::clone(&self.core);
        self.take_after().committed(&core);
    }

    /// What becomes of a browser's cookie once it has committed.
    pub(crate) fn retoken(&mut self, retoken: Retoken) {
        self.after.retoken(retoken);
    }

    /// Whether its end is its owner's business. A part of another is that one's.
    pub(crate) fn is_joined(&self) -> bool {
        match &self.connection {
            _ if self.depth > 0 => false,
            #[cfg(feature = "sqlite")]
            Some(Connection::Sqlite(tx)) => matches!(tx, SqliteTx::Joined(_)),
            #[cfg(feature = "postgres")]
            Some(Connection::Postgres(tx)) => matches!(tx, PostgresTx::Joined(_)),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Some(Connection::Never(never, _)) => match *never {},
            None => false,
        }
    }

    /// Whether it was used. One that has timed out stays open in this sense, and cannot be committed.
    pub(crate) fn is_open(&self) -> bool {
        self.connection.is_some()
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// What ties together what was emitted here outside of any chain.
    pub(crate) fn chain(&self) -> Option<CorrelationId> {
        self.chain
    }

    pub(crate) fn scope(&self) -> &Arc<Scope> {
        &self.scope
    }

    pub(crate) async fn open(&mut self) -> Result<&mut Connection<'c>> {
        if self.connection.is_none() {
            let tenant = emit::tenant(self.core.config.tenancy, &self.scope);
            let store = self.core.store().await?;
            let begun = store::patiently(store.as_ref(), store.begin_for(tenant));
            self.connection = Some(begun.await?);
            self.set_open(true);
            self.overdue = self.attempt.clone().and_then(|attempt| {
                store.patience()?;
                let timeout = self.core.config.processor.tx_timeout;
                Some(AbortOnDropHandle::new(tokio::spawn(async move {
                    tokio::time::sleep(timeout + GRACE).await;
                    store.give_up();
                    attempt.call_off();
                })))
            });
        }
        self.connection.as_mut().ok_or(Error::Closed)
    }

    fn set_open(&self, open: bool) {
        if let Some(attempt) = &self.attempt {
            attempt.set_tx_open(open);
        }
    }
}

/// The databases whose transactions can be joined.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub trait Joined: private::Joined {}

#[cfg(feature = "sqlite")]
impl Joined for sqlx_sqlite::Sqlite {}

#[cfg(feature = "postgres")]
impl Joined for sqlx_postgres::Postgres {}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod private {
    use super::Connection;

    /// Keeps them to those of this crate.
    pub trait Joined: sqlx_core::database::Database {
        fn joined(connection: &mut Self::Connection) -> Opened<'_>;
    }

    /// What only this crate can look into.
    pub struct Opened<'c>(pub(super) Connection<'c>);

    #[cfg(feature = "sqlite")]
    impl Joined for sqlx_sqlite::Sqlite {
        fn joined(connection: &mut Self::Connection) -> Opened<'_> {
            Opened(Connection::Sqlite(super::SqliteTx::Joined(connection)))
        }
    }

    #[cfg(feature = "postgres")]
    impl Joined for sqlx_postgres::Postgres {
        fn joined(connection: &mut Self::Connection) -> Opened<'_> {
            Opened(Connection::Postgres(super::PostgresTx::Joined(connection)))
        }
    }
}

#[cfg(feature = "sqlite")]
impl sqlite::Source for Tx<'_> {
    fn guard(&mut self) -> futures_util::future::BoxFuture<'_, Result<Guard<'_>>> {
        Box::pin(async move {
            match self.open().await? {
                Connection::Sqlite(tx) => tx.guard().await,
                #[cfg(feature = "postgres")]
                Connection::Postgres(_) => Err(Error::Closed),
            }
        })
    }
}

#[cfg(feature = "postgres")]
impl postgres::Source for Tx<'_> {
    fn link(&mut self) -> futures_util::future::BoxFuture<'_, Result<postgres::Link<'_>>> {
        Box::pin(async move {
            let core = Arc::clone(&self.core);
            let link = match self.open().await? {
                Connection::Postgres(tx) => tx.link().await,
                #[cfg(feature = "sqlite")]
                Connection::Sqlite(_) => Err(Error::Closed),
            };
            // What was emitted before has come to the server with it.
            core.note_full(&link);
            link
        })
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        self.set_open(false);
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("open", &self.is_open())
            .finish_non_exhaustive()
    }
}
