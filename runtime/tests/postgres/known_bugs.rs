//! What went wrong in other runtimes on PostgreSQL, and must not here.

use std::{
    future::{pending, ready},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use buildamp_runtime::{App, Context, Result, Timestamp};
use futures_util::future::join_all;
use sqlx::PgPool;
use tokio::sync::{Notify, mpsc};

use crate::support::{Desk, Noted, noted};

const MOMENT: Duration = Duration::from_secs(30);

async fn until_registered(app: &App) -> Result<()> {
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// A handler that runs is called off within a second, though nobody tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn k7_a_running_handler_is_called_off_without_a_notification() -> Result<()> {
    let mut desk = Desk::new().await;
    desk.config.processor.poll = MOMENT;
    desk.config.processor.lease = MOMENT;
    let (began, mut beginnings) = mpsc::unbounded_channel();
    let app = App::new(desk.config.clone()).on("endless", move |_: Noted, _| {
        let (began, (ended, end)) = (began.clone(), mpsc::unbounded_channel::<()>());
        async move {
            let _ended = ended;
            began.send(end).unwrap();
            pending::<Result<()>>().await
        }
    });
    let worker = tokio::spawn(app.worker());
    until_registered(&app).await?;
    // The machine may be busy with something else at one of them.
    let mut times = Vec::new();
    for round in 0..3 {
        app.context().emit(noted(&round.to_string())).await?;
        let mut end = beginnings.recv().await.expect("the handler is there");
        let cancel = "UPDATE buildamp.deliveries SET state = 'cancelled', worker = NULL, claimed_at = NULL, lease_until = NULL";
        sqlx::query(cancel).execute(&desk.pool).await.unwrap();
        let called_off = Instant::now();
        let ended = tokio::time::timeout(MOMENT / 2, end.recv()).await;
        assert_eq!(ended, Ok(None), "it was dropped");
        times.push(called_off.elapsed());
    }
    let is_soon = |time: &Duration| *time < Duration::from_secs(1);
    assert!(times.iter().any(is_soon), "{times:?}");
    app.handle().shutdown();
    worker.await.expect("no panic")
}

/// What is emitted while the listener's connection is killed again and again waits for a look at most.
#[tokio::test(flavor = "multi_thread")]
async fn k12_nothing_waits_for_long_while_the_listener_is_killed_100_times() -> Result<()> {
    const EVENTS: usize = 10_000;
    const KILLS: usize = 100;
    const POLL: Duration = Duration::from_secs(1);
    let mut desk = Desk::new().await;
    desk.config.processor.poll = POLL;
    let (handled, mut waits) = mpsc::unbounded_channel();
    let app = App::new(desk.config.clone()).on("c", move |note: Noted, cx: Context| {
        let emitted: Timestamp = note.text.parse().expect("a time");
        handled.send(cx.now().duration_since(emitted)).unwrap();
        ready(Result::<()>::Ok(()))
    });
    let worker = tokio::spawn(app.worker());
    until_registered(&app).await?;
    let emitted = Arc::new(AtomicUsize::new(0));
    let emit = (0..8).map(|_| {
        let (cx, emitted) = (
            App::new(desk.config.clone()).context(),
            Arc::clone(&emitted),
        );
        tokio::spawn(async move {
            while emitted.fetch_add(1, Ordering::Relaxed) < EVENTS {
                cx.emit(noted(&cx.now().to_string())).await?;
            }
            Result::<()>::Ok(())
        })
    });
    let emitting = join_all(emit);
    let killing = async {
        for kill in 0..KILLS {
            while emitted.load(Ordering::Relaxed) < kill * EVENTS / KILLS {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            kill_listeners(&desk.pool).await;
        }
    };
    let (done, ()) = tokio::join!(emitting, killing);
    for done in done {
        done.expect("no panic")?;
    }
    let mut times = Vec::new();
    while times.len() < EVENTS {
        let wait = tokio::time::timeout(MOMENT, waits.recv()).await;
        times.extend(wait.unwrap_or_else(|_| panic!("{} of {EVENTS} are done", times.len())));
    }
    times.sort_unstable();
    let p99 = times[EVENTS * 99 / 100];
    let longest = POLL + Duration::from_millis(100);
    assert!(p99.unsigned_abs() <= longest, "{p99:#}");
    app.handle().shutdown();
    worker.await.expect("no panic")
}

async fn kill_listeners(pool: &PgPool) {
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    sqlx::query(kill).execute(pool).await.unwrap();
}

/// Processes are told apart though they are configured alike: what one of them leaves behind another takes over.
#[tokio::test(flavor = "multi_thread")]
async fn k16_processes_of_one_configuration_recover_each_others_orphans() -> Result<()> {
    let desk = Desk::new().await;
    let (began, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let app = || {
        let (began, ended) = (Arc::clone(&began), Arc::clone(&ended));
        App::new(desk.config.clone()).on("c", move |_: Noted, cx: Context| {
            let (began, ended) = (Arc::clone(&began), Arc::clone(&ended));
            async move {
                if cx.attempt() == 1 {
                    began.notify_one();
                    return pending::<Result<()>>().await;
                }
                ended.notify_one();
                Ok(())
            }
        })
    };
    let (first, second) = (app(), app());
    let leaves = tokio::spawn(first.worker());
    until_registered(&first).await?;
    first.context().emit(noted("orphan")).await?;
    began.notified().await;
    let stays = tokio::spawn(second.worker());
    leaves.abort();
    let since = Instant::now();
    ended.notified().await;
    let after = since.elapsed();
    assert!(
        after <= desk.config.processor.lease + Duration::from_secs(2),
        "{after:?}"
    );
    second.handle().shutdown();
    stays.await.expect("no panic")
}
