//! What every context, timer and worker of one application without a store share.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::{
    Event,
    handlers::Bound,
    waiting::{Emitted, Intake, TimerKey, Waiting},
};
use crate::{
    Clock, Config, Error, EventQueue, EventSource, Metrics, Result, WhenFull, metrics::Meters,
};

pub(super) struct Core {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub meters: Meters,
    pub consumers: Vec<Bound>,
    /// Rung when there may be something to do.
    pub bell: Notify,
    waiting: Mutex<Waiting>,
    queue: Arc<Semaphore>,
    timers: Arc<Semaphore>,
    lost: Mutex<Lost>,
}

/// Events that found no room and were dropped.
#[derive(Debug, Default)]
struct Lost {
    untold: u64,
    told: Option<Timestamp>,
}

/// The log is told of dropped events this often at most.
const TOLD_EVERY: SignedDuration = SignedDuration::from_secs(1);

impl Core {
    pub(super) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        consumers: Vec<Bound>,
        metrics: Option<Arc<dyn Metrics>>,
    ) -> Arc<Self> {
        let meters = Meters::new(&config, metrics, &[]);
        for event_type in consumers.iter().filter_map(Bound::event_type) {
            meters.expect(event_type);
        }
        let room = |most: usize| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        Arc::new(Self {
            waiting: Mutex::new(Waiting::new(config.immediate.history)),
            queue: room(config.immediate.queue),
            timers: room(config.immediate.timers),
            lost: Mutex::default(),
            bell: Notify::new(),
            config,
            clock,
            meters,
            consumers,
        })
    }

    /// In whole microseconds, as elsewhere.
    pub(super) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    pub(super) fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Room in the queue, as the configuration says what to do when there is none; `None` when the event is dropped.
    /// Handlers never wait for it: each of them might be waiting for another one then.
    pub(super) async fn room<E: Event>(
        &self,
        in_handler: bool,
    ) -> Result<Option<OwnedSemaphorePermit>> {
        let queue = Arc::clone(&self.queue);
        match (queue.try_acquire_owned(), self.config.immediate.when_full) {
            (Ok(room), _) => Ok(Some(room)),
            (Err(TryAcquireError::Closed), _) => Err(Error::Closed),
            (Err(TryAcquireError::NoPermits), WhenFull::Wait) if !in_handler => {
                let queue = Arc::clone(&self.queue);
                let room = queue.acquire_owned().await.map_err(|_| Error::Closed)?;
                Ok(Some(room))
            }
            (Err(TryAcquireError::NoPermits), WhenFull::Error | WhenFull::Wait) => {
                Err(Error::Full {
                    what: "the queue of events",
                    key: "immediate.queue",
                    most: self.config.immediate.queue,
                })
            }
            (Err(TryAcquireError::NoPermits), WhenFull::Drop) => {
                self.meters.dropped(EventSource::Internal, E::TYPE, 1);
                self.tell_of_a_loss();
                Ok(None)
            }
        }
    }

    pub(super) fn room_for_a_timer(&self) -> Result<OwnedSemaphorePermit> {
        let timers = Arc::clone(&self.timers);
        timers.try_acquire_owned().map_err(|error| match error {
            TryAcquireError::Closed => Error::Closed,
            TryAcquireError::NoPermits => Error::Full {
                what: "the list of timers",
                key: "immediate.timers",
                most: self.config.immediate.timers,
            },
        })
    }

    /// Hands an event over, unless the application is at its end.
    pub(super) fn push(
        &self,
        emitted: &Arc<Emitted>,
        room: OwnedSemaphorePermit,
        in_handler: bool,
    ) -> Result<()> {
        let names = self.names(emitted);
        let mut waiting = self.waiting();
        admit(&waiting, in_handler)?;
        waiting.push(emitted, names, room);
        drop(waiting);
        self.bell.notify_waiters();
        Ok(())
    }

    /// Sets a timer, unless the application is at its end: none would become due any more.
    pub(super) fn set_timer(
        &self,
        at: Timestamp,
        emitted: Arc<Emitted>,
        room: OwnedSemaphorePermit,
    ) -> Result<TimerKey> {
        let names = self.names(&emitted);
        let mut waiting = self.waiting();
        admit(&waiting, false)?;
        let key = waiting.set_timer(at, emitted, names, room);
        drop(waiting);
        self.bell.notify_waiters();
        Ok(key)
    }

    /// No events from outside and no timers any more.
    pub(super) fn drain(&self) {
        let mut waiting = self.waiting();
        waiting.intake = waiting.intake.max(Intake::Handlers);
        let timers = waiting.drop_timers();
        drop(waiting);
        if timers > 0 {
            tracing::warn!(timers, "shutting down: timers that are not due are dropped");
        }
        self.bell.notify_waiters();
    }

    /// Nothing any more.
    pub(super) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.intake = Intake::Closed;
        let (timers, events) = (waiting.drop_timers(), waiting.drop_due());
        let running = waiting.running;
        drop(waiting);
        self.queue.close();
        self.timers.close();
        if timers > 0 || events > 0 || running > 0 {
            tracing::warn!(
                events,
                timers,
                running,
                "shut down: what still waited is dropped, and what still ran is ended"
            );
        }
    }

    pub(super) fn queue(&self) -> EventQueue {
        let (size, oldest) = self.waiting().size();
        EventQueue {
            size: size as u64,
            dead: 0,
            oldest_pending_age: EventQueue::age(oldest, self.now()),
        }
    }

    fn names(&self, emitted: &Emitted) -> Vec<String> {
        let consumers = emitted.consumers.iter();
        let found = consumers.filter_map(|place| self.consumers.get(*place));
        found.map(|consumer| consumer.name.clone()).collect()
    }

    fn tell_of_a_loss(&self) {
        let now = self.now();
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.untold += 1;
        let told = lost.told;
        if told.is_none_or(|told| now.duration_since(told) >= TOLD_EVERY) {
            let events = std::mem::take(&mut lost.untold);
            lost.told = Some(now);
            tracing::warn!(
                events,
                "the queue is full: events were dropped since this was last said"
            );
        }
    }
}

fn admit(waiting: &Waiting, in_handler: bool) -> Result<()> {
    let most = if in_handler {
        Intake::Handlers
    } else {
        Intake::Open
    };
    if waiting.intake <= most {
        Ok(())
    } else {
        Err(Error::Closed)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
