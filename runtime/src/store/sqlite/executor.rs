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
    error::Error as SqlxError,
    executor::{Execute, Executor},
    sql_str::SqlStr,
};
use sqlx_sqlite::{
    Sqlite, SqliteConnection, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo,
};

use super::{
    failed,
    tx::{Guard, SqliteGuard},
    writer::Work,
};
use crate::{Result, store::owned::Owned};

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
