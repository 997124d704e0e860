//! Browser sessions in PostgreSQL.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_postgres::PgRow;

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Result,
    store::{Actor, Change, NewSession, Sessions, StoredSession},
    tx::Connection,
};

#[async_trait]
impl Sessions for Postgres {
    async fn create(&self, session: NewSession) -> Result<()> {
        let create = query(include_str!("sql/session_create.sql"))
            .bind(session.id)
            .bind(session.tenant)
            .bind(session.token_hash)
            .bind(Micros(session.now))
            .bind(Micros(session.expires_at));
        create.execute(&self.pool).await.map(drop).map_err(failed)
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
            .bind(Micros(now))
            .bind(Micros(expires_at));
        renew.execute(&self.pool).await.map(drop).map_err(failed)
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
            .bind(Micros(now))
            .bind(token_hash.to_owned())
            .bind(actor);
        let restream = query(include_str!("sql/session_restream.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(i64::from(self.history));
        let mut write = self.begin_write(on, Work::NONE).await?;
        let rotated = rotate.fetch_optional(write.on()).await.map_err(failed)?;
        if rotated.is_none() {
            return Ok(false);
        }
        restream.execute(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(true)
    }

    async fn change(
        &self,
        on: Option<&mut Connection<'_>>,
        tenant: &str,
        id: &str,
        now: Timestamp,
        change: Change,
    ) -> Result<bool> {
        let mut write = self.begin_write(on, Work::NONE).await?;
        let read = query(include_str!("sql/session_lock.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(Micros(now));
        let found = read.fetch_optional(write.on()).await.map_err(failed)?;
        let Some(found) = found else {
            return Ok(false);
        };
        let data = change(rows::get(&found, "data")?)?;
        let changed = query(include_str!("sql/session_change.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned())
            .bind(Micros(now))
            .bind(data);
        changed.execute(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(true)
    }

    async fn end(&self, on: Option<&mut Connection<'_>>, tenant: &str, id: &str) -> Result<bool> {
        let end = query(include_str!("sql/session_end.sql"))
            .bind(id.to_owned())
            .bind(tenant.to_owned());
        let mut write = self.begin_write(on, Work::NONE).await?;
        let ended = end.fetch_optional(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(ended.is_some())
    }

    async fn expire(&self, now: Timestamp, limit: u32) -> Result<u64> {
        let expire = query(include_str!("sql/session_expire.sql"))
            .bind(Micros(now))
            .bind(i64::from(limit));
        let expired = expire.execute(&self.pool).await.map_err(failed)?;
        Ok(expired.rows_affected())
    }
}

impl Postgres {
    async fn session(
        &self,
        sql: &'static str,
        key: &str,
        tenant: &str,
        now: Timestamp,
    ) -> Result<Option<StoredSession>> {
        let found = query(sql)
            .bind(key.to_owned())
            .bind(tenant.to_owned())
            .bind(Micros(now));
        let found = found.fetch_optional(&self.pool).await.map_err(failed)?;
        found.as_ref().map(session).transpose()
    }
}

fn session(row: &PgRow) -> Result<StoredSession> {
    Ok(StoredSession {
        id: rows::get(row, "id")?,
        actor: rows::get(row, "actor")?,
        data: rows::get(row, "data")?,
        created_at: rows::time(row, "created_at")?,
        renewed_at: rows::time(row, "renewed_at")?,
        expires_at: rows::time(row, "expires_at")?,
    })
}
