//! Emits in transactions of their own, of which those that come at once are stored together.

use sqlx_core::query::query;

use super::{
    alone::Alone,
    emit::emitted,
    rows,
    together::{Entered, Together, Write, is_refusal, same},
};
use crate::{
    Error, Result,
    store::{Emitted, NewEvent},
};

/// Stores events.
#[derive(Debug, Clone)]
pub(super) struct Emits(pub Alone);

impl Emits {
    async fn store(&self, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        let emit = match events {
            [event] => rows::bind_event(query(include_str!("sql/emit_one.sql")), event)?,
            _ => rows::bind_events(query(include_str!("sql/emit.sql")), events)?,
        };
        let known = self.0.store(emit, events.len()).await?;
        self.0.wake();
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
