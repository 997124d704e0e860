//! Browser sessions in SQLite.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use sqlx_core::{query::query, row::Row};
use sqlx_sqlite::SqliteRow;

use super::{Sqlite, all_or_none, failed, lane::Turn, rows, tell::together, writer::Work};
use crate::{
    Result,
    store::{Actor, Change, NewSession, Sessions, StoredSession},
    tx::Connection,
};

#[async_trait]
impl Sessions for Sqlite {
    async fn create(&self, session: NewSession) -> Result<()> {
        let create = query(include_str!("sql/session_create.sql"))
            .bind(session.id)
            .bind(session.tenant)
            .bind(session.token_hash)
            .bind(session.now.as_microsecond())
            .bind(session.expires_at.as_microsecond());
        let write = self.write(None, Turn::InOrder, Work::NONE, |c| all_or_none(c, create));
        write.await.map(drop)
    }

    async fn find(
        &self,
        tenant: &str,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<StoredSession>> {
        self.session(
            include_str!("sql/session_find.sql"),
            token_hash,
            tenant,
            now,
        )
        .await
    }

    async fn read(&self, tenant: &str, id: &str, now: Timestamp) -> Result<Option<StoredSession>> {
        self.session(include_str!("sql/session_read.sql"), id, tenant, now)
            .await
    }

    async fn renew(
        &self,
        tenant: &str,
        id: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let renew = query(include_str!("sql/session_renew.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(now.as_microsecond())
            .bind(expires_at.as_microsecond());
        let write = self.write(None, Turn::InOrder, Work::NONE, |c| all_or_none(c, renew));
        write.await.map(drop)
    }

    async fn rotate(
        &self,
        on: Option<&mut Connection<'_>>,
        tenant: &str,
        id: &str,
        now: Timestamp,
        token_hash: &str,
        actor: Actor,
    ) -> Result<bool> {
        let actor = match actor {
            Actor::Keep => None,
            Actor::Set(actor) => Some(actor),
        };
        let rotate = query(include_str!("sql/session_rotate.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(now.as_microsecond())
            .bind(token_hash.to_owned())
            .bind(actor);
        let restream = query(include_str!("sql/session_restream.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(i64::from(self.history));
        let write = self.write(on, Turn::InOrder, Work::NONE, |connection| {
            together(connection, |connection| {
                async move {
                    let rotated = rotate
                        .fetch_optional(&mut *connection)
                        .await
                        .map_err(failed)?;
                    if rotated.is_none() {
                        return Ok(false);
                    }
                    all_or_none(connection, restream).await?;
                    Ok(true)
                }
                .boxed()
            })
        });
        write.await
    }

    async fn change(
        &self,
        on: Option<&mut Connection<'_>>,
        tenant: &str,
        id: &str,
        now: Timestamp,
        change: Change,
    ) -> Result<bool> {
        let (id, tenant, now) = (id.to_owned(), tenant.to_owned(), now.as_microsecond());
        let write = self.write(on, Turn::InOrder, Work::NONE, move |connection| {
            async move {
                let read = query(include_str!("sql/session_read.sql"))
                    .bind(id.clone())
                    .bind(tenant.clone())
                    .bind(now);
                let found = read
                    .fetch_optional(&mut *connection)
                    .await
                    .map_err(failed)?;
                let Some(found) = found else {
                    return Ok(false);
                };
                let data = change(found.try_get("data").map_err(failed)?)?;
                let write = query(include_str!("sql/session_change.sql"))
                    .bind(id)
                    .bind(tenant)
                    .bind(now)
                    .bind(data);
                write.execute(connection).await.map_err(failed)?;
                Ok(true)
            }
            .boxed()
        });
        write.await
    }

    async fn end(&self, on: Option<&mut Connection<'_>>, tenant: &str, id: &str) -> Result<bool> {
        let end = query(include_str!("sql/session_end.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned());
        let ended = self
            .write(on, Turn::InOrder, Work::NONE, |c| all_or_none(c, end))
            .await?;
        Ok(!ended.is_empty())
    }

    async fn expire(&self, now: Timestamp, limit: u32) -> Result<u64> {
        let expire = query(include_str!("sql/session_expire.sql"))
            .bind(now.as_microsecond())
            .bind(i64::from(limit));
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move { expire.execute(connection).await.map_err(failed) }.boxed()
        });
        write.await.map(|done| done.rows_affected())
    }
}

impl Sqlite {
    async fn session(
        &self,
        sql: &'static str,
        key: &str,
        tenant: &str,
        now: Timestamp,
    ) -> Result<Option<StoredSession>> {
        let found = query(sql)
            .bind(key)
            .bind(tenant)
            .bind(now.as_microsecond())
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        found.as_ref().map(session).transpose()
    }
}

fn session(row: &SqliteRow) -> Result<StoredSession> {
    Ok(StoredSession {
        id: row.try_get("id").map_err(failed)?,
        actor: row.try_get("actor").map_err(failed)?,
        data: row.try_get("data").map_err(failed)?,
        created_at: rows::time(row, "created_at")?,
        renewed_at: rows::time(row, "renewed_at")?,
        expires_at: rows::time(row, "expires_at")?,
    })
}
