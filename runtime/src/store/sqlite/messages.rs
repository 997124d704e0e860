//! Messages to browser sessions in SQLite.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use serde::Serialize;
use sqlx_core::{query::query, query_scalar::query_scalar, row::Row};
use sqlx_sqlite::{SqliteConnection, SqliteRow};

use super::{Sqlite, all_or_none, failed, lane::Turn, rows, writer::Work};
use crate::{
    Overflow, Result,
    store::{
        Entry, Messages, NewMessage, Open, Opened, Position, Posted, Resume, StreamId, Target,
    },
    tx::Connection,
};

#[async_trait]
impl Messages for Sqlite {
    async fn append(&self, on: Option<&mut Connection<'_>>, messages: &[NewMessage]) -> Result<()> {
        let new = new_messages(messages)?;
        self.write(on, Turn::InOrder, Work::MESSAGES, |c| append(c, new))
            .await
    }

    async fn open(&self, open: Open<'_>) -> Result<Opened> {
        let begin = query(include_str!("sql/stream_open.sql"))
            .bind(open.tenant.to_owned())
            .bind(open.session.to_owned())
            .bind(open.epoch.to_owned())
            .bind(open.now.as_microsecond());
        let (position, history) = (open.position.cloned(), u64::from(self.history));
        let write = self.write(None, Turn::InOrder, Work::NONE, move |connection| {
            async move {
                let row = begin.fetch_one(&mut *connection).await.map_err(failed)?;
                let stream = StreamId(row.try_get("id").map_err(failed)?);
                let epoch: String = row.try_get("epoch").map_err(failed)?;
                let seq: u64 = rows::number(&row, "last_seq")?;
                let resume = match position {
                    None => Resume::Missed(Vec::new()),
                    Some(Position { epoch: of, seq: at })
                        if of == epoch && at <= seq && seq - at <= history =>
                    {
                        missed(connection, stream, at, seq).await?
                    }
                    Some(_) => Resume::Cut,
                };
                Ok(Opened {
                    stream,
                    epoch,
                    seq,
                    resume,
                })
            }
            .boxed()
        });
        write.await
    }

    async fn latest(&self) -> Result<i64> {
        query_scalar(include_str!("sql/messages_latest.sql"))
            .fetch_one(&self.readers)
            .await
            .map_err(failed)
    }

    async fn since(&self, id: i64, limit: u32) -> Result<Vec<Posted>> {
        let since = query(include_str!("sql/messages_since.sql"))
            .bind(id)
            .bind(i64::from(limit));
        since
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?
            .iter()
            .map(posted)
            .collect()
    }

    async fn watched(&self, streams: &[StreamId], now: Timestamp) -> Result<()> {
        let streams: Vec<i64> = streams.iter().map(|stream| stream.0).collect();
        let watched = query(include_str!("sql/stream_watched.sql"))
            .bind(rows::json(&streams)?)
            .bind(now.as_microsecond());
        let write = self.write(None, Turn::InOrder, Work::NONE, |c| all_or_none(c, watched));
        write.await.map(drop)
    }

    async fn forget(
        &self,
        messages_before: Timestamp,
        streams_before: Timestamp,
        limit: u32,
    ) -> Result<u64> {
        let bound = |sql, before: Timestamp| {
            query(sql)
                .bind(before.as_microsecond())
                .bind(i64::from(limit))
        };
        let messages = bound(include_str!("sql/messages_forget.sql"), messages_before);
        let streams = bound(include_str!("sql/streams_forget.sql"), streams_before);
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move {
                let messages = messages.execute(&mut *connection).await.map_err(failed)?;
                let streams = streams.execute(connection).await.map_err(failed)?;
                Ok(messages.rows_affected() + streams.rows_affected())
            }
            .boxed()
        });
        write.await
    }
}

/// What lies between the client's place and the end of the stream, if all of it is still there.
async fn missed(
    connection: &mut SqliteConnection,
    stream: StreamId,
    after: u64,
    last: u64,
) -> Result<Resume> {
    let entries = query(include_str!("sql/stream_missed.sql"))
        .bind(stream.0)
        .bind(i64::try_from(after).map_err(failed)?);
    let entries: Vec<Entry> = entries
        .fetch_all(connection)
        .await
        .map_err(failed)?
        .iter()
        .map(entry)
        .collect::<Result<_>>()?;
    Ok(if entries.len() as u64 == last - after {
        Resume::Missed(entries)
    } else {
        Resume::Cut
    })
}

/// Appends within whatever transaction the connection is in.
pub(super) fn append(connection: &mut SqliteConnection, new: String) -> BoxFuture<'_, Result<()>> {
    let append = query(include_str!("sql/append.sql")).bind(new);
    async move { all_or_none(connection, append).await.map(drop) }.boxed()
}

pub(super) fn new_messages<'a>(
    messages: impl IntoIterator<Item = &'a NewMessage>,
) -> Result<String> {
    #[derive(Serialize)]
    struct NewRow<'a> {
        tenant: &'a str,
        sessions: &'a [String],
        actor: Option<&'a str>,
        everyone: bool,
        body: &'a str,
        overflow: &'static str,
        coalesce_key: Option<&'a str>,
        now: i64,
    }
    let row = |message: &'a NewMessage| {
        let (sessions, actor, everyone): (&[String], _, _) = match &message.to {
            Target::Sessions(sessions) => (sessions, None, false),
            Target::Actor(actor) => (&[], Some(actor.as_str()), false),
            Target::Tenant => (&[], None, true),
        };
        NewRow {
            tenant: &message.tenant,
            sessions,
            actor,
            everyone,
            body: &message.body,
            overflow: message.overflow.name(),
            coalesce_key: message.coalesce_key.as_deref(),
            now: message.now.as_microsecond(),
        }
    };
    rows::json(&messages.into_iter().map(row).collect::<Vec<_>>())
}

fn entry(row: &SqliteRow) -> Result<Entry> {
    Ok(Entry {
        seq: rows::number(row, "seq")?,
        body: body(row)?,
    })
}

fn posted(row: &SqliteRow) -> Result<Posted> {
    let overflow: &str = row.try_get("overflow").map_err(failed)?;
    let to: Vec<(i64, u64)> =
        serde_json::from_str(row.try_get("to").map_err(failed)?).map_err(failed)?;
    Ok(Posted {
        id: row.try_get("id").map_err(failed)?,
        body: body(row)?,
        overflow: Overflow::ALL
            .into_iter()
            .find(|known| known.name() == overflow)
            .ok_or_else(|| failed(format!("a message's overflow is {overflow:?}")))?,
        coalesce_key: row
            .try_get::<Option<&str>, _>("coalesce_key")
            .map_err(failed)?
            .map(Arc::from),
        to: to
            .into_iter()
            .map(|(stream, seq)| (StreamId(stream), seq))
            .collect(),
    })
}

fn body(row: &SqliteRow) -> Result<Arc<str>> {
    row.try_get::<&str, _>("body")
        .map(Arc::from)
        .map_err(failed)
}
