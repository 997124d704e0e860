//! Events of joined transactions: whether those committed is seen by whether the events are there.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::{Meters, Published};
use crate::{EventId, EventSource, Result, store::Store};

/// A transaction that has not committed for this long was rolled back.
pub(crate) const ROLLED_BACK: SignedDuration = SignedDuration::from_mins(10);
/// As long as nobody asks, so many are remembered.
const MOST: usize = 100_000;
/// So many are looked for at once.
const BATCH: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct InDoubt {
    events: Mutex<VecDeque<Doubtful>>,
}

#[derive(Debug, Clone, Copy)]
struct Doubtful {
    published: Published,
    since: Timestamp,
}

impl InDoubt {
    pub(super) fn add(&self, published: impl IntoIterator<Item = Published>, since: Timestamp) {
        let mut waiting = self.events();
        let published = published.into_iter();
        waiting.extend(published.map(|published| Doubtful { published, since }));
        let surplus = waiting.len().saturating_sub(MOST);
        waiting.drain(..surplus);
    }

    /// Counts those that are there, and forgets those that never will be.
    pub(super) async fn settle(
        &self,
        meters: &Meters,
        now: Timestamp,
        store: &dyn Store,
    ) -> Result<()> {
        let mut rest = self.events().len();
        while rest > 0 {
            let batch: Vec<Doubtful> = {
                let mut waiting = self.events();
                let most = waiting.len().min(BATCH).min(rest);
                waiting.drain(..most).collect()
            };
            rest -= batch.len().max(1);
            let ids: Vec<EventId> = batch.iter().map(|one| one.published.event).collect();
            let stored = store.records().stored(&ids).await;
            let there: HashSet<EventId> = stored
                .as_deref()
                .unwrap_or_default()
                .iter()
                .copied()
                .collect();
            let mut counts: HashMap<(EventSource, &'static str), u64> = HashMap::new();
            let mut left = Vec::new();
            for one in batch {
                let Published {
                    event,
                    event_type,
                    source,
                } = one.published;
                if there.contains(&event) {
                    *counts.entry((source, event_type)).or_default() += 1;
                } else if stored.is_err() || now.duration_since(one.since) < ROLLED_BACK {
                    left.push(one);
                }
            }
            for ((source, event_type), count) in counts {
                meters.published(source, event_type, count);
            }
            self.events().extend(left);
            stored?;
        }
        Ok(())
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Doubtful>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
