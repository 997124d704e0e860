//! Emits in transactions of their own, of which those that come at once are stored together.

use super::{
    alone::Alone,
    emit::emitted,
    storing::Storing,
    together::{Entered, Together, Write, is_refusal, same},
};
use crate::{
    Error, Result,
    store::{Emitted, NewEvent},
};

/// Stores events.
#[derive(Debug, Clone)]
pub(super) struct Emits {
    pub alone: Alone,
    pub storing: Storing,
}

impl Emits {
    async fn store(&self, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        let store = self
            .alone
            .ask(|pool| self.storing.statement(events, pool))
            .await?;
        let known = self.alone.store(store, events.len()).await?;
        self.alone.wake();
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
