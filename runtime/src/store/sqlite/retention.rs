//! What goes again.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use serde_json::json;
use sqlx_core::query::query;

use super::{Sqlite, Work, all_or_none, failed, lane::Turn, rows};
use crate::{
    Result,
    store::{EventType, Policy, Purged, Retention, retention::micros},
};

#[async_trait]
impl Retention for Sqlite {
    async fn keep(&self, policy: &Policy) -> Result<()> {
        let row = |of: &EventType| {
            let secrets = of.secrets.as_ref().map(rows::json).transpose()?;
            Ok(json!({ "type": of.name, "keep": of.keep.map(micros), "secrets": secrets }))
        };
        let types = policy.types.iter().map(row);
        let policy = json!({
            "succeeded": micros(policy.succeeded), "dead": micros(policy.dead),
            "types": types.collect::<Result<Vec<_>>>()?,
        });
        let keep = query(include_str!("sql/retention.sql")).bind(policy.to_string());
        let write = self.write(None, Turn::Urgent, Work::NONE, |connection| {
            all_or_none(connection, keep)
        });
        write.await.map(drop)
    }

    async fn forget_received(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = query(include_str!("sql/received_forget.sql"))
            .bind(before.as_microsecond())
            .bind(i64::from(limit));
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move { forget.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected())
    }

    async fn purge(&self, now: Timestamp, limit: u32) -> Result<Purged> {
        let purge = query(include_str!("sql/purge.sql"))
            .bind(now.as_microsecond())
            .bind(i64::from(limit));
        // In order: whoever claims, settles or gives a sign of life goes before.
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move { all_or_none(connection, purge).await }.boxed()
        });
        let counted = write.await?;
        let counted = counted
            .first()
            .ok_or_else(|| failed("the purge did not say what it did"))?;
        Ok(Purged {
            looked: rows::number(counted, "looked")?,
            events: rows::number(counted, "events")?,
        })
    }
}
