//! Calls of other services.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_postgres::PgRow;
use uuid::Uuid;

use super::{
    Postgres, failed,
    rows::{self, Micros},
};
use crate::{
    EventId, Result,
    store::{CallFilter, Calls, DeliveryId, NewCall, RecordedCall, calls::micros},
};

#[async_trait]
impl Calls for Postgres {
    async fn record(&self, call: &NewCall) -> Result<()> {
        let attempt = call.delivery.map(|(_, attempt)| i32::try_from(attempt));
        let record = query(include_str!("sql/call_record.sql"))
            .bind(call.service)
            .bind(call.event.map(|id| id.as_uuid()))
            .bind(call.delivery.map(|(delivery, _)| delivery.0))
            .bind(attempt.transpose().map_err(failed)?)
            .bind(call.tenant.clone())
            .bind(call.actor.clone())
            .bind(call.key.clone())
            .bind(call.request.clone())
            .bind(Micros(call.started_at))
            .bind(micros(call.took))
            .bind(call.status.map(i32::from))
            .bind(call.failure)
            .bind(call.error.clone())
            .bind(call.answer.clone());
        record.execute(&self.own).await.map_err(failed)?;
        Ok(())
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
            .bind(filter.event.map(|id| id.as_uuid()))
            .bind(filter.service.clone())
            .bind(filter.tenant.clone())
            .bind(before)
            .bind(i64::from(limit))
            .fetch_all(&self.own);
        calls.await.map_err(failed)?.iter().map(call).collect()
    }

    async fn forget(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let forget = query(include_str!("sql/calls_forget.sql"))
            .bind(Micros(before))
            .bind(i64::from(limit));
        let forgotten = forget.execute(&self.working).await.map_err(failed)?;
        Ok(forgotten.rows_affected())
    }
}

fn call(row: &PgRow) -> Result<RecordedCall> {
    let event: Option<Uuid> = rows::get(row, "event_id")?;
    let event = event.map(EventId::try_from).transpose();
    let delivery: Option<i64> = rows::get(row, "delivery_id")?;
    let attempt: Option<i32> = rows::get(row, "attempt")?;
    let took: i64 = rows::get(row, "took")?;
    let status: Option<i32> = rows::get(row, "status")?;
    Ok(RecordedCall {
        number: rows::get(row, "number")?,
        service: rows::get(row, "service")?,
        event: event.map_err(failed)?,
        delivery: delivery.map(DeliveryId),
        attempt: attempt.map(u32::try_from).transpose().map_err(failed)?,
        tenant: rows::get(row, "tenant")?,
        idempotency_key: rows::get(row, "idempotency_key")?,
        request: rows::get(row, "request")?,
        started_at: rows::time(row, "started_at")?,
        took: Duration::from_micros(u64::try_from(took).map_err(failed)?),
        status: status.map(u16::try_from).transpose().map_err(failed)?,
        failure: rows::get(row, "failure")?,
        error: rows::get(row, "error")?,
        answer: rows::get(row, "answer")?,
    })
}
