//! What is erased of events.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use sqlx_core::{
    connection::Connection as _, query::query, query_scalar::query_scalar, raw_sql::raw_sql,
    row::Row,
};
use sqlx_sqlite::{SqliteConnection, SqliteRow};

use super::{
    Sqlite, Statement, Work, all_or_none, failed,
    lane::Turn,
    messages::{append, new_messages},
    open, rows, tell_of, together,
};
use crate::{
    Erasable, Erasure, ErasureKind, ErasureScope, Result, progress,
    store::{
        Erasing, NewErasure,
        erasing::{Found, told},
    },
};

/// The events of a scope: by the index for it.
macro_rules! found {
    ($($before:expr, $after:expr)?; $kind:expr) => {
        match $kind {
            ErasureKind::Subject => concat!($($before,)? include_str!("sql/erase_subject.sql") $(, $after)?),
            ErasureKind::Actor => concat!($($before,)? include_str!("sql/erase_actor.sql") $(, $after)?),
            ErasureKind::Event => concat!($($before,)? include_str!("sql/erase_event.sql") $(, $after)?),
        }
    };
}

pub(super) fn find_by(kind: ErasureKind) -> &'static str {
    found!(; kind)
}

fn count_by(kind: ErasureKind) -> &'static str {
    found!("WITH found AS MATERIALIZED (\n", concat!(")\n", include_str!("sql/erase_count.sql")); kind)
}

/// `limit`: at most so many, -1 for all.
fn found_by(find: &'static str, scope: &ErasureScope, limit: i64) -> Statement {
    query(find)
        .bind(scope.of_tenant().map(str::to_owned))
        .bind(scope.name())
        .bind(limit)
}

/// How long the emptying of the log waits for readers.
const PATIENCE: Duration = Duration::from_secs(1);

#[async_trait]
impl Erasing for Sqlite {
    async fn open_erasure(&self, new: &NewErasure<'_>) -> Result<i64> {
        let scope = new.scope;
        let open = query(include_str!("sql/erasure_open.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.event_id().map(|id| id.to_string()))
            .bind(scope.digest())
            .bind(new.reason.to_owned())
            .bind(new.by.map(str::to_owned))
            .bind(new.now.as_microsecond());
        let unfinished =
            query_scalar(include_str!("sql/erasure_unfinished.sql")).bind(scope.digest());
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move {
                open.execute(&mut *connection).await.map_err(failed)?;
                unfinished.fetch_one(connection).await.map_err(failed)
            }
            .boxed()
        });
        write.await
    }

