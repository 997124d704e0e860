//! Events as they are stored, with their deliveries.

use futures_util::FutureExt;
use sqlx_core::{query::query, row::Row};
use sqlx_sqlite::{SqliteArguments, SqliteRow};

use super::{
    Sqlite, Statement, Text, add, all_or_none, failed, lane::Turn, messages::append,
    messages::new_messages, rows, statement, statements, tell::together, writer::Work,
};
use crate::{
    Result,
    store::{Claimed, Emitted, NewEvent, Ready},
    tx::Connection,
};

/// What was taken, by a JSON array of the deliveries.
pub(super) const CLAIMED: &str = concat!(
    include_str!("sql/claimed.sql"),
    include_str!("sql/event.sql"),
    include_str!("sql/claimed_these.sql")
);

/// One event alone is spared the detour by JSON, which its data would take several times.
const ONE: Text = statement!("sql/store.sql");
/// The same with an idempotency key.
const ONE_OF_A_KEY: Text = statements!("sql/store.sql", "sql/known.sql");
const SEVERAL: Text = statements!("sql/emit.sql", "sql/known_these.sql");
const HANDED_OVER: Text = statements!(
    "sql/store.sql",
    "sql/claimed.sql",
    "sql/event.sql",
    "sql/claimed_at_once.sql",
    "sql/left.sql"
);

impl Sqlite {
    /// See [`Store::emit`](crate::store::Store::emit).
    pub(super) async fn store_events(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>> {
        let (text, arguments) = match events {
            [event] if event.idempotency_key.is_none() => (ONE, one(event, None)?),
            [event] => (ONE_OF_A_KEY, one(event, None)?),
            several => {
                let mut arguments = SqliteArguments::default();
                add(&mut arguments, rows::new_events(several)?)?;
                (SEVERAL, arguments)
            }
        };
        let mut told = rows::told(events.iter().map(|event| event.told.as_deref()));
        let (turn, work) = (Turn::InOrder, Work::DELIVERIES);
        if told.is_empty() {
            let known = self.write_text(on, turn, work, text, arguments).await?;
            return emitted(events, &known);
        }
        let store = text.within(arguments);
        let write = self.write(on, turn, work.and(Work::MESSAGES), move |connection| {
            together(connection, move |connection| {
                async move {
                    let known = all_or_none(&mut *connection, store).await?;
                    for row in &known {
                        told.remove(&rows::place(row)?);
                    }
                    append(connection, new_messages(told.values())?).await?;
                    Ok(known)
                }
                .boxed()
            })
        });
        emitted(events, &write.await?)
    }

    /// See [`Store::hand_over`](crate::store::Store::hand_over).
    pub(super) async fn store_and_claim(
        &self,
        event: &NewEvent,
        to: Ready<'_>,
    ) -> Result<(Emitted, Vec<Claimed>)> {
        let write = self.write_text(
            None,
            Turn::InOrder,
            Work::NONE,
            HANDED_OVER,
            one(event, Some(to))?,
        );
        let rows = write.await?;
        let (left, claimed) = rows
            .split_last()
            .ok_or_else(|| failed("one event was emitted, and nothing was answered"))?;
        if left.try_get("is_left").map_err(failed)? {
            self.bell.deliveries.notify_one();
        }
        let known: Option<&str> = left.try_get("known").map_err(failed)?;
        let emitted = match known {
            None => Emitted::Stored(event.id),
            Some(id) => Emitted::Known(id.parse().map_err(failed)?),
        };
        let claimed = claimed.iter().map(|row| {
            let data = rows::data(row)?;
            rows::claimed(row, data.unwrap_or_else(|| event.data.clone()))
        });
        Ok((emitted, claimed.collect::<Result<_>>()?))
    }
}

/// The parameters of store.sql.
fn one(event: &NewEvent, to: Option<Ready<'_>>) -> Result<SqliteArguments> {
    let mut all = SqliteArguments::default();
    add(&mut all, event.id.to_string())?;
    add(&mut all, event.tenant.clone())?;
    add(&mut all, event.idempotency_key.clone())?;
    add(&mut all, to.map(|to| to.worker.0.to_string()))?;
    add(&mut all, to.map(|to| to.lease_until.as_microsecond()))?;
    add(&mut all, rows::json(to.map_or(&[][..], |to| to.consumers))?)?;
    add(&mut all, event.source.clone())?;
    add(&mut all, event.event_type.clone())?;
    add(&mut all, event.version)?;
    add(&mut all, event.subject.clone())?;
    add(&mut all, event.time.as_microsecond())?;
    add(&mut all, event.actor.clone())?;
    add(&mut all, event.session_id.clone())?;
    add(&mut all, event.correlation_id.to_string())?;
    add(&mut all, event.causation_id.map(|id| id.to_string()))?;
    add(&mut all, event.traceparent.clone())?;
    add(&mut all, event.partition_key.clone())?;
    add(&mut all, event.run_at.as_microsecond())?;
    add(&mut all, event.priority)?;
    add(&mut all, event.max_attempts)?;
    add(&mut all, event.progress)?;
    add(&mut all, event.data.clone())?;
    Ok(all)
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
