//! What own SQL runs on.

use std::fmt;

use futures_util::{FutureExt, StreamExt, TryFutureExt, future::BoxFuture, stream::BoxStream};
use sqlx_core::{
    Either,
    connection::LogSettings,
    describe::Describe,
    error::Error as SqlxError,
    executor::{Execute, Executor},
    logger::QueryLogger,
    sql_str::SqlStr,
};
use sqlx_postgres::{PgConnection, PgQueryResult, PgRow, PgStatement, PgTypeInfo, Postgres};

use crate::{Result, store::owned::Owned};

/// Where the connection comes from; opens the transaction at its first use.
pub(crate) trait Source: Send {
    fn link(&mut self) -> BoxFuture<'_, Result<Link<'_>>>;
}

/// A transaction's connection, for own SQL.
pub(crate) struct Link<'t> {
    pub connection: &'t mut PgConnection,
    /// Set when the server may have given the transaction up, by whoever has its commit.
    pub may_be_undone: Option<&'t mut bool>,
}

impl<'t> Link<'t> {
    /// Goes on with what has to be noted of a statement.
    fn noting(self, sql: &SqlStr) -> (&'t mut PgConnection, Noted<'t>) {
        let noted = Noted {
            log: QueryLogger::new(sql.clone(), LogSettings::default()),
            may_be_undone: self.may_be_undone,
        };
        (self.connection, noted)
    }
}

/// What has become of a statement: for the transaction, and for sqlx's log of statements, which the connection does not keep
/// (see [`Pool`](super::pool::Pool)).
struct Noted<'t> {
    log: QueryLogger,
    may_be_undone: Option<&'t mut bool>,
}

impl Noted<'_> {
    fn answer(&mut self, answer: &Result<Either<PgQueryResult, PgRow>, SqlxError>) {
        match answer {
            Ok(Either::Left(done)) => self.log.increase_rows_affected(done.rows_affected()),
            Ok(Either::Right(_)) => self.log.increment_rows_returned(),
            Err(_) => self.refused(),
        }
    }

    fn refused(&mut self) {
        if let Some(may_be_undone) = &mut self.may_be_undone {
            **may_be_undone = true;
        }
    }
}

/// Runs sqlx's statements in a [`Tx`](crate::Tx): `sqlx::query("…").execute(tx.postgres()?)`.
pub struct PostgresExecutor<'t> {
    source: &'t mut (dyn Source + 't),
}

impl<'t> PostgresExecutor<'t> {
    pub(crate) fn new(source: &'t mut (dyn Source + 't)) -> Self {
        Self { source }
    }

    /// The connection, for functions that take a `&mut PgConnection`. sqlx's log of statements does not have what is done on it.
    ///
    /// # Errors
    /// As any statement of the transaction.
    pub async fn connection(self) -> Result<&'t mut PgConnection> {
        let link = self.source.link().await?;
        // Nobody sees what is done on it.
        if let Some(may_be_undone) = link.may_be_undone {
            *may_be_undone = true;
        }
        Ok(link.connection)
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
            let link = self.source.link().await?;
            let (connection, mut noted) = link.noting(query.text());
            let answers = connection.fetch_many(query);
            Ok(answers.inspect(move |answer| noted.answer(answer)))
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
            let link = self.source.link().await?;
            let (connection, mut noted) = link.noting(query.text());
            let answer = connection.fetch_optional(query).await;
            match &answer {
                Ok(Some(_)) => noted.log.increment_rows_returned(),
                Ok(None) => {}
                Err(_) => noted.refused(),
            }
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
        't: 'e,
    {
        async move {
            let link = self.source.link().await?;
            let answer = link.connection.prepare_with(sql, parameters).await;
            if let (Err(_), Some(may_be_undone)) = (&answer, link.may_be_undone) {
                *may_be_undone = true;
            }
            answer
        }
        .boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, SqlxError>>
    where
        't: 'e,
    {
        async move {
            let link = self.source.link().await?;
            let answer = link.connection.describe(sql).await;
            if let (Err(_), Some(may_be_undone)) = (&answer, link.may_be_undone) {
                *may_be_undone = true;
            }
            answer
        }
        .boxed()
    }
}
