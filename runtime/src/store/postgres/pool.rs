//! Connections that are taken and given back.
//!
//! sqlx's own pool asks each connection that is given back whether it is there, a round trip for every statement, and waits
//! for the answer for ever. Here one that has answered goes back as it is, and only what was given up in the middle of
//! something is asked, for a moment.
//!
//! No statement is logged: those that go with a commit have the data of events in their text.

use std::{
    fmt, mem,
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts},
};
use futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx_core::{
    Either,
    connection::ConnectOptions,
    describe::Describe,
    error::{DatabaseError, Error as SqlxError},
    executor::{Execute, Executor},
    raw_sql::raw_sql,
    sql_str::{AssertSqlSafe, SqlStr},
    transaction::TransactionManager,
};
use sqlx_postgres::{
    PgConnectOptions, PgConnection, PgDatabaseError, PgQueryResult, PgRow, PgSeverity, PgStatement,
    PgTransactionManager, PgTypeInfo, Postgres,
};
use tokio::runtime::Handle;

use super::{PATIENCE, doubt::Doubt, failed, unsent::Unsent};
use crate::Result;

/// So old a connection becomes, and no older: what the server keeps for it grows.
const LIFETIME: Duration = Duration::from_mins(30);

/// After so long a connection that nobody takes is closed.
const IDLE: Duration = Duration::from_mins(10);

/// Connections to one database, opened when they are needed.
#[derive(Clone)]
pub(super) struct Pool(managed::Pool<Opener>);

#[derive(Debug)]
pub(super) struct Opener {
    options: PgConnectOptions,
    /// What each begins with.
    settings: Option<&'static str>,
    doubt: Doubt,
    /// Whether what one has prepared may be gone: a pooler in between gives it another session for each transaction.
    forgets: Arc<AtomicBool>,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Pooled {
    connection: PgConnection,
    /// Whether the server has the statements prepared that go with a commit.
    is_prepared: bool,
}

impl managed::Manager for Opener {
    type Type = Pooled;
    type Error = SqlxError;

    async fn create(&self) -> Result<Pooled, SqlxError> {
        // Large, and seldom needed.
        let mut connection = Box::pin(self.options.connect()).await?;
        if let Some(settings) = self.settings {
            raw_sql(settings).execute(&mut connection).await?;
        }
        Ok(Pooled {
            connection,
            is_prepared: false,
        })
    }

    async fn recycle(&self, opened: &mut Pooled, metrics: &Metrics) -> RecycleResult<SqlxError> {
        let connection = &mut opened.connection;
        let is_good = metrics.age() <= LIFETIME
            && self.doubt.allows_out(connection, metrics.last_used()).await;
        if is_good {
            Ok(())
        } else {
            Err(RecycleError::message("it is too old, or gives no answer"))
        }
    }
}

impl Pool {
    pub(super) fn new(
        options: &PgConnectOptions,
        most: usize,
        settings: Option<&'static str>,
        doubt: &Doubt,
    ) -> Result<Self> {
        let opener = Opener {
            options: options.clone().disable_statement_logging(),
            settings,
            doubt: doubt.clone(),
            forgets: Arc::default(),
        };
        managed::Pool::builder(opener)
            .max_size(most)
            // The one that was used last has its plans made and its caches warm.
            .queue_mode(QueueMode::Lifo)
            .timeouts(Timeouts {
                wait: Some(PATIENCE),
                create: Some(PATIENCE),
                recycle: None,
            })
            .runtime(Runtime::Tokio1)
            .build()
            .map(Self)
            .map_err(failed)
    }

    /// One that is free, or a new one.
    ///
    /// # Errors
    /// When there is none for too long, or the server cannot be reached.
    pub(super) async fn take(&self) -> Result<Taken, SqlxError> {
        let connection = self.0.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => SqlxError::PoolClosed,
            PoolError::Timeout(_)
            | PoolError::NoRuntimeSpecified
            | PoolError::PostCreateHook(_) => SqlxError::PoolTimedOut,
        })?;
        Ok(Taken {
            outside: PgTransactionManager::get_transaction_depth(&connection.connection),
            connection: Some(connection),
            doubt: self.0.manager().doubt.clone(),
            forgets: Arc::clone(&self.0.manager().forgets),
            in_use: true,
        })
    }

    pub(super) async fn begin(&self) -> Result<Begun> {
        let mut taken = Box::new(self.take().await.map_err(failed)?);
        taken.begin().await.map_err(failed)?;
        Ok(Begun(taken))
    }

    /// Closes now and then what nobody takes any more.
    pub(super) async fn close_idle(pools: [Self; 3]) {
        loop {
            tokio::time::sleep(IDLE / 2).await;
            for pool in &pools {
                drop(pool.0.retain(|_, metrics| metrics.last_used() < IDLE));
            }
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("status", &self.0.status())
            .finish_non_exhaustive()
    }
}

