//! How what waits for ephemeral handlers is run.

use std::{
    collections::{HashMap, HashSet},
    future::pending,
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{Ephemeral, Given, Waiting};
use crate::{
    EventId, Processed, Settle,
    core::Core,
    metrics,
    processor::{
        Cancel,
        run::{End, run},
    },
    retry, spans,
    subscribe::{Bound, Ran, Refusal},
};

/// How often to look whether transactions in doubt have committed, once they are older than this.
const LOOK: Duration = Duration::from_secs(1);

/// So many events are looked for at once.
const BATCH: usize = 1000;

/// Runs what waits, as many at once as the process has slots, until nothing does.
pub(super) async fn dispatch(core: Arc<Core>, cut: CancellationToken) {
    let this = &core.ephemeral;
    let mut tasks = JoinSet::new();
    let mut running: HashMap<Id, Given> = HashMap::new();
    loop {
        look(&core).await;
        let wait = {
            let mut waiting = this.waiting();
            let slots = core.config.processor.workers.saturating_sub(running.len());
            for one in (0..slots).map_while(|_| waiting.pop(core.now())) {
                let task = tasks.spawn(handle(Arc::clone(&core), one.clone()));
                running.insert(task.id(), one);
            }
            if waiting.drains {
                this.give_up_later(&core, &mut waiting);
            }
            if running.is_empty() && waiting.is_empty() {
                waiting.dispatched = None;
                return;
            }
            let is_full = running.len() >= core.config.processor.workers;
            waiting.wait(&core, is_full)
        };
        tokio::select! {
            biased;
            () = cut.cancelled() => break,
            Some(ended) = tasks.join_next_with_id() => {
                let id = ended.map_or_else(|failed| failed.id(), |(id, ())| id);
                running.remove(&id);
            }
            () = this.changed.notified() => {}
            () = async {
                match wait {
                    Some(wait) => core.clock.sleep(wait).await,
                    None => pending().await,
                }
            } => {}
        }
    }
    tasks.shutdown().await;
    let mut waiting = this.waiting();
    let left: Vec<Given> = running.into_values().chain(waiting.clear()).collect();
    for one in &left {
        this.drop_one(&core, &mut waiting, one);
    }
    waiting.dispatched = None;
    drop(waiting);
    tracing::warn!(
        events = left.len(),
        "shut down before ephemeral handlers were done with these: they are dropped"
    );
}

/// Runs what is due, one after the other; answers how many they were.
#[cfg(feature = "sqlite")]
pub(crate) async fn run_due(core: &Arc<Core>) -> usize {
    let mut count = 0;
    look(core).await;
    loop {
        let one = core.ephemeral.waiting().pop(core.now());
        let Some(one) = one else {
            break;
        };
        handle(Arc::clone(core), one).await;
        count += 1;
    }
    super::tell(core).await;
    count
}

impl Ephemeral {
    /// What is due later than all comes to its end is dropped, and what may never be is forgotten.
    fn give_up_later(&self, core: &Arc<Core>, waiting: &mut Waiting) {
        waiting.in_doubt.clear();
        let now = core.now();
        let is_later = |one: &Given| one.run_at > now;
        let later = waiting.queue.extract_if(.., |_, (one, _)| is_later(one));
        let later: Vec<_> = later.collect();
        for (_, (one, key)) in later {
            if let Some(key) = key {
                waiting.keys.remove(&key);
            }
            self.drop_one(core, waiting, &one);
        }
    }
}

impl Waiting {
    /// How long nothing is to be done, unless something changes or ends.
    fn wait(&self, core: &Core, is_full: bool) -> Option<Duration> {
        let now = core.now();
        let until = |time: Timestamp| Duration::try_from(time.duration_since(now));
        let due = self.next().filter(|_| !is_full);
        let due = due.map(|due| until(due).unwrap_or_default());
        let poll = core.config.processor.poll;
        let youngest = self.in_doubt.iter().map(|(_, since)| *since).max();
        let look = youngest.map(|since| {
            let age = Duration::try_from(now.duration_since(since)).unwrap_or_default();
            if age < LOOK { poll } else { LOOK.max(poll) }
        });
        due.into_iter().chain(look).min()
    }
}

/// Finds out which transactions in doubt have committed. A store that cannot be asked is asked again.
async fn look(core: &Arc<Core>) {
    let this = &core.ephemeral;
    let in_doubt = std::mem::take(&mut this.waiting().in_doubt);
    if in_doubt.is_empty() {
        return;
    }
    let mut ids: Vec<EventId> = in_doubt.iter().map(|(one, _)| one.event.id).collect();
    ids.dedup();
    let mut there = HashSet::new();
    for ids in ids.chunks(BATCH) {
        let stored = async { core.store().await?.records().stored(ids).await };
        match core.patiently(stored).await {
            Ok(stored) => there.extend(stored),
            Err(error) => tracing::debug!(%error, "cannot look which transactions have committed"),
        }
    }
    let now = core.now();
    let mut committed = Vec::new();
    let mut waiting = this.waiting();
    for (one, since) in in_doubt {
        if there.contains(&one.event.id) {
            committed.push(one);
        } else if now.duration_since(since) < metrics::ROLLED_BACK {
            waiting.in_doubt.push((one, since));
        }
    }
    for one in committed {
        this.put(core, &mut waiting, one, now);
    }
}

/// Runs a handler to its end, whichever that is.
async fn handle(core: Arc<Core>, one: Given) {
    let Some(consumer) = core.ephemeral.consumers.get(one.consumer) else {
        return;
    };
    let measured = core.meters.begun(&one.event, Some(one.run_at), core.now());
    let span = spans::handle(&one.event, &consumer.name);
    let ended = attempt(&core, consumer, &one)
        .instrument(span.clone())
        .await;
    measured.ended_as(match ended {
        Ok(()) => Processed::Succeeded,
        Err(error) => {
            let error = core.secrets.in_data(&one.event).hide(error);
            span.in_scope(|| {
                tracing::warn!(
                    error,
                    "an ephemeral handler failed; the event is not tried again"
                );
            });
            Processed::Dead
        }
    });
}

async fn attempt(core: &Arc<Core>, consumer: &Bound, one: &Given) -> Result<(), String> {
    let handler = consumer.one().ok_or("it takes batches")?;
    let cancel = Cancel::default();
    let event = (*one.event).clone();
    let handler = handler.start_unrecorded(Arc::clone(core), event, cancel.attempt.clone());
    let limit = (consumer.policy.timeout).or(core.config.processor.timeout);
    match run(handler, &consumer.name, None, core, &cancel, limit).await {
        End::Ran(Ran { tx, result }) => match result {
            Ok(Ok(Settle::Snooze(_))) => {
                Err("it cannot be put off: nothing of it is on record".to_owned())
            }
            Ok(Ok(_)) => {
                let committed = core.patiently(tx.commit()).await;
                committed.map_err(|error| format!("its transaction failed: {error}"))
            }
            Ok(Err(error)) => Err(retry::story(&error)),
            Err(Refusal::Undecodable(why) | Refusal::UnknownType(why)) => Err(why),
        },
        End::Panicked(panic) => {
            let panic = retry::panicked(&*panic);
            Err(format!("the handler panicked: {panic}"))
        }
        End::TimedOut(after) => Err(format!("timed out after {after:?}")),
        End::Cancelled => Err("the process shut down".to_owned()),
    }
}
