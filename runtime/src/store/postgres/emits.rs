//! Emits in transactions of their own, of which those that come at once are stored together.

use std::time::Duration;

use sqlx_core::query::query;

use super::{
    ANSWER,
    doubt::Doubt,
    emit::emitted,
    failed,
    pool::Pool,
    rows,
    together::{Entered, Together, Write, is_refusal, same},
    wake::{Wake, Work},
};
use crate::{
    Error, Result,
    store::{Emitted, NewEvent},
};

/// How much longer the server may take for each event.
pub(super) const EACH: Duration = Duration::from_millis(1);

/// Stores events.
#[derive(Debug, Clone)]
pub(super) struct Emits {
    pool: Pool,
    wake: Wake,
    doubt: Doubt,
}

impl Emits {
    pub(super) fn new(pool: Pool, wake: Wake, doubt: Doubt) -> Self {
        Self { pool, wake, doubt }
    }

    async fn store(&self, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        let emit = match events {
            [event] => rows::bind_event(query(include_str!("sql/emit_one.sql")), event)?,
            _ => rows::bind_events(query(include_str!("sql/emit.sql")), events)?,
        };
        let stored = async { emit.fetch_all(&self.pool).await.map_err(failed) };
        let patience =
            ANSWER + EACH.saturating_mul(u32::try_from(events.len()).unwrap_or(u32::MAX));
        let known = self.doubt.within(patience, stored).await?;
        self.wake.ring(Work::DELIVERIES);
        emitted(events, &known)
    }
}

impl Write for Emits {
    type Item = Vec<NewEvent>;
    type Done = Vec<Emitted>;

    fn weight(events: &Vec<NewEvent>) -> usize {
        events.len()
    }

    async fn write(&self, emits: Vec<Vec<NewEvent>>) -> Vec<Result<Vec<Emitted>>> {
        let counts: Vec<usize> = emits.iter().map(Vec::len).collect();
        let events = emits.concat();
        let all = self.store(&events).await;
        let (mut from, mut done) = (0, Vec::new());
        for count in counts {
            let own = from..from + count;
            from += count;
            done.push(match &all {
                Ok(emitted) => Ok(emitted[own].to_vec()),
                // The server has refused all because of one: each by itself, then, as if it had come alone.
                Err(error) if is_refusal(error) && count < events.len() => {
                    self.store(&events[own]).await
                }
                Err(error) => Err(same(error)),
            });
        }
        done
    }
}

impl Together<Emits> {
    /// Stores the events of one emit, all or none, whatever becomes of others.
    pub(super) async fn emit(&self, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        match self.enter(|| events.to_vec()) {
            Entered::Now(_turn) => self.write.store(events).await,
            Entered::Later(answer) => answer.await.unwrap_or(Err(Error::Closed)),
        }
    }
}
