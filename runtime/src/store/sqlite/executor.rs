//! What own SQL runs on.

use std::fmt;

use futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use sqlx_core::{
    Either,
    describe::Describe,
    error::{BoxDynError, Error as SqlxError},
    executor::{Execute, Executor},
    sql_str::SqlStr,
};
use sqlx_sqlite::{
    Sqlite, SqliteArguments, SqliteConnection, SqliteQueryResult, SqliteRow, SqliteStatement,
    SqliteTypeInfo,
};

use super::{
    control::ends_transaction,
    failed,
    tx::{Guard, SqliteGuard},
    writer::Work,
};
use crate::Result;

/// Where the connection comes from; opens the transaction at its first use.
pub(crate) trait Source: Send {
    fn guard(&mut self) -> BoxFuture<'_, Result<Guard<'_>>>;
}

/// Runs sqlx's statements in a [`Tx`](crate::Tx): `sqlx::query("…").execute(tx.sqlite()?)`.
///
/// A statement's rows are read to the end before the first is handed out, so that a slow reader keeps nobody waiting.
pub struct SqliteExecutor<'t> {
    source: &'t mut (dyn Source + 't),
}

impl<'t> SqliteExecutor<'t> {
    pub(crate) fn new(source: &'t mut (dyn Source + 't)) -> Self {
        Self { source }
    }

    /// The connection, for functions that take a `&mut SqliteConnection`.
    ///
    /// # Errors
    /// As any statement of the transaction.
    pub async fn connection(self) -> Result<SqliteGuard<'t>> {
        self.source.guard().await?.lend()
    }

    async fn run<R: Send + 'static>(
        self,
        what: impl for<'x> FnOnce(&'x mut SqliteConnection) -> BoxFuture<'x, Result<R, SqlxError>>
        + Send
        + 'static,
    ) -> Result<R, SqlxError> {
        let guard = self.source.guard().await?;
        Ok(guard
            .run(Work::NONE, |connection| {
                what(connection).map_err(failed).boxed()
            })
            .await?)
    }
}

impl fmt::Debug for SqliteExecutor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteExecutor").finish_non_exhaustive()
    }
}

/// A statement that owns all it needs, so that it can run in a task of its own.
struct Owned {
    sql: SqlStr,
    arguments: Option<SqliteArguments>,
    persistent: bool,
}

impl Owned {
    fn new<'q>(mut query: impl Execute<'q, Sqlite>) -> Result<Self, SqlxError> {
        let arguments = query.take_arguments().map_err(SqlxError::Encode)?;
        let persistent = query.persistent();
        let sql = query.sql();
        match ends_transaction(sql.as_str()) {
            None => Ok(Self {
                sql,
                arguments,
                persistent,
            }),
            Some(word) => Err(SqlxError::InvalidArgument(format!(
                "`{word}` would end the transaction under BuildAmp's feet, nothing was run; end it with `tx.commit()` or \
                 `tx.rollback()`, and use `SAVEPOINT` for a part of it"
            ))),
        }
    }
}

impl Execute<'static, Sqlite> for Owned {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&SqliteStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<SqliteArguments>, BoxDynError> {
        Ok(self.arguments.take())
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}

impl<'t> Executor<'t> for SqliteExecutor<'t> {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, SqlxError>>
    where
        't: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let rows = match Owned::new(query) {
            Ok(query) => self
                .run(|connection| connection.fetch_many(query).try_collect::<Vec<_>>().boxed())
                .boxed(),
            Err(error) => future::err(error).boxed(),
        };
        rows.map_ok(|rows| stream::iter(rows).map(Ok))
            .try_flatten_stream()
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, SqlxError>>
    where
        't: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        match Owned::new(query) {
            Ok(query) => self
                .run(|connection| connection.fetch_optional(query))
                .boxed(),
            Err(error) => future::err(error).boxed(),
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        _parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, SqlxError>>
    where
        't: 'e,
    {
        self.run(|connection| connection.prepare_with(sql, &[]))
            .boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, SqlxError>>
    where
        't: 'e,
    {
        self.run(|connection| connection.describe(sql)).boxed()
    }
}
