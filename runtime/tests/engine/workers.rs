//! Workers as they run: at once, beside each other, one after the other.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Config, DeadReason, Emission, Error, Handlers, IntoOutcome as _, ManualClock, Outcome,
    Result, Settle, Start, State, Timestamp,
};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::Notify;

use crate::support::{Cx, Notes, Paid, Placed, config, event, story, until, welcome};

fn on(config: &Config, notes: &Notes) -> App<Notes> {
    App::new(config.clone()).state(notes.clone())
}

fn count(
    notes: &Notes,
) -> impl Fn(Placed, Cx) -> std::future::Ready<Result<(), Infallible>> + use<> {
    let notes = notes.clone();
    move |placed, _| {
        notes.add(placed.number);
        std::future::ready(Ok(()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wake_up_drains_the_backlog() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let app = on(&config(&folder), &notes).on("count", count(&notes));
    app.context()
        .emit_all((0..1_000).map(|number| Placed { number }))
        .await?;
    app.run_until_empty().await?;
    assert_eq!(notes.len(), 1_000);
    let running = tokio::spawn(app.worker());
    app.context()
        .emit_all((0..500).map(|number| Placed { number }))
        .await?;
    until(|| async { notes.len() == 1_500 }).await;
    app.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_hears_of_what_another_process_emits() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let worker = on(&config, &notes).on("count", count(&notes));
    let running = tokio::spawn(worker.worker());
    worker.context().emit(Placed { number: 0 }).await?;
    until(|| async { notes.len() == 1 }).await;
    // A web-only binary: no handlers, a writer of its own.
    let web = App::new(config.clone());
    let emitted = Instant::now();
    web.context().emit(Placed { number: 1 }).await?;
    until(|| async { notes.len() == 2 }).await;
    assert!(
        emitted.elapsed() < Duration::from_secs(1),
        "{:?}",
        emitted.elapsed()
    );
    web.context()
        .emit(Emission::new(Placed { number: 2 }).schedule(Duration::from_millis(300)))
        .await?;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(notes.len(), 2, "not early");
    until(|| async { notes.len() == 3 }).await;
    worker.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h12_a_new_consumer_joins_while_an_old_emitter_runs() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let old = App::new(config.clone()).context();
    old.emit(Placed { number: 1 }).await?;

    let late = Handlers::new().on("late", |placed: Placed, cx: Cx, _| {
        Box::pin(async move {
            cx.state().add(format!("late {}", placed.number));
            Outcome::Ok(Settle::Done)
        })
    });
    let history = Handlers::new()
        .on("history", |placed: Placed, cx: Cx, _| {
            Box::pin(async move {
                cx.state().add(format!("history {}", placed.number));
                Outcome::Ok(Settle::Done)
            })
        })
        .starting(Start::Beginning);
    let new = on(&config, &notes).handlers(late).handlers(history);
    new.run_until_empty().await?;
    old.emit(Placed { number: 2 }).await?;
    new.run_until_empty().await?;
    let mut seen = notes.all();
    seen.sort();
    assert_eq!(seen, ["history 1", "history 2", "late 2"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h12_a_worker_never_claims_for_a_consumer_that_it_does_not_have() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let full = on(&config, &notes)
        .on("count", count(&notes))
        .on("other", count(&notes));
    let event = full.context().emit(Placed { number: 1 }).await?;
    on(&config, &notes)
        .on("count", count(&notes))
        .run_until_empty()
        .await?;
    let states = story(&full, event).await?;
    assert_eq!(
        states,
        [
            (State::Succeeded, vec!["succeeded".to_owned()]),
            (State::Pending, vec![])
        ]
    );
    full.run_until_empty().await?;
    assert_eq!(notes.len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h12_a_type_that_this_build_does_not_know_is_handed_on_and_dead_after_a_day() -> Result<()>
{
    event!(Renamed { number: u32 } = "shop.order.renamed");
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let newer = || {
        on(&config, &notes).clock(Arc::clone(&clock)).on(
            "count",
            |renamed: Renamed, cx: Cx| async move {
                cx.state().add(renamed.number);
                Ok::<_, Infallible>(())
            },
        )
    };
    let older = || {
        on(&config, &notes)
            .clock(Arc::clone(&clock))
            .on("count", count(&notes))
    };
    let emitter = newer().context();
    let first = emitter
        .emit(Emission::new(Renamed { number: 1 }).max_attempts(1))
        .await?;
    let second = emitter
        .emit(Emission::new(Renamed { number: 2 }).max_attempts(1))
        .await?;

    // An older release runs on beside it, and knows another type under the consumer's name.
    let old = older();
    let running = tokio::spawn(old.worker());
    let tried = async |times| {
        for event in [first, second] {
            until(|| async { story(&old, event).await.unwrap()[0].1.len() == times }).await;
        }
    };
    tried(1).await;
    assert_eq!(
        story(&old, first).await?,
        [(State::Pending, vec!["released".to_owned()])],
        "no attempt is charged"
    );
    clock.advance(Duration::from_secs(2));
    tried(2).await;
    old.handle().shutdown();
    running.await.unwrap()?;

    // The newer release takes both.
    clock.advance(Duration::from_secs(2));
    let new = newer();
    let running = tokio::spawn(new.worker());
    until(|| async { notes.len() == 2 }).await;
    new.handle().shutdown();
    running.await.unwrap()?;
    assert_eq!(story(&new, first).await?[0].0, State::Succeeded);

    // Should none ever come that knows it, it is dead after a day. (Who registers last says what the consumer is sent.)
    let third = newer()
        .context()
        .emit(Emission::new(Renamed { number: 3 }).max_attempts(1))
        .await?;
    let old = older();
    let running = tokio::spawn(old.worker());
    until(|| async { story(&old, third).await.unwrap()[0].1.len() == 1 }).await;
    clock.advance(Duration::from_hours(24));
    until(|| async { story(&old, third).await.unwrap()[0].0 == State::Dead }).await;
    old.handle().shutdown();
    running.await.unwrap()?;
    let trace = old.trace(third.into()).await?;
    assert_eq!(
        trace.events[0].deliveries[0].delivery.dead_reason,
        Some(DeadReason::UnknownType)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h2_a_shutdown_lets_handlers_finish() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let app = on(&config(&folder), &notes).on("slow", |placed: Placed, cx: Cx| async move {
        cx.state().add("begun");
        tokio::time::sleep(Duration::from_millis(300)).await;
        cx.state().add(placed.number);
        Ok::<_, Infallible>(())
    });
    let event = app.context().emit(Placed { number: 1 }).await?;
    let running = tokio::spawn(app.worker());
    until(|| async { notes.len() == 1 }).await;
    app.handle().shutdown();
    app.context().emit(Placed { number: 2 }).await?;
    running.await.unwrap()?;
    assert_eq!(
        notes.all(),
        ["begun", "1"],
        "what runs finishes, nothing new is taken"
    );
    assert_eq!(
        story(&app, event).await?,
        [(State::Succeeded, vec!["succeeded".to_owned()])]
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h2_the_deadline_of_the_drain_ends_handlers_without_charging_the_attempt() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let mut config = config(&folder);
    config.processor.drain = Duration::from_millis(200);
    config.processor.workers = 1;
    let stuck = on(&config, &notes).on("slow", |_: Placed, cx: Cx| async move {
        cx.state().add("begun");
        std::future::pending::<Result<(), Infallible>>().await
    });
    let event = stuck
        .context()
        .emit(Emission::new(Placed { number: 1 }).max_attempts(1))
        .await?;
    let waiting = stuck.context().emit(Placed { number: 2 }).await?;
    let running = tokio::spawn(stuck.worker());
    until(|| async { notes.len() == 1 }).await;
    let asked = Instant::now();
    stuck.handle().shutdown();
    running.await.unwrap()?;
    assert!(
        (200..1_500).contains(&asked.elapsed().as_millis()),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!(
        story(&stuck, event).await?,
        [(State::Pending, vec!["released".to_owned()])]
    );
    assert_eq!(story(&stuck, waiting).await?[0].0, State::Pending);

    let next = on(&config, &notes).on("slow", |_: Placed, cx: Cx| async move {
        cx.state().add(format!("attempt {}", cx.attempt()));
        Ok::<_, Infallible>(())
    });
    next.run_until_empty().await?;
    assert_eq!(
        story(&next, event).await?,
        [(
            State::Succeeded,
            vec!["released".to_owned(), "succeeded".to_owned()]
        )]
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h2_a_heartbeat_keeps_the_lease_of_a_long_handler() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let long = |notes: &Notes| {
        on(&config, notes).on("long", |_: Placed, cx: Cx| async move {
            tokio::time::sleep(Duration::from_millis(2_500)).await;
            cx.state().add(cx.attempt());
            Ok::<_, Infallible>(())
        })
    };
    let (one, two) = (long(&notes), long(&notes));
    let event = one.context().emit(Placed { number: 1 }).await?;
    let running = [tokio::spawn(one.worker()), tokio::spawn(two.worker())];
    until(|| async { notes.len() == 1 }).await;
    one.handle().shutdown();
    two.handle().shutdown();
    for running in running {
        running.await.unwrap()?;
    }
    assert_eq!(notes.all(), ["1"], "two and a half leases, one attempt");
    assert_eq!(
        story(&one, event).await?,
        [(State::Succeeded, vec!["succeeded".to_owned()])]
    );
    Ok(())
}

/// Two workers with clocks of their own: the first stands still in the middle of a handler, so that its lease runs out
/// for the second.
struct Overtaken {
    clock: Arc<ManualClock>,
    first: App<Notes>,
    go_on: Arc<Notify>,
    /// How many handlers have returned or were dropped.
    ended: Arc<AtomicU32>,
    notes: Notes,
    event: buildamp_runtime::EventId,
    running: tokio::task::JoinHandle<Result<()>>,
    _folder: tempfile::TempDir,
}

/// Counts when it goes.
struct Ends(Arc<AtomicU32>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

async fn overtaken() -> Result<Overtaken> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let go_on = Arc::new(Notify::new());
    let (begun, ended) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let handlers = || {
        let (go_on, begun, ended) = (Arc::clone(&go_on), Arc::clone(&begun), Arc::clone(&ended));
        Handlers::new().on("book", move |placed: Placed, cx: Cx, tx| {
            let (go_on, begun, ends) = (
                Arc::clone(&go_on),
                Arc::clone(&begun),
                Ends(Arc::clone(&ended)),
            );
            Box::pin(async move {
                let _ends = ends;
                begun.fetch_add(1, Ordering::SeqCst);
                if cx.attempt() == 1 {
                    go_on.notified().await;
                }
                let write: anyhow::Result<()> = async {
                    let book =
                        sqlx::query("insert into ledger values (?)").bind(i64::from(placed.number));
                    book.execute(tx.sqlite()?).await?;
                    Ok(())
                }
                .await;
                cx.state()
                    .add(format!("attempt {} wrote: {}", cx.attempt(), write.is_ok()));
                write.into_outcome()
            })
        })
    };
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let first = on(&config, &notes)
        .clock(Arc::clone(&clock))
        .handlers(handlers());
    let mut tx = first.context().begin().await?;
    sqlx::query("create table ledger (number integer)")
        .execute(tx.sqlite()?)
        .await
        .unwrap();
    tx.commit().await?;
    let event = first.context().emit(Placed { number: 7 }).await?;
    let running = tokio::spawn(first.worker());
    until(|| async { begun.load(Ordering::SeqCst) == 1 }).await;

    let later = ManualClock::at(Timestamp::UNIX_EPOCH + Duration::from_secs(10));
    let later = Arc::new(later);
    let second = on(&config, &notes)
        .clock(Arc::clone(&later))
        .handlers(handlers());
    let taking_over = tokio::spawn(second.worker());
    until(|| async {
        later.advance(Duration::from_millis(100));
        story(&second, event).await.unwrap()[0].0 == State::Succeeded
    })
    .await;
    second.handle().shutdown();
    taking_over.await.unwrap()?;
    assert_eq!(notes.all(), ["attempt 2 wrote: true"]);
    Ok(Overtaken {
        clock,
        first,
        go_on,
        ended,
        notes,
        event,
        running,
        _folder: folder,
    })
}

impl Overtaken {
    async fn ends_with_one_effect(self) -> Result<()> {
        self.first.handle().shutdown();
        self.running.await.unwrap()?;
        let mut tx = self.first.context().begin().await?;
        let booked: i64 = sqlx::query_scalar("select count(*) from ledger")
            .fetch_one(tx.sqlite()?)
            .await
            .unwrap();
        assert_eq!(booked, 1);
        tx.rollback().await?;
        let expected = vec!["worker_lost".to_owned(), "succeeded".to_owned()];
        assert_eq!(
            story(&self.first, self.event).await?,
            [(State::Succeeded, expected)]
        );
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k13_an_attempt_that_was_overtaken_cannot_settle() -> Result<()> {
    let overtaken = overtaken().await?;
    overtaken.go_on.notify_one();
    until(|| async { overtaken.notes.len() == 2 }).await;
    assert_eq!(
        overtaken.notes.all()[1],
        "attempt 1 wrote: true",
        "into a transaction that is rolled back"
    );
    overtaken.ends_with_one_effect().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k22_a_heartbeat_that_finds_the_lease_lost_ends_the_handler() -> Result<()> {
    let overtaken = overtaken().await?;
    overtaken.clock.advance(Duration::from_millis(400));
    until(|| async { overtaken.ended.load(Ordering::SeqCst) == 2 }).await;
    overtaken.go_on.notify_one();
    let notes = overtaken.notes.clone();
    overtaken.ends_with_one_effect().await?;
    assert_eq!(notes.len(), 1, "the first attempt never came to write");
    Ok(())
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_start() {
    let mut config = Config::default();
    config.processor.workers = 0;
    let refused = App::new(config).worker().await;
    assert!(
        matches!(&refused, Err(Error::Config(text)) if text.contains("processor.workers")),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slots_that_stay_busy_give_back_what_was_claimed_ahead() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let mut config = config(&folder);
    config.processor.workers = 2;
    // Quick ones first, so that the worker claims ahead, then slow ones.
    let mixed = |notes: &Notes| {
        on(&config, notes).on("mixed", |placed: Placed, cx: Cx| async move {
            if placed.number >= 100 {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            cx.state().add(placed.number);
            Ok::<_, Infallible>(())
        })
    };
    let (one, two) = (mixed(&notes), mixed(&notes));
    one.context()
        .emit_all((0..104).map(|number| Placed { number }))
        .await?;
    let begun = Instant::now();
    let (first, second) = tokio::join!(one.run_until_empty(), async {
        until(|| async { notes.len() >= 100 }).await;
        two.run_until_empty().await
    });
    first.and(second)?;
    assert_eq!(notes.len(), 104);
    assert!(
        begun.elapsed() < Duration::from_millis(3_900),
        "two workers share the slow ones: {:?}",
        begun.elapsed()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_without_handlers_registers_nothing_and_waits_for_its_end() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let web = on(&config(&folder), &notes);
    let running = tokio::spawn(web.worker());
    let event = web.context().emit(Paid { number: 1 }).await?;
    web.context().emit(welcome()).await?;
    assert!(story(&web, event).await?.is_empty());
    assert!(!running.is_finished());
    web.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_a_store_that_fails_for_a_while_does_not_end_the_worker() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let mut config = config(&folder);
    config.processor.tx_timeout = Duration::from_millis(100);
    let app = on(&config, &notes).on("count", count(&notes));
    let running = tokio::spawn(app.worker());
    app.context().emit(Placed { number: 1 }).await?;
    until(|| async { notes.len() == 1 }).await;
    app.context()
        .emit(Emission::new(Placed { number: 2 }).schedule(Duration::from_millis(100)))
        .await?;

    // Another program holds the database for longer than anyone waits for it.
    let options = SqliteConnectOptions::new().filename(folder.path().join("app.db"));
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("begin immediate")
        .execute(&mut other)
        .await
        .unwrap();
    let refused = app.context().emit(Placed { number: 3 }).await;
    assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(notes.len(), 1);
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    until(|| async { notes.len() == 2 }).await;
    app.context().emit(Placed { number: 4 }).await?;
    until(|| async { notes.len() == 3 }).await;
    app.handle().shutdown();
    running.await.unwrap()
}
