//! Takes what is due and runs its handlers, so many at once, until it is told to stop; then drains.

use std::{pin::pin, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinError, JoinSet},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use tracing::Instrument as _;

use super::{core::Core, handlers::Bound, waiting::Run};
use crate::{Processed, State, processor::Stop, retry, spans};

/// A handler that has been ended and runs on for this long is stuck: it blocks its thread, and its slot goes on without it.
const STUCK_AFTER: Duration = Duration::from_secs(10);

/// Works until it is told to stop, or until nothing is left where `stop` says so.
pub(super) async fn run(core: Arc<Core>, stop: Stop) {
    let cancel = CancellationToken::new();
    let deadline = async {
        stop.drain.cancelled().await;
        core.drain();
        tokio::select! {
            () = stop.cut.cancelled() => {}
            () = core.clock.sleep(core.config.processor.drain) => {}
        }
        cancel.cancel();
    };
    tokio::select! {
        () = carry_out(&core, &stop, &cancel) => {}
        // Handlers that still run end with the tasks that they run in.
        () = deadline => {}
        () = measure(&core) => {}
    }
    if stop.drain.is_cancelled() {
        core.close();
    }
}

async fn carry_out(core: &Arc<Core>, stop: &Stop, cancel: &CancellationToken) {
    let slots = Arc::new(Semaphore::new(core.config.processor.workers));
    let mut tasks = JoinSet::new();
    // The semaphore is never closed.
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        while tasks.try_join_next().is_some() {}
        let Some(run) = next(core, stop).await else {
            return;
        };
        let running = Running {
            core: Arc::clone(core),
            run,
            open: true,
            _slot: slot,
        };
        tasks.spawn(handle(running, cancel.clone()));
    }
}

/// The next run; `None` when there is no more to come.
async fn next(core: &Core, stop: &Stop) -> Option<Run> {
    loop {
        let mut rung = pin!(core.bell.notified());
        rung.as_mut().enable();
        let now = core.now();
        let (later, idle) = {
            let mut waiting = core.waiting();
            if let Some(run) = waiting.pop(now) {
                return Some(run);
            }
            (waiting.next_timer(), waiting.is_idle())
        };
        if idle && (stop.drain.is_cancelled() || stop.when_empty && later.is_none()) {
            return None;
        }
        tokio::select! {
            () = rung => {}
            () = until(core, later, now) => {}
            () = stop.drain.cancelled(), if !stop.drain.is_cancelled() => {}
        }
    }
}

async fn until(core: &Core, time: Option<Timestamp>, now: Timestamp) {
    match time {
        Some(time) => {
            let wait = Duration::try_from(time.duration_since(now)).unwrap_or_default();
            core.clock.sleep(wait).await;
        }
        None => std::future::pending().await,
    }
}

/// A run under way. Wherever it is dropped, it has ended.
struct Running {
    core: Arc<Core>,
    run: Run,
    open: bool,
    _slot: OwnedSemaphorePermit,
}

impl Running {
    fn end(&mut self, state: State, error: Option<String>) {
        self.open = false;
        self.core.waiting().ended(&self.run, state, error);
        // For whoever waits until all are done.
        self.core.bell.notify_waiters();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.open {
            self.end(State::Cancelled, None);
        }
    }
}

/// How a run came to its end.
enum Ended {
    Well,
    Failed(String),
    Cancelled,
}

async fn handle(mut running: Running, cancel: CancellationToken) {
    let core = Arc::clone(&running.core);
    let emitted = Arc::clone(&running.run.emitted);
    let place = emitted.consumers.get(running.run.which);
    let Some(consumer) = place.and_then(|place| core.consumers.get(*place)) else {
        return;
    };
    let event = &emitted.envelope;
    let measured = core.meters.begun(event, Some(running.run.due), core.now());
    let span = spans::handle(event, &consumer.name);
    let ended = attempt(&core, consumer, &running, cancel)
        .instrument(span.clone())
        .await;
    let (state, processed, error) = match ended {
        Ended::Well => (State::Succeeded, Processed::Succeeded, None),
        Ended::Failed(error) => {
            let error = emitted.unsaid.hide(error);
            span.in_scope(|| {
                tracing::warn!(error, "a handler failed; the event is not tried again");
            });
            (State::Dead, Processed::Dead, Some(error))
        }
        Ended::Cancelled => (State::Cancelled, Processed::Cancelled, None),
    };
    measured.ended_as(processed);
    running.end(state, error);
}

async fn attempt(
    core: &Arc<Core>,
    consumer: &Bound,
    running: &Running,
    cancel: CancellationToken,
) -> Ended {
    let emitted = Arc::clone(&running.run.emitted);
    let handler = consumer.run(Arc::clone(core), emitted, cancel);
    let mut task = AbortOnDropHandle::new(tokio::spawn(handler.in_current_span()));
    let timeout = consumer.timeout.or(core.config.processor.timeout);
    let late = async {
        match timeout {
            Some(timeout) => {
                core.clock.sleep(timeout).await;
                timeout
            }
            None => std::future::pending().await,
        }
    };
    let after = tokio::select! {
        biased;
        ran = &mut task => return match ran.map_err(JoinError::try_into_panic) {
            Ok(Ok(())) => Ended::Well,
            Ok(Err(error)) => Ended::Failed(error.to_string()),
            Err(Ok(panic)) => Ended::Failed(format!(
                "the handler panicked: {}",
                retry::panicked(&*panic)
            )),
            // The runtime shuts down.
            Err(Err(_)) => Ended::Cancelled,
        },
        after = late => after,
    };
    task.abort();
    tokio::select! {
        biased;
        // What it has come to meanwhile is too late.
        _ = &mut task => {}
        () = core.clock.sleep(STUCK_AFTER) => tracing::error!(
            "stuck: the handler was ended {STUCK_AFTER:?} ago and still blocks its thread; its slot goes on without it"
        ),
    }
    Ended::Failed(format!("timed out after {after:?}"))
}

/// Tells of the queue every now and then, for ever.
async fn measure(core: &Core) {
    loop {
        core.meters.measured(&core.queue());
        core.clock.sleep(crate::metrics::LOOK).await;
    }
}
