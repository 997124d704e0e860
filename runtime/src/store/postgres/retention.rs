//! What goes again.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar, raw_sql::raw_sql};

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Result,
    store::{Policy, Purged, Retention, retention::micros},
};

#[async_trait]
impl Retention for Postgres {
    async fn keep(&self, policy: &Policy) -> Result<()> {
        let names = rows::column(&policy.types, |of| of.name);
        let keeps = rows::column(&policy.types, |of| of.keep.map(micros));
        let secrets = policy.types.iter().map(|of| {
            let secrets = of.secrets.as_ref().map(serde_json::to_string);
            secrets.transpose().map_err(failed)
        });
        let secrets: Vec<Option<String>> = secrets.collect::<Result<_>>()?;
        let times = query(include_str!("sql/retention.sql"))
            .bind(micros(policy.succeeded))
            .bind(micros(policy.dead))
            .bind(names.clone())
            .bind(keeps.clone());
        let types = query(include_str!("sql/event_types.sql"))
            .bind(names)
            .bind(keeps)
            .bind(secrets);
        let mut write = self.begin_on(&self.own, Work::NONE).await?;
        times.execute(write.on()).await.map_err(failed)?;
        types.execute(write.on()).await.map_err(failed)?;
        write.commit().await
    }

    async fn forget_received(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = query(include_str!("sql/received_forget.sql"))
            .bind(Micros(before))
            .bind(i64::from(limit));
        let forgotten = forget.execute(&self.working).await.map_err(failed)?;
        Ok(forgotten.rows_affected())
    }

    async fn purge(&self, now: Timestamp, limit: u32) -> Result<Purged> {
        let mut write = self.begin_on(&self.own, Work::NONE).await?;
        let begin = raw_sql(include_str!("sql/purge_begin.sql"));
        begin.execute(write.on()).await.map_err(failed)?;
        let look = query_scalar(include_str!("sql/purge_look.sql"))
            .bind(Micros(now))
            .bind(i64::from(limit));
        let looked: Vec<i64> = look.fetch_all(write.on()).await.map_err(failed)?;
        if looked.is_empty() {
            write.commit().await?;
            return Ok(Purged::default());
        }
        let hold = query(include_str!("sql/purge_hold.sql")).bind(looked.clone());
        hold.execute(write.on()).await.map_err(failed)?;
        let purge = query_scalar(include_str!("sql/purge.sql"))
            .bind(Micros(now))
            .bind(looked.clone());
        let events: i64 = purge.fetch_one(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(Purged {
            looked: looked.len() as u64,
            events: u64::try_from(events).map_err(failed)?,
        })
    }
}
