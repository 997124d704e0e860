//! The processor: takes deliveries that are due, runs their handlers, writes down how they ended.
//!
//! The database is the queue; everything in memory is a hint. A worker claims what its slots can start at once and, while
//! handlers are quicker than a commit, a small batch more ([`pace`]), so a crash can run again what was held at that moment
//! and no more. Ends are written together with the next claim, in one commit.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

#[cfg(feature = "cron")]
use crate::cron;
use crate::{Result, continuation, expect, metrics};

mod attempt;
mod batch;
mod complaints;
mod engine;
pub(crate) mod ephemeral;
mod gathering;
#[cfg(feature = "services")]
mod given_up;
mod held;
pub(crate) mod inline;
mod keeper;
mod limited;
mod look;
mod pace;
mod pulse;
mod queue;
mod run;
mod slots;
mod worker;

#[cfg(feature = "sqlite")]
pub(crate) use attempt::attempt;
pub(crate) use attempt::{Cancel, Ended};
#[cfg(feature = "sqlite")]
pub(crate) use batch::attempts;
pub(crate) use engine::Engine;
use ephemeral::Ephemeral;
#[cfg(feature = "sqlite")]
pub(crate) use gathering::batches;
#[cfg(feature = "sqlite")]
pub(crate) use keeper::{purge_all, rescue_once};
pub(crate) use look::to_the_beat;
pub(crate) use slots::{Reserved, Slots};
use worker::Worker;

/// How long the ends of handlers that the drain's deadline cut off may take to be written down.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// When the processor ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    /// Take nothing new, and let the handlers finish.
    pub drain: CancellationToken,
    /// Do not wait for the handlers.
    pub cut: CancellationToken,
    /// Stop once nothing is pending, retrying or running.
    pub when_empty: bool,
}

/// Works until it is told to stop, then drains. A store that fails on the way is tried again, not given up.
///
/// # Errors
/// The store cannot be opened at the start; or its schema is none any more that this build can work with.
pub(crate) async fn run(engine: Arc<Engine>, stop: Stop) -> Result<()> {
    engine.core.store().await?;
    expect::register(&engine).await?;
    if stop.when_empty {
        expect::round(&engine).await?;
    }
    #[cfg(feature = "cron")]
    {
        cron::register(&engine).await?;
        if stop.when_empty {
            // What is due already is part of what there is to do.
            cron::round(&engine).await?;
        }
    }
    if engine.names.is_empty() {
        if stop.when_empty {
            return Ok(());
        }
        // A web-only process, or one that only emits: nothing to do but to wait for the end.
        let wait = async { tokio::join!(stop.drain.cancelled(), watch_the_clock(&engine, &stop)) };
        return tokio::select! {
            ((), ()) = wait => Ok(()),
            () = metrics::follow(&engine.core) => Ok(()),
            unfit = keeper::until_unfit(&engine) => Err(unfit),
        };
    }
    let mut worker = Worker::start(engine);
    let engine = Arc::clone(worker.engine());
    let held = Arc::clone(worker.held());
    let misfit = OnceLock::new();
    // Both keep going through the drain: handlers that finish still need their leases.
    tokio::select! {
        () = async {
            tokio::join!(
                keeper::heartbeat(&engine, &held),
                keeper::watch(&engine, &held),
                keeper::rescue(&engine),
                keeper::forget(&engine),
                metrics::follow(&engine.core),
                keeper::purge(&engine),
                watch_the_clock(&engine, &stop),
                async {
                    let _ = misfit.set(keeper::until_unfit(&engine).await);
                    // Whoever asks whether the process is ready is told so from now on.
                    stop.drain.cancel();
                }
            );
        } => {}
        () = async {
            worker.work(&stop).await;
            let deadline = Instant::now() + engine.core.config.processor.drain;
            worker.drain(&stop).await;
            Ephemeral::drain(&engine.core, deadline, &stop.cut).await;
        } => {}
    }
    // What handlers sent to browsers while their transaction was open.
    let sent = tokio::time::timeout(LAST_WRITES, engine.core.late.all_sent());
    if sent.await.is_err() {
        tracing::error!("shut down before all messages to browsers were sent");
    }
    misfit.into_inner().map_or(Ok(()), Err)
}

/// Emits what the time brings, ticks of crons, what is overdue and what comes after a chain, until the drain begins.
async fn watch_the_clock(engine: &Engine, stop: &Stop) {
    tokio::join!(
        expect::run(engine, &stop.drain),
        continuation::run(engine, &stop.drain),
        async {
            #[cfg(feature = "cron")]
            cron::run(engine, &stop.drain).await;
        }
    );
}
