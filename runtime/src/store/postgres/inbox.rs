//! What was received from outside.

use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar};

use super::{Postgres, failed, rows::Micros, write::on_postgres};
use crate::{Result, store::Received, tx::Connection};

impl Postgres {
    /// See [`Store::receive`](crate::store::Store::receive).
    pub(super) async fn note_received(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        now: Timestamp,
    ) -> Result<bool> {
        let note = query_scalar(include_str!("sql/receive.sql"))
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned())
            .bind(message.tenant.to_owned())
            .bind(Micros(now));
        let connection = on_postgres(on)?.connection().await?;
        note.fetch_one(connection).await.map_err(failed)
    }

    /// See [`Store::keep_answer`](crate::store::Store::keep_answer).
    pub(super) async fn note_answer(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        answer: &str,
    ) -> Result<()> {
        let note = query(include_str!("sql/keep_answer.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned())
            .bind(answer.to_owned());
        let connection = on_postgres(on)?.connection().await?;
        note.execute(connection).await.map_err(failed).map(drop)
    }
}
