//! How a worker comes to know of work of which nobody told it, and when it looks around for whatever it may be.

use std::{sync::LazyLock, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;

use super::Engine;
use crate::{Result, core::Core, store::Store};

/// How often to look for work though the store tells of nothing new, at least.
const LOOK: Duration = Duration::from_secs(1);

/// The same where the store cannot tell, so that what was committed without a word does not wait for so long.
const UNTOLD: Duration = Duration::from_millis(300);

/// The beat of all that is done now and then. To wake a process that has nothing to do costs more than what it does then, so that
/// all of it is done at the same moments.
const BEAT: Duration = Duration::from_millis(100);

/// This pause, or one that is shorter by less than a beat and ends with one.
pub(crate) fn to_the_beat(pause: Duration) -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    if pause < BEAT {
        return pause;
    }
    let end = BEGUN.elapsed() + pause;
    let behind = end.as_nanos() % BEAT.as_nanos();
    pause.saturating_sub(Duration::from_nanos(
        u64::try_from(behind).unwrap_or_default(),
    ))
}

/// Returns when something may be due of which nobody told: the time of the next delivery has come, or somebody has written
/// something. Without `listening` that time is of no interest yet.
///
/// The store is asked at each poll, and all consumers are looked at when they have not been for a second: those with limits may be
/// held up, and would be looked at in vain.
pub(super) async fn until_due(
    engine: &Engine,
    store: &dyn Store,
    listening: bool,
    looked: &mut Instant,
) -> Result<()> {
    let (core, records) = (&engine.core, store.records());
    let tells = records.tells_of_changes();
    let pause = if tells {
        core.config.processor.poll
    } else {
        UNTOLD
    };
    let mut due = None;
    if listening {
        due = next_due(engine, store, &engine.unlimited).await?;
    }
    loop {
        tokio::select! {
            () = until(core, due) => return Ok(()),
            () = tokio::time::sleep(to_the_beat(pause)) => {}
        }
        if tells {
            if core.patiently(records.changed()).await? {
                return Ok(());
            }
            core.fetched();
        }
        let is_long_ago = looked.elapsed() >= LOOK;
        let consumers = match (is_long_ago, listening && !tells) {
            (true, _) => &engine.names,
            (false, true) => &engine.unlimited,
            (false, false) => continue,
        };
        due = next_due(engine, store, consumers).await?;
        core.fetched();
        if is_long_ago {
            *looked = Instant::now();
        }
    }
}

/// When the next delivery of these consumers is due, or one of a consumer with limits may be; `None` when none waits.
async fn next_due(
    engine: &Engine,
    store: &dyn Store,
    consumers: &[String],
) -> Result<Option<Timestamp>> {
    let core = &engine.core;
    let next = core.patiently(store.records().next_due(consumers)).await?;
    let limited = engine.limited.next(core.now());
    Ok(next.into_iter().chain(limited).min())
}

/// Returns at this time, or never.
async fn until(core: &Core, time: Option<Timestamp>) {
    let Some(time) = time else {
        return std::future::pending().await;
    };
    let wait = Duration::try_from(time.duration_since(core.now())).unwrap_or_default();
    core.clock.sleep(wait).await;
}
