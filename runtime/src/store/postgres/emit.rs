//! Events as they are stored, with their deliveries.

use std::collections::HashSet;

use sqlx_core::query::query;
use sqlx_postgres::PgRow;

use super::{
    Postgres, failed,
    messages::append,
    rows::{self, Micros},
    unsent::is_plain,
    wake::Work,
    write::on_postgres,
};
use crate::{
    Result,
    store::{Claimed, Emitted, NewEvent, NewMessage, Ready, Refusal},
    tx::Connection,
};

impl Postgres {
    /// See [`Store::emit`](crate::store::Store::emit).
    pub(super) async fn store_events(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>> {
        events.iter().try_for_each(rows::refuse_nul)?;
        let has_told = events.iter().any(|event| event.told.is_some());
        let on = match on {
            None if !has_told => return self.emits.emit(events).await,
            Some(on) if !has_told => return self.store_in(on, events).await,
            on => on,
        };
        // In a transaction of the application's it may be a tenant's role that emits.
        let emit = if self.tenants.many && on.is_some() {
            include_str!("sql/emit_as_caller.sql")
        } else {
            include_str!("sql/emit.sql")
        };
        let emit = rows::bind_events(query(emit), events)?;
        let work = if has_told {
            Work::ALL
        } else {
            Work::DELIVERIES
        };
        let mut write = self.begin_write(on, work).await?;
        let known = emit.fetch_all(write.on()).await.map_err(failed)?;
        let places = known.iter().map(place).collect::<Result<HashSet<_>>>()?;
        let told = events.iter().enumerate();
        let told: Vec<&NewMessage> = told
            .filter(|(place, _)| !places.contains(place))
            .filter_map(|(_, event)| event.told.as_deref())
            .collect();
        append(write.on(), &told).await?;
        write.commit().await?;
        emitted(events, &known)
    }

    /// As a part of a transaction, which goes on when the part is refused. What the server has no reason to refuse is spared that in
    /// a transaction of the caller's, which fails, then, with an emit that finds the disk full, as with any other statement.
    async fn store_in(&self, on: &mut Connection<'_>, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        let tx = on_postgres(on)?;
        if !self.tenants.many && tx.put_off(events)? {
            tx.made(Work::DELIVERIES);
            return Ok(stored(events));
        }
        tx.made(Work::DELIVERIES);
        if !self.tenants.many && !tx.is_own() && events.iter().all(is_plain) {
            let connection = tx.connection().await?;
            let store = self.storing.statement(events, &mut *connection).await?;
            let answer = store.execute(connection).await;
            answer.map_err(failed)?;
            return Ok(stored(events));
        }
        let emit = match events {
            [event] if !self.tenants.many => {
                rows::bind_event(query(include_str!("sql/try_emit_one.sql")), event)?
            }
            _ => rows::bind_events(query(include_str!("sql/try_emit.sql")), events)?,
        };
        let answer = emit
            .fetch_all(tx.connection().await?)
            .await
            .map_err(failed)?;
        for row in &answer {
            if let Some(code) = rows::get::<Option<String>>(row, "code")? {
                let message = rows::get(row, "refusal")?;
                return Err(failed(Refusal { code, message }));
            }
        }
        emitted(events, &answer)
    }

    /// See [`Store::hand_over`](crate::store::Store::hand_over).
    pub(super) async fn store_and_claim(
        &self,
        event: &NewEvent,
        to: Ready<'_>,
    ) -> Result<(Emitted, Vec<Claimed>)> {
        rows::refuse_nul(event)?;
        let emit = query(include_str!("sql/hand_over.sql"));
        let emit = rows::bind_event(emit, event)?
            .bind(to.worker.0)
            .bind(Micros(to.lease_until))
            .bind(to.consumers.to_vec());
        let rows = self.write_one(&self.pool, Work::NONE, emit).await?;
        let mut emitted = Emitted::Stored(event.id);
        let mut claimed = Vec::new();
        for row in &rows {
            match rows::get(row, "taken")? {
                None => emitted = known_by(row)?,
                Some(true) => claimed.push(rows::claimed_new(row, event)?),
                Some(false) => {}
            }
        }
        if claimed.len() < rows.len() {
            self.wake.ring(Work::DELIVERIES);
        }
        Ok((emitted, claimed))
    }
}

impl Postgres {
    /// See [`Store::take`](crate::store::Store::take).
    pub(super) async fn take_stored(
        &self,
        on: &mut Connection<'_>,
        events: &[&NewEvent],
        to: Ready<'_>,
    ) -> Result<Vec<Claimed>> {
        let take = query(include_str!("sql/take.sql"))
            .bind(to.worker.0)
            .bind(Micros(to.lease_until))
            .bind(to.consumers.to_vec())
            .bind(rows::column(events, |event| event.id.as_uuid()));
        let taken = take.fetch_all(on_postgres(on)?.connection().await?).await;
        let taken = taken.map_err(failed)?;
        let of = |row: &PgRow| {
            let id: uuid::Uuid = rows::get(row, "event")?;
            let event = events.iter().find(|event| event.id.as_uuid() == id);
            let event = event.ok_or_else(|| failed("a delivery was taken of no event of these"))?;
            rows::claimed_new(row, event)
        };
        taken.iter().map(of).collect()
    }
}

fn stored(events: &[NewEvent]) -> Vec<Emitted> {
    events
        .iter()
        .map(|event| Emitted::Stored(event.id))
        .collect()
}

/// What became of events, of which those were known that the rows say it of.
pub(super) fn emitted(events: &[NewEvent], known: &[PgRow]) -> Result<Vec<Emitted>> {
    let mut emitted = stored(events);
    for row in known {
        if rows::get::<Option<uuid::Uuid>>(row, "known")?.is_none() {
            continue;
        }
        let place = emitted.get_mut(place(row)?);
        *place.ok_or_else(|| failed("an event came back that was not emitted"))? = known_by(row)?;
    }
    Ok(emitted)
}

/// Which of those that went in this row is of.
fn place(row: &PgRow) -> Result<usize> {
    let place: i64 = rows::get(row, "place")?;
    place.try_into().map_err(failed)
}

/// The event that had its idempotency key before.
fn known_by(row: &PgRow) -> Result<Emitted> {
    let known: uuid::Uuid = rows::get(row, "known")?;
    Ok(Emitted::Known(known.try_into().map_err(failed)?))
}