    async fn erase(
        &self,
        erasure: i64,
        scope: &ErasureScope,
        now: Timestamp,
        limit: u32,
    ) -> Result<bool> {
        let find = found_by(find_by(scope.kind()), scope, i64::from(limit));
        let waiting = query(include_str!("sql/erase_continuations.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.name());
        let calls = query(include_str!("sql/erase_calls.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.name());
        let part = Part {
            erasure,
            kind: scope.kind(),
            now,
            limit,
        };
        let write = self.write(None, Turn::InOrder, Work::MESSAGES, move |connection| {
            overwriting(connection, move |connection| {
                together(connection, move |connection| {
                    async move {
                        waiting.execute(&mut *connection).await.map_err(failed)?;
                        calls.execute(&mut *connection).await.map_err(failed)?;
                        erase(connection, find, part).await
                    }
                    .boxed()
                })
            })
        });
        let is_more = write.await?;
        if !is_more {
            self.empty_log().await?;
        }
        Ok(is_more)
    }

    async fn erasable(&self, scope: &ErasureScope) -> Result<Erasable> {
        let count = found_by(count_by(scope.kind()), scope, -1).fetch_one(&self.readers);
        let count = count.await.map_err(failed)?;
        Ok(Erasable {
            events: rows::number(&count, "events")?,
            deliveries: rows::number(&count, "deliveries")?,
        })
    }

    async fn erasures(
        &self,
        digest: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Erasure>> {
        let erasures = query(include_str!("sql/erasures.sql"))
            .bind(digest.map(str::to_owned))
            .bind(before)
            .bind(i64::from(limit));
        let erasures = erasures.fetch_all(&self.readers);
        let erasures = erasures.await.map_err(failed)?;
        erasures.iter().map(rows::erasure).collect()
    }
}

impl Sqlite {
    /// Brings what is in the write-ahead log into the file and empties the log, in which the data stands as well. While somebody
    /// reads for long, that is left to a later checkpoint. In memory there is none.
    async fn empty_log(&self) -> Result<()> {
        if !self.place.capabilities().persistence {
            return Ok(());
        }
        let options = self.options.clone().create_if_missing(false);
        let mut connection = open::connect(&options.busy_timeout(PATIENCE)).await?;
        let emptied = raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection);
        let is_busy: i64 = emptied.await.map_err(failed)?.try_get(0).map_err(failed)?;
        if is_busy != 0 {
            tracing::warn!(
                "somebody reads: what was erased stands in the write-ahead log until its next checkpoint"
            );
        }
        connection.close().await.map_err(failed)
    }
}

/// Has SQLite write over what is removed: <https://www.sqlite.org/pragma.html#pragma_secure_delete>.
fn overwriting<'c, R: Send + 'static>(
    connection: &'c mut SqliteConnection,
    what: impl for<'x> FnOnce(&'x mut SqliteConnection) -> BoxFuture<'x, Result<R>> + Send + 'static,
) -> BoxFuture<'c, Result<R>> {
    async move {
        let on = raw_sql("PRAGMA secure_delete = ON").execute(&mut *connection);
        on.await.map_err(failed)?;
        let done = what(&mut *connection).await;
        let off = raw_sql("PRAGMA secure_delete = OFF").execute(connection);
        off.await.map_err(failed)?;
        done
    }
    .boxed()
}

/// A part of an erasure.
#[derive(Debug, Clone, Copy)]
struct Part {
    erasure: i64,
    kind: ErasureKind,
    now: Timestamp,
    limit: u32,
}

/// Answers whether more may be left.
async fn erase(connection: &mut SqliteConnection, find: Statement, part: Part) -> Result<bool> {
    let Part {
        erasure,
        kind,
        now,
        limit,
    } = part;
    let found = find.fetch_all(&mut *connection).await.map_err(failed)?;
    let found: Vec<Found> = found.iter().map(event).collect::<Result<_>>()?;
    let is_more = found.len() as u64 >= u64::from(limit);
    let events = rows::json(&found.iter().map(|(seq, ..)| *seq).collect::<Vec<_>>())?;

    let forget = query(include_str!("sql/erase_messages.sql")).bind(events.clone());
    forget.execute(&mut *connection).await.map_err(failed)?;

    let unended = query(include_str!("sql/erase_unended.sql")).bind(events.clone());
    let unended = unended.fetch_all(&mut *connection).await.map_err(failed)?;
    let deliveries = rows::json(&rows::ids(&unended)?)?;
    let end = |sql| {
        query(sql)
            .bind(deliveries.clone())
            .bind(now.as_microsecond())
    };
    let cancelled = all_or_none(&mut *connection, end(include_str!("sql/cancel.sql"))).await?;
    tell_of(&mut *connection, &cancelled, now, progress::cancelled).await?;
    let discard = end(include_str!("sql/discard.sql"));
    discard.execute(&mut *connection).await.map_err(failed)?;
    append(&mut *connection, new_messages(&told(&found, now)?)?).await?;

    let erase = query(include_str!("sql/erase.sql"))
        .bind(events)
        .bind(kind.name())
        .bind(now.as_microsecond())
        .bind(erasure)
        .bind(i64::try_from(unended.len()).map_err(failed)?)
        .bind(!is_more);
    all_or_none(connection, erase).await?;
    Ok(is_more)
}

fn event(row: &SqliteRow) -> Result<Found> {
    Ok((
        row.try_get("seq").map_err(failed)?,
        row.try_get("tenant").map_err(failed)?,
        row.try_get("session_id").map_err(failed)?,
    ))
}
