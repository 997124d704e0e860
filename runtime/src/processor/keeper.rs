//! Keeps leases alive, takes deliveries away from workers that did not, and lets events go whose time is over.

use std::time::Duration;

use jiff::Timestamp;

use super::{Engine, held::Held, pulse::Pulse, to_the_beat};
use crate::{
    Error, Keep, Result,
    core::Core,
    process::Process,
    retry,
    store::{self, Purged, Store, WorkerId},
};

/// A rescue pass that finds nothing costs one look at an index, so it need not be rare: what a dead worker held runs
/// again soon after its lease.
const RESCUE_AT_MOST: Duration = Duration::from_millis(500);

/// How soon a handler whose delivery was called off is told, whoever did that and in whichever process.
const WATCH: Duration = Duration::from_millis(500);

/// So many events are looked at in one transaction of the purge, so that nobody waits for it for long.
const PURGE: u32 = 500;

/// How long the purge leaves others alone between two of its transactions.
const PURGE_NEXT: Duration = Duration::from_millis(100);

/// How long it rests when there was nothing left to look at.
const PURGE_AGAIN: Duration = Duration::from_mins(1);

/// How often keys that nothing waits for any more are forgotten.
const FORGET: Duration = Duration::from_mins(1);

/// Extends the lease of all that is held each third of it, for ever. What was lost meanwhile is cancelled.
pub(crate) async fn heartbeat(engine: &Engine, held: &Held) {
    let lease = engine.core.config.processor.lease;
    loop {
        let pause = match engine.core.patiently(extend(engine, held, lease)).await {
            Ok(()) => {
                engine.pulse.beats(lease);
                lease / 3
            }
            Err(error) => {
                engine.pulse.fails();
                engine.complaints.say(&error, "cannot extend leases");
                lease / 12
            }
        };
        engine.core.clock.sleep(pause).await;
    }
}

/// Ends handlers whose deliveries were called off or taken over, for ever.
pub(crate) async fn watch(engine: &Engine, held: &Held) {
    loop {
        engine.core.clock.sleep(to_the_beat(WATCH)).await;
        if let Err(error) = engine.core.patiently(watch_once(engine, held)).await {
            let what = "cannot look for deliveries that were called off";
            engine.complaints.say(&error, what);
        }
    }
}

async fn watch_once(engine: &Engine, held: &Held) -> Result<()> {
    let all = held.all();
    if all.is_empty() {
        return Ok(());
    }
    let store = engine.core.store().await?;
    let lost = store.records().lost(engine.core.worker, &all).await?;
    // What has been written down meanwhile is held no more.
    held.lose(&lost);
    Ok(())
}

/// How often to look whether another process has changed the schema.
const LOOK: Duration = Duration::from_secs(1);

/// Returns once this build cannot go on with the schema, with the reason.
pub(crate) async fn until_unfit(engine: &Engine) -> Error {
    loop {
        // Real time: it is another process that changes it.
        tokio::time::sleep(to_the_beat(LOOK)).await;
        let looked = async { store::fits(engine.core.store().await?.as_ref()).await };
        match engine.core.patiently(looked).await {
            Err(unfit @ Error::Schema(_)) => {
                tracing::error!(error = %unfit, "takes no more work and ends");
                return unfit;
            }
            Err(error) => tracing::debug!(%error, "cannot look at the schema"),
            Ok(()) => {}
        }
    }
}

/// Makes what other workers left behind run again, for ever. Passes of several workers spread by their random pauses.
pub(crate) async fn rescue(engine: &Engine) {
    let lease = engine.core.config.processor.lease;
    let pause = (lease / 2).min(RESCUE_AT_MOST);
    loop {
        // The same time for both: a clock that is set in between would take all others for lost.
        let now = engine.core.now();
        look_at_the_clock(&engine.core, &engine.pulse, now, lease);
        if engine.pulse.is_steady()
            && let Err(error) = engine.core.patiently(rescue_once(engine, now)).await
        {
            engine.pulse.fails();
            engine.complaints.say(&error, "cannot look for orphans");
        }
        let pause = to_the_beat(pause.mul_f64(0.9 + 0.2 * engine.core.share()));
        engine.core.clock.sleep(pause).await;
    }
}

/// A clock that a test moves is right.
fn look_at_the_clock(core: &Core, pulse: &Pulse, now: Timestamp, lease: Duration) {
    if core.clock.is_local() {
        pulse.look(now, lease, core.is_time_shared());
    }
}

