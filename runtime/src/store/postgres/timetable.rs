//! What ought to happen at which time.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sqlx_core::{query::query, query_scalar::query_scalar};
use sqlx_postgres::PgRow;

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
#[cfg(any(test, feature = "cron"))]
use crate::store::{CronSpec, Tick};
use crate::{
    Result,
    store::{DeliveryId, ExpectSpec, Expected, NewEvent, Timetable, glob::glob},
    tx::Connection,
};

#[async_trait]
impl Timetable for Postgres {
    #[cfg(any(test, feature = "cron"))]
    async fn register_cron(&self, cron: &CronSpec) -> Result<()> {
        let register = query(include_str!("sql/cron_register.sql"))
            .bind(cron.name.clone())
            .bind(cron.expression.clone())
            .bind(cron.zone.clone())
            .bind(cron.next.map(Micros));
        self.change_one(register, Work::NONE).await.map(drop)
    }

    #[cfg(any(test, feature = "cron"))]
    async fn tick(&self, on: &mut Connection<'_>, tick: &Tick<'_>) -> Result<bool> {
        let take = query(include_str!("sql/cron_tick.sql"))
            .bind(tick.cron.to_owned())
            .bind(Micros(tick.due))
            .bind(tick.next.map(Micros))
            .bind(tick.emitted.map(Micros));
        let mut write = self.begin_write(Some(on), Work::NONE).await?;
        let taken = take.execute(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(taken.rows_affected() > 0)
    }

    async fn pause_cron(&self, cron: &str, since: Option<Timestamp>) -> Result<bool> {
        let pause = query(include_str!("sql/cron_pause.sql"))
            .bind(cron.to_owned())
            .bind(since.map(Micros));
        self.change_one(pause, Work::NONE).await
    }

    async fn register_expect(&self, expect: &ExpectSpec, now: Timestamp) -> Result<()> {
        glob(&expect.on)?;
        let every = SignedDuration::try_from(expect.every).map_err(failed)?;
        let deadline = now.saturating_add(every).map_err(failed)?;
        let register = query(include_str!("sql/expect_register.sql"))
            .bind(expect.name.clone())
            .bind(expect.on.clone())
            .bind(expect.subject.clone())
            .bind(expect.tenant.clone())
            .bind(i64::try_from(every.as_micros()).map_err(failed)?)
            .bind(Micros(now))
            .bind(Micros(deadline));
        self.change_one(register, Work::NONE).await.map(drop)
    }

    async fn move_expect(&self, on: Option<&mut Connection<'_>>, to: &Expected) -> Result<bool> {
        let on_record = &to.on_record;
        let go = query(include_str!("sql/expect_move.sql"))
            .bind(on_record.name.clone())
            .bind(to.turn)
            .bind(to.looked_seq)
            .bind(Micros(to.looked_at))
            .bind(on_record.last_seen_at.map(Micros))
            .bind(Micros(on_record.deadline))
            .bind(on_record.missed_at.map(Micros));
        let mut write = match on {
            None => self.begin_on(&self.own, Work::NONE).await?,
            on => self.begin_write(on, Work::NONE).await?,
        };
        let gone = go.execute(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(gone.rows_affected() > 0)
    }

    async fn keep_continuation(
        &self,
        on: Option<&mut Connection<'_>>,
        event: &NewEvent,
    ) -> Result<()> {
        let keep = query(include_str!("sql/continuation_keep.sql"))
            .bind(event.correlation_id.as_uuid())
            .bind(event.tenant.clone())
            .bind(event.subject.clone())
            .bind(event.actor.clone())
            .bind(serde_json::to_string(event).map_err(failed)?);
        let mut write = self.begin_write(on, Work::NONE).await?;
        keep.execute(write.on()).await.map_err(failed)?;
        write.commit().await
    }

    async fn continuations(&self, limit: u32) -> Result<Vec<(i64, Option<DeliveryId>)>> {
        let found = query(include_str!("sql/continuations.sql")).bind(i64::from(limit));
        let found = found.fetch_all(&self.working).await.map_err(failed)?;
        let of_row = |row: &PgRow| {
            let open: Option<i64> = rows::get(row, "open")?;
            Ok((rows::get(row, "seq")?, open.map(DeliveryId)))
        };
        found.iter().map(of_row).collect()
    }

    async fn wait_for(&self, continuation: i64, delivery: DeliveryId) -> Result<()> {
        let wait = query(include_str!("sql/continuation_wait.sql"))
            .bind(continuation)
            .bind(delivery.0);
        self.change_one(wait, Work::NONE).await.map(drop)
    }

    async fn take_continuation(
        &self,
        on: &mut Connection<'_>,
        continuation: i64,
    ) -> Result<Option<NewEvent>> {
        let take = query_scalar(include_str!("sql/continuation_take.sql")).bind(continuation);
        let mut write = self.begin_write(Some(on), Work::NONE).await?;
        let taken: Option<String> = take.fetch_optional(write.on()).await.map_err(failed)?;
        write.commit().await?;
        let event = taken.map(|json| serde_json::from_str(&json).map_err(failed));
        event.transpose()
    }
}
