//! What runs beside the requests: the tail, the ends of sessions, the shutdown, and housekeeping.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::{connection::Connection, hub::Shared};
use crate::{Result, retry};

/// How many messages the tail reads at once.
const BATCH: u32 = 64;
/// How many rows a statement of the housekeeping touches at most, so that it never holds the writer for long.
const SWEEP: u32 = 2_000;
/// How long the tail waits for those whose queue is crowded, and how often at most.
const MOMENT: Duration = Duration::from_millis(2);
const MOMENTS: u32 = 15;
/// How long a connection may take to end cleanly.
const GRACE: Duration = Duration::from_secs(1);

pub(super) fn spawn(hub: &Arc<Shared>, until: &CancellationToken) {
    let run = |task: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
        tokio::spawn(until.clone().run_until_cancelled_owned(task));
    };
    run(Box::pin(tail(Arc::clone(hub))));
    run(Box::pin(ends(Arc::clone(hub))));
    run(Box::pin(stop(Arc::clone(hub))));
    run(Box::pin(keep_house(Arc::clone(hub))));
}

/// Carries messages from the database to the connections, for ever.
async fn tail(hub: Arc<Shared>) {
    let mut failing = false;
    loop {
        match turn(&hub).await {
            Ok(more) => {
                failing = false;
                if more {
                    // Those who just got something can write it before the next batch comes.
                    tokio::task::yield_now().await;
                    continue;
                }
            }
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "messages to browsers cannot be read; trying on");
                }
                failing = true;
            }
        }
        tokio::select! {
            () = hub.core.bell.messages.notified() => {}
            () = tokio::time::sleep(hub.core.config.processor.poll) => {}
        }
    }
}

/// Answers whether there may be more.
async fn turn(hub: &Shared) -> Result<bool> {
    let Some(cursor) = hub.cursor() else {
        return Ok(false);
    };
    // A healthy connection has to get through a batch before the next one: its queue must be longer.
    let half = u32::try_from(hub.core.config.sse.queue / 2).unwrap_or(BATCH);
    let batch = half.clamp(1, BATCH);
    let store = hub.core.store().await?;
    let posted = hub.core.patiently(store.messages().since(cursor, batch));
    let posted = posted.await?;
    let more = posted.len() == batch as usize;
    let crowded = hub.distribute(posted);
    // What comes one by one leaves time enough of itself, and a slow connection must not hold up the others.
    if more {
        give_way(crowded).await;
    }
    Ok(more)
}

/// Gives connections that are more than half full a moment to write. One that does not use it is slow: it is not waited
/// for again, and its messages' policies decide.
pub(super) async fn give_way(mut crowded: Vec<Arc<Connection>>) {
    for _ in 0..MOMENTS {
        if crowded.is_empty() {
            return;
        }
        tokio::time::sleep(MOMENT).await;
        crowded.retain(|connection| connection.is_crowded());
    }
    for connection in crowded {
        connection.stalled();
    }
}

/// Ends the connections of sessions that have ended here or have got another token.
async fn ends(hub: Arc<Shared>) {
    let mut ended = hub.core.ended.subscribe();
    loop {
        match ended.recv().await {
            Ok(session) => end(hub.of_session(&session), Connection::renew),
            Err(RecvError::Lagged(_)) => {
                for connection in hub.all() {
                    connection.doubt();
                }
            }
            // Cannot be: the core that sends is held here.
            Err(RecvError::Closed) => return,
        }
    }
}

/// Ends all connections when the application is told to stop; browsers come back to the next server.
async fn stop(hub: Arc<Shared>) {
    hub.stop.cancelled().await;
    end(hub.all(), Connection::end);
}

/// Ends connections, those whose peer reads at once and cleanly.
fn end(connections: Vec<Arc<Connection>>, how: fn(&Connection)) {
    if connections.is_empty() {
        return;
    }
    for connection in &connections {
        how(connection);
    }
    tokio::spawn(async move {
        tokio::time::sleep(GRACE).await;
        for connection in connections {
            connection.cut_if_stuck();
        }
    });
}

/// Says which streams are watched, and removes what is past its time.
async fn keep_house(hub: Arc<Shared>) {
    let age = hub.core.config.sse.history_age;
    let pause = (age / 4).clamp(Duration::from_secs(1), Duration::from_mins(1));
    loop {
        hub.core.clock.sleep(pause).await;
        if let Err(error) = hub.core.patiently(sweep(&hub, age, pause)).await {
            tracing::debug!(%error, "housekeeping failed; it is done again");
        }
    }
}

async fn sweep(hub: &Shared, age: Duration, pause: Duration) -> Result<()> {
    let store = hub.core.store().await?;
    let now = hub.core.now();
    for streams in hub.watched().chunks(SWEEP as usize) {
        store.messages().watched(streams, now).await?;
    }
    // A stream outlives its messages, and a process that is slow to say that it watches.
    let (messages, streams) = (
        retry::earlier(now, age),
        retry::earlier(now, age + 4 * pause),
    );
    // A message counts with its entries, so that fewer than the limit may not be the last.
    while store.messages().forget(messages, streams, SWEEP).await? > 0 {
        tokio::task::yield_now().await;
    }
    while store.sessions().expire(now, SWEEP).await? >= u64::from(SWEEP) {
        tokio::task::yield_now().await;
    }
    Ok(())
}
