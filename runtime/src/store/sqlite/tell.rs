//! Writes that sessions are told of in the same transaction.

use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use sqlx_core::{query::query, raw_sql::raw_sql};
use sqlx_sqlite::{SqliteConnection, SqliteRow};

use super::{failed, messages::append, messages::new_messages, rows};
use crate::{
    Result,
    store::{NewMessage, Taken},
};

/// Tells, in the words of `what`, of deliveries that were taken from a worker or called off.
pub(super) async fn tell_of(
    connection: &mut SqliteConnection,
    deliveries: &[SqliteRow],
    now: Timestamp,
    what: fn(&Taken, Timestamp) -> Result<Option<Box<NewMessage>>>,
) -> Result<()> {
    let taken = query(include_str!("sql/taken.sql")).bind(rows::json(&rows::ids(deliveries)?)?);
    let taken = taken.fetch_all(&mut *connection).await.map_err(failed)?;
    let mut told = Vec::new();
    for row in &taken {
        told.extend(what(&rows::taken(row)?, now)?.map(|message| *message));
    }
    append(connection, new_messages(&told)?).await
}

/// Runs several of those that bring their own savepoint as one.
pub(super) fn together<'c, R: Send + 'static>(
    connection: &'c mut SqliteConnection,
    what: impl for<'x> FnOnce(&'x mut SqliteConnection) -> BoxFuture<'x, Result<R>> + Send + 'static,
) -> BoxFuture<'c, Result<R>> {
    async move {
        run(connection, include_str!("sql/savepoint.sql")).await?;
        match what(&mut *connection).await {
            Ok(done) => {
                run(connection, include_str!("sql/release.sql")).await?;
                Ok(done)
            }
            Err(error) => {
                // Fails in turn when there is no savepoint any more; there is nothing to roll back then.
                let _ = run(connection, include_str!("sql/undo.sql")).await;
                Err(error)
            }
        }
    }
    .boxed()
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> Result<()> {
    raw_sql(sql)
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}