/// A connection that goes back into its pool.
pub(super) struct Taken {
    connection: Option<Object<Opener>>,
    doubt: Doubt,
    forgets: Arc<AtomicBool>,
    /// Whether something may be under way on it.
    in_use: bool,
    /// How many transactions sqlx takes to be open where there is none: it sees no commit that went with other statements.
    outside: usize,
}

impl Taken {
    async fn begin(&mut self) -> Result<(), SqlxError> {
        let begun = mem::take(&mut self.outside);
        if begun == 0 {
            return PgTransactionManager::begin(self, None).await;
        }
        raw_sql("BEGIN").execute(&mut **self).await.map(drop)
    }

    async fn commit(&mut self, last: Last) -> Result<()> {
        let opened = self.connection.as_mut().expect(NOT_YET);
        let mut statements = if last.unsent.is_empty() {
            if !last.may_be_undone {
                let committed = PgTransactionManager::commit(&mut opened.connection).await;
                return committed.map_err(failed);
            }
            // It fails where the transaction was given up, and COMMIT does not.
            "SELECT;".to_owned()
        } else {
            let is_prepared = opened.is_prepared && !self.forgets.load(Ordering::Relaxed);
            last.unsent.statements(is_prepared)?
        };
        statements.push_str("COMMIT");
        let all = raw_sql(AssertSqlSafe(statements));
        let answer = all.execute(&mut opened.connection).await;
        let error = answer.as_ref().err().and_then(SqlxError::as_database_error);
        if error.and_then(DatabaseError::code).as_deref() == Some(NOT_PREPARED) {
            self.forgets.store(true, Ordering::Relaxed);
        }
        answer.map_err(failed)?;
        opened.is_prepared |= !last.unsent.is_empty();
        Ok(())
    }

    /// Gives it back: nothing is under way on it.
    pub(super) fn give_back(mut self) {
        self.in_use = false;
    }

    /// The same after the last answer, if that was one.
    fn answered<T>(mut self, answer: &Result<T, SqlxError>) {
        self.in_use = match answer {
            Ok(_) => false,
            Err(SqlxError::Database(error)) => ends_the_connection(&**error),
            Err(_) => true,
        };
    }
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
const NOT_PREPARED: &str = "26000";

/// Whether the server hangs up after this error. <https://www.postgresql.org/docs/15/runtime-config-logging.html>
fn ends_the_connection(error: &dyn DatabaseError) -> bool {
    let error = error.try_downcast_ref::<PgDatabaseError>();
    let severity = error.map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}

impl Deref for Taken {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection.as_ref().expect(NOT_YET).connection
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection.as_mut().expect(NOT_YET).connection
    }
}

const NOT_YET: &str = "it is given back when it is dropped";

impl Drop for Taken {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take().filter(|_| self.in_use) else {
            return;
        };
        while PgTransactionManager::get_transaction_depth(&connection.connection) > self.outside {
            PgTransactionManager::start_rollback(&mut connection.connection);
        }
        let doubt = self.doubt.clone();
        let prove = async move {
            if !doubt.proves(&mut connection.connection).await {
                drop(Object::take(connection));
            }
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(prove)),
            // With the connection goes what was under way.
            Err(_) => drop(prove),
        }
    }
}

/// A transaction on a connection of a pool. Dropped without a commit it is rolled back.
pub(super) struct Begun(Box<Taken>);

/// What goes to the server together with a commit.
#[derive(Debug, Default)]
pub(super) struct Last {
    pub unsent: Unsent,
    /// Whether the server may have given the transaction up, and would undo it without a word.
    pub may_be_undone: bool,
}

impl Begun {
    pub(super) async fn commit(mut self, last: Last) -> Result<()> {
        // Where it fails, what is open on the connection is rolled back as when it is dropped.
        self.0.commit(last).await?;
        self.0.give_back();
        Ok(())
    }

    pub(super) async fn rollback(mut self) -> Result<()> {
        let answer = PgTransactionManager::rollback(&mut self.0).await;
        self.0.answered(&answer);
        answer.map_err(failed)
    }
}

impl Deref for Begun {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Begun {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

/// Each statement on a connection of its own. Rows are read whole before the first is handed on.
impl<'p> Executor<'p> for &'p Pool {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, SqlxError>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let read = async move {
            let mut taken = self.take().await?;
            let answer = taken.fetch_many(query).try_collect::<Vec<_>>().await;
            taken.answered(&answer);
            answer
        };
        read.map_ok(|rows| stream::iter(rows).map(Ok))
            .try_flatten_stream()
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<PgRow>, SqlxError>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        async move {
            let mut taken = self.take().await?;
            let answer = taken.fetch_optional(query).await;
            taken.answered(&answer);
            answer
        }
        .boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, SqlxError>>
    where
        'p: 'e,
    {
        async move {
            let mut taken = self.take().await?;
            let answer = taken.prepare_with(sql, parameters).await;
            taken.answered(&answer);
            answer
        }
        .boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, SqlxError>>
    where
        'p: 'e,
    {
        async move {
            let mut taken = self.take().await?;
            let answer = taken.describe(sql).await;
            taken.answered(&answer);
            answer
        }
        .boxed()
    }
}
