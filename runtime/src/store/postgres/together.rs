//! Emits that come at once are stored together: one statement and one flush of the server's log serve all who waited
//! meanwhile. Whoever is alone waits for nobody.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx_core::query::query;
use tokio::{runtime::Handle, sync::oneshot};

use super::{
    ANSWER,
    doubt::Doubt,
    emit::emitted,
    failed,
    pool::Pool,
    rows,
    wake::{Wake, Work},
};
use crate::{
    Error, Result,
    store::{Emitted, NewEvent},
};

/// So many statements are under way at once: one is carried out while the other is flushed.
const UNDER_WAY: usize = 2;

/// So many events are stored with one statement, or those of a single emit.
const MOST: usize = 1000;

/// How much longer the server may take for each event.
const EACH: Duration = Duration::from_millis(1);

/// Stores events in transactions of their own.
#[derive(Debug, Clone)]
pub(super) struct Together {
    pool: Pool,
    wake: Wake,
    doubt: Doubt,
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Waiting>,
    under_way: usize,
}

/// An emit that waits for its turn, and whom to tell what became of it.
#[derive(Debug)]
struct Waiting {
    events: Vec<NewEvent>,
    done: oneshot::Sender<Result<Vec<Emitted>>>,
}

/// One of the statements under way. When it is over, the next one is for those who wait.
struct Turn(Together);

impl Together {
    pub(super) fn new(pool: Pool, wake: Wake, doubt: Doubt) -> Self {
        Self {
            pool,
            wake,
            doubt,
            queue: Arc::default(),
        }
    }

    /// Stores the events of one emit, all or none, whatever becomes of others.
    pub(super) async fn emit(&self, events: &[NewEvent]) -> Result<Vec<Emitted>> {
        let done = {
            let mut queue = self.queue();
            if queue.under_way < UNDER_WAY {
                queue.under_way += 1;
                None
            } else {
                let (done, answer) = oneshot::channel();
                queue.waiting.push(Waiting {
                    events: events.to_vec(),
                    done,
                });
                Some(answer)
            }
        };
        match done {
            None => {
                let _turn = Turn(self.clone());
                self.store(events).await
            }
            Some(answer) => answer.await.unwrap_or(Err(Error::Closed)),
        }
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

    async fn store_all(&self, waiting: Vec<Waiting>) {
        let mut events = Vec::new();
        let mut counts = Vec::new();
        let mut whose = Vec::new();
        for one in waiting {
            counts.push(one.events.len());
            whose.push(one.done);
            events.extend(one.events);
        }
        let all = self.store(&events).await;
        let mut from = 0;
        for (count, done) in counts.into_iter().zip(whose) {
            let own = from..from + count;
            from += count;
            let answer = match &all {
                Ok(emitted) => Ok(emitted[own].to_vec()),
                // The server has refused all because of one: each by itself, then, as if it had come alone.
                Err(error) if is_refusal(error) && count < events.len() => {
                    self.store(&events[own]).await
                }
                Err(error) => Err(same(error)),
            };
            // Whoever waits no more need not know.
            let _ = done.send(answer);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What each of those hears whose events were to be stored together.
fn same(error: &Error) -> Error {
    match error {
        Error::StorageFull(why) => Error::StorageFull(why.to_string().into()),
        other => failed(other.to_string()),
    }
}

/// Whether the server has said no, so that nothing is stored.
fn is_refusal(error: &Error) -> bool {
    let Error::Store(error) = error else {
        return false;
    };
    let error = error.downcast_ref::<sqlx_core::Error>();
    error.is_some_and(|error| error.as_database_error().is_some())
}

impl Drop for Turn {
    fn drop(&mut self) {
        let runtime = Handle::try_current();
        let next = {
            let mut queue = self.0.queue();
            let sizes = queue.waiting.iter().map(|one| one.events.len());
            let sums = sizes.scan(0, |sum, size| {
                *sum += size;
                Some(*sum)
            });
            let fit = sums.take_while(|sum| *sum <= MOST).count();
            // What one emit has is not divided.
            let count = fit.max(1).min(queue.waiting.len());
            let rest = queue.waiting.split_off(count);
            let next = mem::replace(&mut queue.waiting, rest);
            if next.is_empty() {
                queue.under_way -= 1;
            }
            next
        };
        if !next.is_empty() {
            let turn = Turn(self.0.clone());
            match runtime {
                Ok(runtime) => drop(runtime.spawn(async move { turn.0.store_all(next).await })),
                // Nobody is there to wait any more.
                Err(_) => drop(next),
            }
        }
    }
}
