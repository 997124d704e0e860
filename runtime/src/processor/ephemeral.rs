//! Handlers that run after the commit, in the process that emitted, as far as there is room: nothing of them is on record.
//!
//! What waits is bounded. An event that finds no room is dropped for its consumer, counted, and its session is told that it
//! has missed something.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::complaints::Complaints;
use crate::{
    Envelope, Mode, Result, ResyncReason,
    core::Core,
    retry, send,
    store::{Emitted, NewEvent},
    subscribe::Bound,
};

mod run;

use run::dispatch;
#[cfg(feature = "sqlite")]
pub(crate) use run::run_due;

/// The ephemeral handlers of this process, and what waits for them.
pub(crate) struct Ephemeral {
    consumers: Vec<Bound>,
    /// How many events may wait, for all of them.
    most: usize,
    /// Whether what waits runs by itself.
    in_background: bool,
    waiting: Mutex<Waiting>,
    changed: Notify,
    tasks: TaskTracker,
    complaints: Complaints,
}

/// An event for one of the handlers.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// Its place among them.
    consumer: usize,
    event: Arc<Envelope>,
    run_at: Timestamp,
    /// Of those of this key that wait the last is kept.
    debounce: Option<Arc<str>>,
}

/// When an event runs, and in which order those of one time.
type Place = (Timestamp, u64);

/// What one event takes the place of another by.
type Key = (usize, String);

#[derive(Default)]
struct Waiting {
    queue: BTreeMap<Place, (Given, Option<Key>)>,
    keys: HashMap<Key, Place>,
    /// How many were ever put there.
    count: u64,
    /// Of transactions whose end is somebody else's business.
    in_doubt: Vec<(Given, Timestamp)>,
    /// Sessions, with their tenants, that have missed something and are not told yet.
    untold: HashSet<(String, String)>,
    /// What ends the task that runs what waits, while there is one.
    dispatched: Option<CancellationToken>,
    /// Whether it is to come to an end.
    drains: bool,
}

impl Ephemeral {
    pub(crate) fn of(bound: &[Bound], most: usize, in_background: bool) -> Self {
        let is_ephemeral = |one: &&Bound| one.mode == Mode::Ephemeral;
        let tasks = TaskTracker::new();
        // Only then does waiting for the tasks end when there are none.
        tasks.close();
        Self {
            consumers: bound.iter().filter(is_ephemeral).cloned().collect(),
            most,
            in_background,
            waiting: Mutex::default(),
            changed: Notify::new(),
            tasks,
            complaints: Complaints::default(),
        }
    }

    /// Whether one of its handlers subscribes to one of these events.
    pub(crate) fn wants(&self, events: &[NewEvent]) -> bool {
        let wants = |one: &Bound| events.iter().any(|event| one.wants(&event.event_type));
        self.consumers.iter().any(wants)
    }

    /// What its handlers are given of events that were stored.
    pub(crate) fn wanted(&self, events: &[NewEvent], emitted: &[Emitted]) -> Result<Vec<Given>> {
        let mut wanted = Vec::new();
        if self.consumers.is_empty() {
            return Ok(wanted);
        }
        let stored = events.iter().zip(emitted);
        for (event, _) in stored.filter(|(_, it)| matches!(it, Emitted::Stored(_))) {
            let consumers = self.consumers.iter().enumerate();
            let mut consumers = consumers.filter(|(_, one)| one.wants(&event.event_type));
            let Some(first) = consumers.next() else {
                continue;
            };
            let envelope = Arc::new(event.envelope()?);
            let debounce = event.debounce.as_deref().map(Arc::from);
            for (consumer, _) in [first].into_iter().chain(consumers) {
                wanted.push(Given {
                    consumer,
                    event: Arc::clone(&envelope),
                    run_at: event.run_at,
                    debounce: debounce.clone(),
                });
            }
        }
        Ok(wanted)
    }

    /// Has events wait for their handlers: their transaction has committed.
    pub(crate) fn take(core: &Arc<Core>, given: Vec<Given>) {
        if given.is_empty() {
            return;
        }
        let this = &core.ephemeral;
        let now = core.now();
        let mut waiting = this.waiting();
        for one in given {
            this.put(core, &mut waiting, one, now);
        }
        this.dispatch(core, &mut waiting);
    }

    /// The same once it is seen whether their transaction has committed.
    pub(crate) fn doubt(core: &Arc<Core>, given: Vec<Given>) {
        if given.is_empty() {
            return;
        }
        let this = &core.ephemeral;
        let now = core.now();
        let mut waiting = this.waiting();
        for one in given {
            if waiting.len() < this.most {
                waiting.in_doubt.push((one, now));
            } else {
                this.drop_one(core, &mut waiting, &one);
            }
        }
        this.dispatch(core, &mut waiting);
    }

