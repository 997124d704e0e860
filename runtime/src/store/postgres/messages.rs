//! Messages to browser sessions in PostgreSQL.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar};
use sqlx_postgres::{PgConnection, PgRow};

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Overflow, Result,
    store::{
        Entry, Messages, NewMessage, Open, Opened, Position, Posted, Resume, StreamId, Target,
    },
    tx::Connection,
};

#[async_trait]
impl Messages for Postgres {
    async fn append(&self, on: Option<&mut Connection<'_>>, messages: &[NewMessage]) -> Result<()> {
        let mut write = self.begin_write(on, Work::MESSAGES).await?;
        append(write.on(), &messages.iter().collect::<Vec<_>>()).await?;
        write.commit().await
    }

    async fn open(&self, open: Open<'_>) -> Result<Opened> {
        let begin = query(include_str!("sql/stream_open.sql"))
            .bind(open.tenant.to_owned())
            .bind(open.session.to_owned())
            .bind(open.epoch.to_owned())
            .bind(Micros(open.now));
        let history = u64::from(self.history);
        let mut write = self.begin_write(None, Work::NONE).await?;
        let row = begin.fetch_one(write.on()).await.map_err(failed)?;
        let stream = StreamId(rows::get(&row, "id")?);
        let epoch: String = rows::get(&row, "epoch")?;
        let seq = number(&row, "last_seq")?;
        let resume = match open.position {
            None => Resume::Missed(Vec::new()),
            Some(Position { epoch: of, seq: at })
                if *of == epoch && *at <= seq && seq - at <= history =>
            {
                missed(write.on(), stream, *at, seq).await?
            }
            Some(_) => Resume::Cut,
        };
        write.commit().await?;
        Ok(Opened {
            stream,
            epoch,
            seq,
            resume,
        })
    }

    async fn latest(&self) -> Result<i64> {
        query_scalar(include_str!("sql/messages_latest.sql"))
            .fetch_one(&self.pool)
            .await
            .map_err(failed)
    }

    async fn since(&self, id: i64, limit: u32) -> Result<Vec<Posted>> {
        let since = query(include_str!("sql/messages_since.sql"))
            .bind(id)
            .bind(i64::from(limit));
        let since = since.fetch_all(&self.pool).await.map_err(failed)?;
        since.iter().map(posted).collect()
    }

    async fn watched(&self, streams: &[StreamId], now: Timestamp) -> Result<()> {
        let watched = query(include_str!("sql/stream_watched.sql"))
            .bind(rows::column(streams, |stream| stream.0))
            .bind(Micros(now));
        watched.execute(&self.pool).await.map(drop).map_err(failed)
    }

    async fn forget(
        &self,
        messages_before: Timestamp,
        streams_before: Timestamp,
        limit: u32,
    ) -> Result<u64> {
        let bound = |sql, before: Timestamp| query(sql).bind(Micros(before)).bind(i64::from(limit));
        let messages = bound(include_str!("sql/messages_forget.sql"), messages_before);
        let streams = bound(include_str!("sql/streams_forget.sql"), streams_before);
        let messages = messages.execute(&self.pool).await.map_err(failed)?;
        let streams = streams.execute(&self.pool).await.map_err(failed)?;
        Ok(messages.rows_affected() + streams.rows_affected())
    }
}

/// What lies between the client's place and the end of the stream, if all of it is still there.
async fn missed(
    connection: &mut PgConnection,
    stream: StreamId,
    after: u64,
    last: u64,
) -> Result<Resume> {
    let entries = query(include_str!("sql/stream_missed.sql"))
        .bind(stream.0)
        .bind(i64::try_from(after).map_err(failed)?);
    let entries = entries.fetch_all(connection).await.map_err(failed)?;
    let entries: Vec<Entry> = entries.iter().map(entry).collect::<Result<_>>()?;
    Ok(if entries.len() as u64 == last - after {
        Resume::Missed(entries)
    } else {
        Resume::Cut
    })
}

/// Appends within the transaction that the connection is in.
pub(super) async fn append(connection: &mut PgConnection, messages: &[&NewMessage]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let sessions = |message: &&NewMessage| match &message.to {
        Target::Sessions(sessions) => serde_json::to_string(sessions).map_err(failed),
        Target::Actor(_) | Target::Tenant => Ok("[]".to_owned()),
    };
    let actor = |message: &&NewMessage| match &message.to {
        Target::Actor(actor) => Some(actor.clone()),
        Target::Sessions(_) | Target::Tenant => None,
    };
    let sessions: Vec<String> = messages.iter().map(sessions).collect::<Result<_>>()?;
    let append = query(include_str!("sql/append.sql"))
        .bind(rows::column(messages, |message| message.tenant.clone()))
        .bind(sessions)
        .bind(rows::column(messages, actor))
        .bind(rows::column(messages, |message| {
            message.to == Target::Tenant
        }))
        .bind(rows::column(messages, |message| message.body.clone()))
        .bind(rows::column(messages, |message| message.overflow.name()))
        .bind(rows::column(messages, |message| {
            message.coalesce_key.clone()
        }))
        .bind(rows::column(messages, |message| Micros(message.now)));
    append.execute(connection).await.map(drop).map_err(failed)
}

fn entry(row: &PgRow) -> Result<Entry> {
    Ok(Entry {
        seq: number(row, "seq")?,
        body: body(row)?,
    })
}

fn posted(row: &PgRow) -> Result<Posted> {
    let overflow: &str = rows::get(row, "overflow")?;
    let streams: Vec<i64> = rows::get(row, "streams")?;
    let seqs: Vec<i64> = rows::get(row, "seqs")?;
    let to = streams.into_iter().zip(seqs);
    let to = to.map(|(stream, seq)| Ok((StreamId(stream), seq.try_into().map_err(failed)?)));
    Ok(Posted {
        id: rows::get(row, "id")?,
        body: body(row)?,
        overflow: Overflow::ALL
            .into_iter()
            .find(|known| known.name() == overflow)
            .ok_or_else(|| failed(format!("a message's overflow is {overflow:?}")))?,
        coalesce_key: rows::get::<Option<&str>>(row, "coalesce_key")?.map(Arc::from),
        to: to.collect::<Result<_>>()?,
    })
}

fn body(row: &PgRow) -> Result<Arc<str>> {
    rows::get::<&str>(row, "body").map(Arc::from)
}

fn number(row: &PgRow, column: &str) -> Result<u64> {
    rows::get::<i64>(row, column)?.try_into().map_err(failed)
}
