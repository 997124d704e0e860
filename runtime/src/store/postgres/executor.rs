//! What own SQL runs on.

use std::fmt;

use futures_util::{FutureExt, StreamExt, TryFutureExt, future::BoxFuture, stream::BoxStream};
use sqlx_core::{
    Either,
    describe::Describe,
    error::Error as SqlxError,
    executor::{Execute, Executor},
    sql_str::SqlStr,
};
use sqlx_postgres::{PgConnection, PgQueryResult, PgRow, PgStatement, PgTypeInfo, Postgres};

use crate::{Result, store::owned::Owned};

/// Where the connection comes from; opens the transaction at its first use.
pub(crate) trait Source: Send {
    fn connection(&mut self) -> BoxFuture<'_, Result<&mut PgConnection>>;
}

/// Runs sqlx's statements in a [`Tx`](crate::Tx): `sqlx::query("…").execute(tx.postgres()?)`.
pub struct PostgresExecutor<'t> {
    source: &'t mut (dyn Source + 't),
}

impl<'t> PostgresExecutor<'t> {
    pub(crate) fn new(source: &'t mut (dyn Source + 't)) -> Self {
        Self { source }
    }

    /// The connection, for functions that take a `&mut PgConnection`.
    ///
    /// # Errors
    /// As any statement of the transaction.
    pub async fn connection(self) -> Result<&'t mut PgConnection> {
        self.source.connection().await
    }
}

impl fmt::Debug for PostgresExecutor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresExecutor").finish_non_exhaustive()
    }
}

impl<'t> Executor<'t> for PostgresExecutor<'t> {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, SqlxError>>
    where
        't: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let query = Owned::new(query);
        async move {
            let query = query?;
            Ok(self.connection().await?.fetch_many(query))
        }
        .try_flatten_stream()
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<PgRow>, SqlxError>>
    where
        't: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let query = Owned::new(query);
        async move {
            let query = query?;
            self.connection().await?.fetch_optional(query).await
        }
        .boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, SqlxError>>
    where
        't: 'e,
    {
        async move { self.connection().await?.prepare_with(sql, parameters).await }.boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, SqlxError>>
    where
        't: 'e,
    {
        async move { self.connection().await?.describe(sql).await }.boxed()
    }
}