    fn put(&self, core: &Arc<Core>, waiting: &mut Waiting, one: Given, now: Timestamp) {
        let coalesce = self.consumers.get(one.consumer).and_then(Bound::coalesce);
        let (key, mut run_at) = match (&one.debounce, coalesce) {
            (Some(key), _) => (Some(format!("debounce/{key}")), one.run_at),
            (None, Some(coalesce)) => (
                coalesce
                    .key(&one.event)
                    .map(|key| format!("coalesce/{key}")),
                one.run_at.max(retry::later(now, coalesce.window)),
            ),
            (None, None) => (None, one.run_at),
        };
        let key = key.map(|key| {
            let event = &one.event;
            (
                one.consumer,
                format!("{}/{}/{key}", event.tenant, event.event_type),
            )
        });
        let before = key.as_ref().and_then(|key| waiting.keys.get(key).copied());
        match before {
            Some(before) => {
                waiting.queue.remove(&before);
                // What is debounced waits for quiet; what is coalesced does not wait for longer than its window.
                if one.debounce.is_none() {
                    run_at = before.0;
                }
            }
            None if waiting.len() >= self.most => return self.drop_one(core, waiting, &one),
            None => {}
        }
        waiting.count += 1;
        let place = (run_at, waiting.count);
        if let Some(key) = &key {
            waiting.keys.insert(key.clone(), place);
        }
        waiting.queue.insert(place, (one, key));
    }

    /// For an event there is no room.
    fn drop_one(&self, core: &Arc<Core>, waiting: &mut Waiting, one: &Given) {
        let event = &one.event;
        let source = event.event_source().unwrap_or_default();
        core.meters.dropped(source, &event.event_type, 1);
        let consumer = self.consumers.get(one.consumer).map(|it| it.name.as_str());
        if let Some(kept_back) = self.complaints.due() {
            tracing::warn!(
                consumer,
                event = event.event_type,
                kept_back,
                "an event was dropped for an ephemeral handler: {} wait already (`processor.ephemeral_queue`)",
                self.most
            );
        }
        if let Some(session) = &event.session_id {
            let untold = (event.tenant.clone(), session.clone());
            let is_first = waiting.untold.is_empty();
            if waiting.untold.insert(untold) && is_first && self.in_background {
                let core = Arc::clone(core);
                self.tasks.spawn(async move { tell(&core).await });
            }
        }
    }

    /// Has somebody run what waits.
    fn dispatch(&self, core: &Arc<Core>, waiting: &mut Waiting) {
        if !self.in_background || waiting.is_empty() {
            return;
        }
        if waiting.dispatched.is_none() {
            let cut = CancellationToken::new();
            waiting.dispatched = Some(cut.clone());
            self.tasks.spawn(dispatch(Arc::clone(core), cut));
        } else {
            self.changed.notify_one();
        }
    }

    /// Lets what is due be handled until the deadline, or until it is cut off; what remains is dropped.
    pub(crate) async fn drain(core: &Arc<Core>, deadline: Instant, cut: &CancellationToken) {
        let this = &core.ephemeral;
        if this.consumers.is_empty() {
            return;
        }
        this.waiting().drains = true;
        this.changed.notify_one();
        tokio::select! {
            () = this.tasks.wait() => {}
            () = async {
                tokio::select! {
                    () = sleep_until(deadline) => {}
                    () = cut.cancelled() => {}
                }
                if let Some(dispatched) = &this.waiting().dispatched {
                    dispatched.cancel();
                }
                // What tells sessions.
                let _ = timeout(super::LAST_WRITES, this.tasks.wait()).await;
            } => {}
        }
        this.waiting().drains = false;
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn len(&self) -> usize {
        self.queue.len() + self.in_doubt.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is due goes first; what waits for others of its key does not while all comes to an end.
    fn pop(&mut self, now: Timestamp) -> Option<Given> {
        let drains = self.drains;
        let is_due =
            |(run_at, _): &Place, one: &Given| *run_at <= now || (drains && one.run_at <= now);
        let first = self
            .queue
            .iter()
            .find(|(place, (one, _))| is_due(place, one));
        let place = *first?.0;
        let (one, key) = self.queue.remove(&place)?;
        if let Some(key) = key {
            self.keys.remove(&key);
        }
        Some(one)
    }

    /// When the next is due.
    fn next(&self) -> Option<Timestamp> {
        self.queue.keys().next().map(|(run_at, _)| *run_at)
    }

    /// All that waits, in order, which waits no more.
    fn clear(&mut self) -> Vec<Given> {
        self.keys.clear();
        let queue = std::mem::take(&mut self.queue);
        queue.into_values().map(|(one, _)| one).collect()
    }
}

/// Tells sessions that they have missed something.
async fn tell(core: &Core) {
    let untold = std::mem::take(&mut core.ephemeral.waiting().untold);
    let count = untold.len();
    let told = async {
        let resync = |(tenant, session): (String, String)| {
            send::resync_row(&tenant, &session, ResyncReason::Overflow, core.now())
        };
        let messages = untold.into_iter().map(resync).collect::<Result<Vec<_>>>()?;
        core.store().await?.messages().append(None, &messages).await
    };
    if let Err(error) = core.patiently(told).await {
        tracing::error!(%error, count, "sessions could not be told that they have missed something");
    }
}