/// One pass. Nothing is written where a look finds nobody lost.
pub(crate) async fn rescue_once(engine: &Engine, now: Timestamp) -> Result<()> {
    let core = &engine.core;
    let store = core.store().await?;
    let machine = core.process.as_ref().map(|own| &*own.machine);
    let orphans = store.records().orphans(core.worker, machine, now).await?;
    let ended = end_leases(store.as_ref(), orphans.neighbours, now).await?;
    if !ended && !orphans.any {
        return Ok(());
    }
    let rescued = store.rescue(now, core.config.processor.max_lost).await?;
    if rescued.retrying + rescued.dead > 0 {
        tracing::warn!(
            retrying = rescued.retrying,
            dead = rescued.dead,
            "took deliveries over from lost workers"
        );
        core.bell.deliveries.notify_one();
        core.bell.messages.notify_one();
        core.bell.ended.some.notify_waiters();
    }
    Ok(())
}

/// Ends the leases of those workers of this machine whose processes are gone; answers whether there are any.
async fn end_leases(
    store: &dyn Store,
    neighbours: Vec<(WorkerId, String)>,
    now: Timestamp,
) -> Result<bool> {
    let gone: Vec<WorkerId> = neighbours
        .into_iter()
        .filter(|(_, number)| Process::is_gone(number))
        .map(|(worker, _)| worker)
        .collect();
    if gone.is_empty() {
        return Ok(false);
    }
    tracing::warn!(workers = gone.len(), "the processes of workers are gone");
    store.end_leases(&gone, now).await?;
    Ok(true)
}

/// Removes what has been kept for long enough, part by part, for ever.
pub(crate) async fn purge(engine: &Engine) {
    loop {
        let pause = match engine.core.patiently(purge_once(engine)).await {
            Ok(Purged { looked: 0, .. }) => PURGE_AGAIN,
            Ok(_) => PURGE_NEXT,
            Err(error) => {
                engine
                    .complaints
                    .say(&error, "cannot remove what has been kept for long enough");
                PURGE_AGAIN
            }
        };
        let pause = pause.mul_f64(0.8 + 0.4 * engine.core.share());
        engine.core.clock.sleep(pause).await;
    }
}

/// One pass over events, one over the inbox, and one over the calls of services that belong to no event; what it forgets of those
/// it has looked at.
async fn purge_once(engine: &Engine) -> Result<Purged> {
    let core = &engine.core;
    let (store, now) = (core.store().await?, core.now());
    let purged = store.retention().purge(now, PURGE).await?;
    let forgotten = match core.config.retention.inbox {
        Keep::For(time) => {
            let before = retry::earlier(now, time);
            store.retention().forget_received(before, PURGE).await?
        }
        Keep::Forever => 0,
    };
    let calls = match core.config.retention.succeeded {
        Keep::For(time) => {
            let before = retry::earlier(now, time);
            store.calls().forget(before, PURGE).await?
        }
        Keep::Forever => 0,
    };
    if purged.events > 0 {
        tracing::debug!(
            events = purged.events,
            "removed events whose retention is over"
        );
    }
    Ok(Purged {
        looked: purged.looked + forgotten + calls,
        ..purged
    })
}

/// Passes until nothing is left to look at; answers how many events are gone.
#[cfg(feature = "sqlite")]
pub(crate) async fn purge_all(engine: &Engine) -> Result<u64> {
    let mut events = 0;
    loop {
        match purge_once(engine).await? {
            Purged { looked: 0, .. } => return Ok(events),
            purged => events += purged.events,
        }
    }
}

/// Forgets the keys of events that are on their way no more, for ever.
pub(crate) async fn forget(engine: &Engine) {
    loop {
        let pause = FORGET.mul_f64(0.8 + 0.4 * engine.core.share());
        engine.core.clock.sleep(pause).await;
        if let Err(error) = engine.core.patiently(forget_once(engine)).await {
            engine
                .complaints
                .say(&error, "cannot forget keys that nothing waits for any more");
        }
    }
}

async fn forget_once(engine: &Engine) -> Result<()> {
    let store = engine.core.store().await?;
    store.forget_debounces(engine.core.now()).await.map(drop)
}

async fn extend(engine: &Engine, held: &Held, lease: Duration) -> Result<()> {
    let store = engine.core.store().await?;
    let until = retry::later(engine.core.now(), lease);
    let lost = store.extend(engine.core.worker, &held.all(), until).await?;
    // Among them may be what has just been written down; whose handler still runs says so when it is ended.
    held.lose(&lost);
    Ok(())
}
