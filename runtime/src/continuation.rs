//! Fan-in: events that are emitted once all deliveries of their chains have ended.
//!
//! Such an event is a row. Workers look at a delivery of its chain that is still open, and once there is none the row goes in
//! the transaction that emits the event, whoever ends the last delivery.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures_util::future::select_all;
use tokio_util::sync::CancellationToken;

use crate::{
    Context, CorrelationId, Emission, Error, Event, EventId, Result, Tx,
    context::Scope,
    core::Core,
    emit,
    ids::event_id_at,
    processor::{Engine, to_the_beat},
    progress,
    store::{DeliveryId, NewEvent},
};

/// How often to look whether a delivery has ended of which nobody told.
const LOOK: Duration = Duration::from_secs(1);

/// So many are looked at at once.
const BATCH: u32 = 100;

impl<S> Context<S> {
    /// As this context, for events of a chain of its own.
    #[must_use]
    pub fn chain(&self) -> Self {
        self.with_correlation(event_id_at(self.now()).into())
    }

    /// Emits an event once all deliveries of this context's chain have ended: those of the events that were emitted in it, and
    /// of all that their handlers emit. Returns the id that the event will have.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # use buildamp::Event;
    /// # async fn example<Row: Event, Done: Event>(cx: &buildamp::Context, rows: Vec<Row>, done: Done) -> buildamp::Result<()> {
    /// let import = cx.chain();
    /// import.emit_all(rows).await?;
    /// import.when_ended(done).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is emitted once. A delivery has ended that has succeeded, is dead or is cancelled; one that waits for its time, for
    /// another attempt or for a paused consumer has not. What is replayed before counts again, what is replayed or emitted in
    /// the chain afterwards does not. Ask for it after the chain's first events were stored, or in their transaction
    /// ([`Tx::when_ended`]): a chain without deliveries has ended. In a handler it is the chain of its event, with its own
    /// delivery.
    ///
    /// # Errors
    /// [`Error::InvalidEmit`] when the context belongs to no chain, or the emission says when it is due; otherwise as
    /// [`emit`](Self::emit).
    pub async fn when_ended<E: Event>(&self, event: impl Into<Emission<E>>) -> Result<EventId> {
        self.refuse_second()?;
        let new = lower(self.core(), self.scope(), None, event)?;
        let store = self.core().store().await?;
        store.timetable().keep_continuation(None, &new).await?;
        self.core().bell.continuations.notify_one();
        Ok(new.id)
    }
}

impl Tx<'_> {
    /// As [`Context::when_ended`], with this transaction: the chain is the context's, or else that of the events which were
    /// emitted in the transaction before.
    ///
    /// # Errors
    /// As [`Context::when_ended`].
    pub async fn when_ended<E: Event>(&mut self, event: impl Into<Emission<E>>) -> Result<EventId> {
        let core = Arc::clone(self.core());
        let new = lower(&core, self.scope(), self.chain(), event)?;
        let store = core.store().await?;
        let connection = self.open().await?;
        let timetable = store.timetable();
        timetable.keep_continuation(Some(connection), &new).await?;
        core.bell.continuations.notify_one();
        Ok(new.id)
    }
}

/// The row of an event that belongs to a chain that is there.
fn lower<E: Event>(
    core: &Arc<Core>,
    scope: &Scope,
    chain: Option<CorrelationId>,
    event: impl Into<Emission<E>>,
) -> Result<NewEvent> {
    let refuse = |why: &str| {
        let event = E::TYPE;
        Err(Error::InvalidEmit(format!(
            "`{event}` cannot be emitted once its chain has ended: {why}"
        )))
    };
    let emission: Emission<E> = event.into();
    if !emission.options().is_due_at_once() {
        return refuse("that is when it is due, so leave out `schedule` and `debounce`");
    }
    let Some(chain) = scope.correlation_id.or(chain) else {
        return refuse(
            "it belongs to none; begin one, `cx.chain()`, or emit the others before it in one transaction",
        );
    };
    let new = emit::lower(core, scope, &mut Some(chain), [emission])?.pop();
    new.ok_or(Error::Closed)
}

/// What came of a look.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// How many were emitted.
    pub emitted: usize,
    /// What others wait for from now on.
    pub watched: Vec<DeliveryId>,
}

/// Emits what is due until the drain begins.
pub(crate) async fn run(engine: &Engine, drain: &CancellationToken) {
    let core = &engine.core;
    let looking = async {
        let mut watched = VecDeque::new();
        loop {
            match core.patiently(round(core)).await {
                Ok(round) => watched.extend(round.watched),
                Err(error) => engine
                    .complaints
                    .say(&error, "cannot look for chains that have ended"),
            }
            let most = usize::try_from(BATCH).unwrap_or(usize::MAX);
            watched.drain(..watched.len().saturating_sub(most));
            let pause = to_the_beat(LOOK.mul_f64(0.8 + 0.4 * engine.core.share()));
            tokio::select! {
                ended = first_to_end(core, &watched) => drop(watched.remove(ended)),
                () = core.bell.continuations.notified() => {
                    // It may still have to be committed.
                    tokio::time::sleep(core.config.processor.poll).await;
                }
                () = tokio::time::sleep(pause) => {}
            }
        }
    };
    drain.run_until_cancelled(looking).await;
}

/// Returns when this process ends one of these; never where there is none.
async fn first_to_end(core: &Core, watched: &VecDeque<DeliveryId>) -> usize {
    let waiting: Vec<_> = watched.iter().map(|it| core.bell.ended.join(*it)).collect();
    if waiting.is_empty() {
        return std::future::pending().await;
    }
    let ended = waiting.iter().map(|it| Box::pin(it.ended.notified()));
    let ((), place, _) = select_all(ended).await;
    place
}

/// Looks once at all that waits.
///
/// # Errors
/// The store failed.
pub(crate) async fn round(core: &Arc<Core>) -> Result<Round> {
    let store = core.store().await?;
    let mut round = Round::default();
    loop {
        let found = store.timetable().continuations(BATCH).await?;
        let is_last = found.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for (continuation, open) in found {
            match open {
                Some(delivery) => {
                    store.timetable().wait_for(continuation, delivery).await?;
                    round.watched.push(delivery);
                }
                None => round.emitted += usize::from(emit_one(core, continuation).await?),
            }
        }
        if is_last {
            return Ok(round);
        }
    }
}

/// Answers whether it was this process that took it.
async fn emit_one(core: &Arc<Core>, continuation: i64) -> Result<bool> {
    let store = core.store().await?;
    let mut transaction = store.begin().await?;
    let timetable = store.timetable();
    let taken = timetable.take_continuation(&mut transaction, continuation);
    let Some(mut event) = taken.await? else {
        return Ok(false);
    };
    event.time = core.now();
    event.run_at = event.time;
    event.told = progress::queued(&event)?;
    let events = [event];
    let (emitted, after) = emit::store_in(core, &mut transaction, &events, 0).await?;
    transaction.commit().await?;
    after.committed(core);
    core.meters.stored_events(&events, &emitted);
    Ok(true)
}
