//! Calls of other services.

use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use sqlx_core::{query::query, row::Row};
use sqlx_sqlite::SqliteRow;

use super::{Sqlite, Work, failed, lane::Turn, rows};
use crate::{
    EventId, Result,
    store::{CallFilter, Calls, DeliveryId, NewCall, RecordedCall, calls::micros},
};

#[async_trait]
impl Calls for Sqlite {
    async fn record(&self, call: &NewCall) -> Result<()> {
        let record = query(include_str!("sql/call_record.sql"))
            .bind(call.service)
            .bind(call.event.map(|id| id.to_string()))
            .bind(call.delivery.map(|(delivery, _)| delivery.0))
            .bind(call.delivery.map(|(_, attempt)| i64::from(attempt)))
            .bind(call.tenant.clone())
            .bind(call.actor.clone())
            .bind(call.key.clone())
            .bind(call.request.clone())
            .bind(call.started_at.as_microsecond())
            .bind(micros(call.took))
            .bind(call.status.map(i64::from))
            .bind(call.failure)
            .bind(call.error.clone())
            .bind(call.answer.clone());
        self.change_one(record, Work::NONE).await.map(drop)
    }

    async fn latest(
        &self,
        filter: &CallFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RecordedCall>> {
        let sql = match filter.event {
            Some(_) => include_str!("sql/calls_of_event.sql"),
            None => include_str!("sql/calls.sql"),
        };
        let calls = query(sql)
            .bind(filter.event.map(|id| id.to_string()))
            .bind(filter.service.clone())
            .bind(filter.tenant.clone())
            .bind(before)
            .bind(i64::from(limit))
            .fetch_all(&self.readers);
        calls.await.map_err(failed)?.iter().map(call).collect()
    }

    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = query(include_str!("sql/calls_forget.sql"))
            .bind(before.as_microsecond())
            .bind(i64::from(limit));
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            async move { forget.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected())
    }
}

fn call(row: &SqliteRow) -> Result<RecordedCall> {
    let event: Option<&str> = row.try_get("event_id").map_err(failed)?;
    let delivery: Option<i64> = row.try_get("delivery_id").map_err(failed)?;
    let attempt: Option<i64> = row.try_get("attempt").map_err(failed)?;
    let status: Option<i64> = row.try_get("status").map_err(failed)?;
    Ok(RecordedCall {
        number: row.try_get("number").map_err(failed)?,
        service: row.try_get("service").map_err(failed)?,
        event: event
            .map(str::parse::<EventId>)
            .transpose()
            .map_err(failed)?,
        delivery: delivery.map(DeliveryId),
        attempt: attempt.map(u32::try_from).transpose().map_err(failed)?,
        tenant: row.try_get("tenant").map_err(failed)?,
        idempotency_key: row.try_get("idempotency_key").map_err(failed)?,
        request: row.try_get("request").map_err(failed)?,
        started_at: rows::time(row, "started_at")?,
        took: std::time::Duration::from_micros(rows::number(row, "took")?),
        status: status.map(u16::try_from).transpose().map_err(failed)?,
        failure: row.try_get("failure").map_err(failed)?,
        error: row.try_get("error").map_err(failed)?,
        answer: row.try_get("answer").map_err(failed)?,
    })
}
