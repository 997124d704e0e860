//! What was received from outside.

use futures_util::FutureExt as _;
use jiff::Timestamp;

use super::{Sqlite, Work, failed, lane::Turn, query};
use crate::{
    Result,
    store::{Emitted, NewEvent, Receipt, Received, Store as _},
    tx::Connection,
};

impl Sqlite {
    /// See [`Store::receive`](crate::store::Store::receive).
    pub(super) async fn note_received(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        now: Timestamp,
    ) -> Result<bool> {
        let note = query(include_str!("sql/receive.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned())
            .bind(now.as_microsecond());
        let write = self.write(Some(on), Turn::InOrder, Work::NONE, |connection| {
            async move { note.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected() > 0)
    }

    /// See [`Store::receive_event`](crate::store::Store::receive_event). Whoever comes at once has one commit anyway.
    pub(super) async fn receive_and_emit(
        &self,
        event: &NewEvent,
        receipt: &Receipt,
    ) -> Result<Option<Emitted>> {
        let mut own = self.begin().await?;
        for message in &receipt.messages {
            let message = Received {
                tenant: &event.tenant,
                consumer: &receipt.consumer,
                message,
            };
            if !self.note_received(&mut own, message, event.time).await? {
                return Ok(None);
            }
        }
        let emitted = self
            .emit(Some(&mut own), std::slice::from_ref(event))
            .await?;
        own.commit().await?;
        Ok(emitted.into_iter().next())
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
        let write = self.write(Some(on), Turn::InOrder, Work::NONE, |connection| {
            async move { note.execute(connection).await.map_err(failed) }.boxed()
        });
        write.await.map(drop)
    }
}
