//! One run of a handler, as a task of its own: its slot can end it, and go on without it when it cannot be ended.

use std::{any::Any, future::pending, time::Duration};

use futures_util::future::BoxFuture;
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

use super::attempt::Cancel;
use crate::{core::Core, store::DeliveryId};

/// A handler that has been ended and runs on for this long is stuck: it blocks its thread. Nothing can end it, so its slot
/// takes something else.
const STUCK_AFTER: Duration = Duration::from_secs(10);

/// How a run came to its end.
pub(super) enum End<T> {
    /// The handler returned.
    Ran(T),
    /// It panicked with this.
    Panicked(Box<dyn Any + Send>),
    /// It was ended after this long, the longest that it may take. What it comes to later is dropped.
    TimedOut(Duration),
    /// It was called off.
    Cancelled,
}

/// Runs the handler. When this returns its transaction is rolled back or in what it returned, unless the handler is stuck;
/// dropping the future ends the handler, too.
///
/// `first` names the attempt, or the first of a batch.
pub(super) async fn run<T: Send + 'static>(
    handler: BoxFuture<'static, T>,
    consumer: &str,
    first: Option<(DeliveryId, u32)>,
    core: &Core,
    cancel: &Cancel,
    timeout: Option<Duration>,
) -> End<T> {
    let mut task = AbortOnDropHandle::new(tokio::spawn(handler.in_current_span()));
    let end = tokio::select! {
        biased;
        () = cancel.attempt.cancelled() => End::Cancelled,
        ran = &mut task => return end_of(ran),
        after = late(core, timeout) => End::TimedOut(after),
    };
    task.abort();
    tokio::select! {
        biased;
        // What it has come to meanwhile is too late.
        _ = &mut task => {}
        () = core.clock.sleep(STUCK_AFTER) => tracing::error!(
            consumer,
            delivery = first.map(|(delivery, _)| delivery.0),
            attempt = first.map(|(_, attempt)| attempt),
            "stuck: the handler was ended {STUCK_AFTER:?} ago and still blocks its thread; its slot goes on without it"
        ),
    }
    end
}

/// Returns when the handler has taken as long as it may; never when it may take any time.
pub(super) async fn late(core: &Core, timeout: Option<Duration>) -> Duration {
    match timeout {
        Some(timeout) => {
            core.clock.sleep(timeout).await;
            timeout
        }
        None => pending().await,
    }
}

fn end_of<T>(ran: Result<T, JoinError>) -> End<T> {
    match ran.map_err(JoinError::try_into_panic) {
        Ok(ran) => End::Ran(ran),
        Err(Ok(panic)) => End::Panicked(panic),
        // The runtime shuts down.
        Err(Err(_)) => End::Cancelled,
    }
}
