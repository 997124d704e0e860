//! Events as they are stored, with their deliveries.

use std::slice;

use futures_util::FutureExt;
use sqlx_core::{query::query, query_scalar::query_scalar};
use sqlx_sqlite::SqliteRow;

use super::{
    Sqlite, Statement, all_or_none, failed, lane::Turn, limited, rows, tell::together, writer::Work,
};
use crate::{
    Result,
    store::{Claimed, Emitted, NewEvent, Ready},
    tx::Connection,
};

impl Sqlite {
    /// See [`Store::emit`](crate::store::Store::emit).
    pub(super) async fn store_events(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>> {
        let emit = query(include_str!("sql/emit.sql")).bind(rows::new_events(events)?);
        let mut told = rows::told(events.iter().map(|event| event.told.as_deref()));
        let told = (!told.is_empty()).then_some(move |known: &[SqliteRow]| {
            for row in known {
                told.remove(&rows::place(row)?);
            }
            Ok(told.into_values().collect())
        });
        let known = self
            .write_and_tell(on, Turn::InOrder, Work::DELIVERIES, emit, told)
            .await?;
        emitted(events, &known)
    }

    /// See [`Store::hand_over`](crate::store::Store::hand_over).
    pub(super) async fn store_and_claim(
        &self,
        event: &NewEvent,
        to: Ready<'_>,
    ) -> Result<(Emitted, Vec<Claimed>)> {
        let events = slice::from_ref(event);
        let emit = query(include_str!("sql/emit.sql")).bind(rows::new_events(events)?);
        let take = take(events.iter(), to)?;
        let others = query_scalar(include_str!("sql/claim_left.sql"));
        let others = others.bind(event.id.to_string());
        let write = self.write(None, Turn::InOrder, Work::NONE, |connection| {
            together(connection, |connection| {
                async move {
                    let known = all_or_none(&mut *connection, emit).await?;
                    let claimed = limited::claimed(&mut *connection, take).await?;
                    let others: bool = others.fetch_one(connection).await.map_err(failed)?;
                    Ok((known, claimed, others))
                }
                .boxed()
            })
        });
        let (known, claimed, others) = write.await?;
        if others {
            self.bell.deliveries.notify_one();
        }
        let [emitted] = emitted(events, &known)?[..] else {
            return Err(failed("one event was emitted, and not one was stored"));
        };
        Ok((emitted, claimed))
    }
}

/// Takes deliveries of events that were stored in the same transaction.
pub(super) fn take<'e>(
    events: impl Iterator<Item = &'e NewEvent>,
    to: Ready<'_>,
) -> Result<Statement> {
    let events: Vec<String> = events.map(|event| event.id.to_string()).collect();
    Ok(query(include_str!("sql/claim_new.sql"))
        .bind(to.worker.0.to_string())
        .bind(to.lease_until.as_microsecond())
        .bind(rows::json(to.consumers)?)
        .bind(rows::json(&events)?))
}

/// What became of events, of which those in the rows were known.
fn emitted(events: &[NewEvent], known: &[SqliteRow]) -> Result<Vec<Emitted>> {
    let mut emitted: Vec<Emitted> = events
        .iter()
        .map(|event| Emitted::Stored(event.id))
        .collect();
    for row in known {
        let place = emitted.get_mut(rows::place(row)?);
        *place.ok_or_else(|| failed("an event came back that was not emitted"))? =
            Emitted::Known(rows::parsed(row, "id")?);
    }
    Ok(emitted)
}
