//! What ought to happen at which time.

use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;

use sqlx_core::{query_scalar::query_scalar, row::Row as _};
use sqlx_sqlite::SqliteRow;

use super::{Sqlite, failed, lane::Turn, query, rows, writer::Work};
#[cfg(any(test, feature = "cron"))]
use crate::store::{CronSpec, Tick};
use crate::{
    Result,
    store::{DeliveryId, ExpectSpec, Expected, NewEvent, Timetable, glob::glob},
    tx::Connection,
};

#[async_trait]
impl Timetable for Sqlite {
    #[cfg(any(test, feature = "cron"))]
    async fn register_cron(&self, cron: &CronSpec) -> Result<()> {
        let register = query(include_str!("sql/cron_register.sql"))
            .bind(cron.name.clone())
            .bind(cron.expression.clone())
            .bind(cron.zone.clone())
            .bind(cron.next.map(Timestamp::as_microsecond));
        self.change_one(register, Work::NONE).await.map(drop)
    }

    #[cfg(any(test, feature = "cron"))]
    async fn tick(&self, on: &mut Connection<'_>, tick: &Tick<'_>) -> Result<bool> {
        let take = query(include_str!("sql/cron_tick.sql"))
            .bind(tick.cron.to_owned())
            .bind(tick.due.as_microsecond())
            .bind(tick.next.map(Timestamp::as_microsecond))
            .bind(tick.emitted.map(Timestamp::as_microsecond));
        let write = self.write(Some(on), Turn::InOrder, Work::NONE, |connection| {
            async move { take.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected() > 0)
    }

    async fn pause_cron(&self, cron: &str, since: Option<Timestamp>) -> Result<bool> {
        let pause = query(include_str!("sql/cron_pause.sql"))
            .bind(cron.to_owned())
            .bind(since.map(Timestamp::as_microsecond));
        self.change_one(pause, Work::NONE).await
    }

    async fn register_expect(&self, expect: &ExpectSpec, now: Timestamp) -> Result<()> {
        glob(&expect.on)?;
        let every = i64::try_from(expect.every.as_micros()).map_err(failed)?;
        let register = query(include_str!("sql/expect_register.sql"))
            .bind(expect.name.clone())
            .bind(expect.on.clone())
            .bind(expect.subject.clone())
            .bind(expect.tenant.clone())
            .bind(every)
            .bind(now.as_microsecond())
            .bind(now.as_microsecond().saturating_add(every));
        self.change_one(register, Work::NONE).await.map(drop)
    }

    async fn move_expect(&self, on: Option<&mut Connection<'_>>, to: &Expected) -> Result<bool> {
        let on_record = &to.on_record;
        let go = query(include_str!("sql/expect_move.sql"))
            .bind(on_record.name.clone())
            .bind(to.turn)
            .bind(to.looked_seq)
            .bind(to.looked_at.as_microsecond())
            .bind(on_record.last_seen_at.map(Timestamp::as_microsecond))
            .bind(on_record.deadline.as_microsecond())
            .bind(on_record.missed_at.map(Timestamp::as_microsecond));
        let write = self.write(on, Turn::InOrder, Work::NONE, |connection| {
            async move { go.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected() > 0)
    }

    async fn keep_continuation(
        &self,
        on: Option<&mut Connection<'_>>,
        event: &NewEvent,
    ) -> Result<()> {
        let keep = query(include_str!("sql/continuation_keep.sql"))
            .bind(event.correlation_id.to_string())
            .bind(event.tenant.clone())
            .bind(event.subject.clone())
            .bind(event.actor.clone())
            .bind(rows::json(event)?);
        let write = self.write(on, Turn::InOrder, Work::NONE, |connection| {
            async move { keep.execute(connection).await.map_err(failed) }.boxed()
        });
        write.await.map(drop)
    }

    async fn continuations(&self, limit: u32) -> Result<Vec<(i64, Option<DeliveryId>)>> {
        let found = query(include_str!("sql/continuations.sql")).bind(i64::from(limit));
        let found = self.readers.watch(|on| found.fetch_all(on).boxed()).await;
        let found = found.map_err(failed)?;
        let of_row = |row: &SqliteRow| {
            let open: Option<i64> = row.try_get("open").map_err(failed)?;
            Ok((row.try_get("seq").map_err(failed)?, open.map(DeliveryId)))
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
        let write = self.write(Some(on), Turn::InOrder, Work::NONE, |connection| {
            async move { take.fetch_optional(connection).await.map_err(failed) }.boxed()
        });
        let taken: Option<String> = write.await?;
        let event = taken.map(|json| serde_json::from_str(&json).map_err(failed));
        event.transpose()
    }
}
