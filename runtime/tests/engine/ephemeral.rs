//! Handlers that run after the commit, as far as there is room.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use buildamp_runtime::{
    App, Batch, BatchEnd, Config, Emission, Error, Handlers, Limits, Metrics, Mode, Processed,
    Result, Resync, Settle, testing::TestApp,
};

use crate::support::{Cx, Log, Notes, Paid, Placed, app, config, until};

const SECOND: Duration = Duration::from_secs(1);

fn placed(number: u32) -> Placed {
    Placed { number }
}

/// What is counted of ephemeral events.
#[derive(Debug, Clone, Default)]
struct Counts {
    dropped: Arc<AtomicU64>,
    succeeded: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Metrics for Counts {
    fn record_event_dropped(&self, _source: &str, event_type: &str, count: u64) {
        assert_eq!(event_type, "shop.order.placed");
        self.dropped.fetch_add(count, Ordering::Relaxed);
    }

    fn record_event_processed(&self, _: &str, _: &str, status: Processed, _: Duration) {
        let counter = match status {
            Processed::Succeeded => &self.succeeded,
            _ => &self.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Counts {
    fn all(&self) -> [u64; 3] {
        [&self.succeeded, &self.failed, &self.dropped].map(|it| it.load(Ordering::Relaxed))
    }
}

/// A handler that notes numbers.
fn notes_it(app: App<Notes>) -> App<Notes> {
    app.on("notes", |placed: Placed, cx: Cx| async move {
        cx.state().add(placed.number);
        Ok::<_, Error>(())
    })
    .mode(Mode::Ephemeral)
}

#[tokio::test]
async fn an_ephemeral_handler_runs_after_the_commit_and_leaves_no_record() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(notes_it(app(&notes))).await?;
    let cx = app.context();
    let mut undone = cx.begin().await?;
    Emission::new(placed(1)).emit(&mut undone).await?;
    undone.rollback().await?;
    let mut tx = cx.begin().await?;
    Emission::new(placed(2)).emit(&mut tx).await?;
    assert_eq!(notes.len(), 0, "it is not committed");
    tx.commit().await?;
    cx.emit(placed(3)).await?;
    cx.emit_all([placed(4), placed(5)]).await?;
    assert_eq!(app.run_until_idle().await?, 4);
    assert_eq!(notes.all(), ["2", "3", "4", "5"]);
    assert_eq!(app.deliveries_of("notes").await?, []);
    let consumer = app.app().consumers().await?.remove(0);
    assert_eq!((consumer.mode, consumer.pending), (Mode::Ephemeral, 0));
    Ok(())
}

#[tokio::test]
async fn an_ephemeral_handler_that_fails_is_not_tried_again() -> Result<()> {
    let (notes, counts) = (Notes::default(), Counts::default());
    let handlers = Handlers::new()
        .on("writes", |placed: Placed, cx: Cx, tx| {
            Box::pin(async move {
                cx.state().add(placed.number);
                Emission::new(Paid {
                    number: placed.number,
                })
                .emit(tx)
                .await?;
                match placed.number {
                    1 => Err(io::Error::other("refused").into()),
                    2 => panic!("it fails"),
                    3 => Ok(Settle::Snooze(SECOND)),
                    _ => Ok(Settle::Done),
                }
            })
        })
        .mode(Mode::Ephemeral);
    let app = app(&notes).handlers(handlers).metrics(counts.clone());
    let app = TestApp::new(app).await?;
    let (log, _listens) = Log::listen();
    app.context().emit_all((1..=4).map(placed)).await?;
    assert_eq!(app.run_until_idle().await?, 4);
    app.advance(10 * SECOND);
    assert_eq!(app.run_until_idle().await?, 0);
    assert_eq!(notes.len(), 4);
    let paid = app.events_of_type::<Paid>().await?;
    assert_eq!(paid, [Paid { number: 4 }], "what has failed is rolled back");
    assert_eq!(counts.all(), [1, 3, 0]);
    for says in ["refused", "panicked: it fails", "cannot be put off"] {
        assert!(log.has(says), "{says}");
    }
    Ok(())
}

#[tokio::test]
async fn b25_what_finds_no_room_is_dropped_counted_and_its_session_told() -> Result<()> {
    let (notes, counts) = (Notes::default(), Counts::default());
    let mut config = Config::default();
    config.processor.ephemeral_queue = 2;
    let app = notes_it(App::new(config).state(notes.clone())).metrics(counts.clone());
    let app = TestApp::new(app).await?;
    let (cx, other) = (app.session().await?, app.session().await?);
    let (log, _listens) = Log::listen();
    cx.emit_all((1..=5).map(placed)).await?;
    app.context().emit(placed(6)).await?;
    assert_eq!(counts.all(), [0, 0, 4]);
    assert!(log.has("`processor.ephemeral_queue`"));
    assert_eq!(app.run_until_idle().await?, 2);
    assert_eq!(notes.all(), ["1", "2"]);
    assert_eq!(app.sent::<Resync>(&cx).await?.len(), 1, "once for all");
    assert_eq!(app.sent::<Resync>(&other).await?.len(), 0);
    cx.emit(placed(7)).await?;
    assert_eq!(app.run_until_idle().await?, 1, "there is room again");
    assert_eq!(app.event_count().await?, 7, "no event is lost");
    Ok(())
}

#[tokio::test]
async fn d22_events_of_a_key_within_the_window_are_merged_into_the_last() -> Result<()> {
    let notes = Notes::default();
    let app =
        notes_it(app(&notes)).coalesced(SECOND, |placed: &Placed| (placed.number % 10).to_string());
    let app = TestApp::new(app).await?;
    let cx = app.context();
    cx.emit_all([placed(1), placed(2), placed(11)]).await?;
    assert_eq!(app.run_until_idle().await?, 0);
    app.advance(SECOND / 2);
    cx.emit(placed(21)).await?;
    assert_eq!(app.run_until_idle().await?, 0);
    app.advance(SECOND / 2);
    assert_eq!(app.run_until_idle().await?, 2, "one run per window");
    assert_eq!(notes.all(), ["2", "21"]);
    cx.emit(placed(31)).await?;
    assert_eq!(app.run_until_idle().await?, 0);
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(notes.all(), ["2", "21", "31"]);
    Ok(())
}

#[tokio::test]
async fn an_ephemeral_handler_waits_for_what_is_scheduled_or_debounced() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(notes_it(app(&notes))).await?;
    let cx = app.context();
    cx.emit(Emission::new(placed(1)).schedule(2 * SECOND))
        .await?;
    let quiet = |number| Emission::new(placed(number)).debounce("key", SECOND);
    cx.emit(quiet(2)).await?;
    app.advance(SECOND / 2);
    cx.emit(quiet(3)).await?;
    app.advance(SECOND / 2);
    assert_eq!(app.run_until_idle().await?, 0);
    app.advance(SECOND / 2);
    assert_eq!(app.run_until_idle().await?, 1);
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(notes.all(), ["3", "1"]);
    Ok(())
}

#[tokio::test]
async fn what_an_inline_handler_emits_in_vain_reaches_no_ephemeral_one() -> Result<()> {
    let notes = Notes::default();
    let handlers = Handlers::new()
        .on("pays", |paid: Paid, _: Cx, tx| {
            Box::pin(async move {
                Emission::new(placed(paid.number)).emit(tx).await?;
                match paid.number {
                    1 => Err(io::Error::other("refused").into()),
                    _ => Ok(Settle::Done),
                }
            })
        })
        .mode(Mode::Inline);
    let app = TestApp::new(notes_it(app(&notes).handlers(handlers))).await?;
    app.context()
        .emit_all([Paid { number: 1 }, Paid { number: 2 }])
        .await?;
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["2"]);
    Ok(())
}

#[tokio::test]
async fn an_ephemeral_handler_runs_in_the_process_that_emits_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let notes = Notes::default();
    let emitter = notes_it(App::new(config(&folder)).state(notes.clone()));
    emitter.context().emit(placed(1)).await?;
    until(async || notes.len() == 1).await;
    App::new(config(&folder)).context().emit(placed(2)).await?;
    emitter.run_until_empty().await?;
    assert_eq!(notes.all(), ["1"]);
    Ok(())
}

#[tokio::test]
async fn an_ephemeral_handler_sees_whether_a_joined_transaction_has_committed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let pool = sqlx::SqlitePool::connect_lazy(&config.store.url)?;
    let notes = Notes::default();
    let app = notes_it(App::new(config).state(notes.clone()));
    app.consumers().await?;
    let cx = app.context();
    let mut transactions = Vec::new();
    for number in 1..=2 {
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut tx = cx.join(&mut transaction);
        Emission::new(placed(number)).emit(&mut tx).await?;
        drop(tx);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(notes.len(), 0, "nobody knows yet");
        match number {
            1 => transaction.rollback().await?,
            _ => transactions.push(transaction),
        }
    }
    for transaction in transactions {
        transaction.commit().await?;
    }
    until(async || notes.len() == 1).await;
    assert_eq!(notes.all(), ["2"]);
    Ok(())
}

/// An application whose handler takes so long, told to shut down while one runs and another waits.
async fn shut_down(takes: Duration, drain: Duration) -> Result<[u64; 3]> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder);
    config.processor.drain = drain;
    config.processor.workers = 1;
    let (notes, counts) = (Notes::default(), Counts::default());
    let app = App::new(config)
        .state(notes.clone())
        .on("slow", move |placed: Placed, cx: Cx| async move {
            cx.state().add(placed.number);
            tokio::time::sleep(takes).await;
            Ok::<_, Error>(())
        })
        .mode(Mode::Ephemeral)
        .metrics(counts.clone());
    let (worker, cx) = (tokio::spawn(app.worker()), app.context());
    let later = Emission::new(placed(3)).schedule(Duration::from_hours(1));
    cx.emit_all([placed(1).into(), placed(2).into(), later])
        .await?;
    until(async || notes.len() == 1).await;
    app.handle().shutdown();
    worker.await.unwrap()?;
    Ok(counts.all())
}

#[tokio::test]
async fn b26_a_drain_runs_what_is_due_and_counts_the_rest_as_dropped() -> Result<()> {
    let drained = shut_down(Duration::from_millis(100), 10 * SECOND).await?;
    assert_eq!(drained, [2, 0, 1], "what is due later is dropped");
    let cut = shut_down(Duration::from_mins(1), Duration::from_millis(100)).await?;
    assert_eq!(cut, [0, 0, 3]);
    Ok(())
}

#[tokio::test]
async fn what_waits_for_others_of_its_key_runs_at_the_drain() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let notes = Notes::default();
    let app = notes_it(App::new(config(&folder)).state(notes.clone()))
        .coalesced(Duration::from_hours(1), |_: &Placed| "all".to_owned());
    let cx = app.context();
    cx.emit_all([placed(1), placed(2)]).await?;
    app.run_until_empty().await?;
    assert_eq!(notes.all(), ["2"]);
    Ok(())
}

#[tokio::test]
async fn an_ephemeral_handler_has_no_steps_and_cannot_be_paused() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes)
        .on("steps", |_: Placed, cx: Cx| async move {
            assert_eq!(cx.attempt(), 1);
            let refused = cx.step("one", async || Ok::<_, Error>(1)).await;
            cx.state().add(refused.unwrap_err().to_string());
            Ok::<_, Error>(())
        })
        .mode(Mode::Ephemeral);
    let app = TestApp::new(app).await?;
    app.context().emit(placed(1)).await?;
    app.run_until_idle().await?;
    assert!(notes.all()[0].contains("an ephemeral handler"), "{notes:?}");
    let refused = app.app().operations().pause("steps").await;
    assert!(matches!(refused, Err(Error::WrongState(_))), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn what_contradicts_the_ephemeral_mode_is_refused_at_the_start() {
    let one = || {
        Handlers::<()>::new().on("one", |_: Placed, _, _| {
            Box::pin(async { Ok(Settle::Done) })
        })
    };
    let merged = |handlers: Handlers<()>| handlers.coalesced(SECOND, |_: &Placed| String::new());
    let batch = Handlers::<()>::new().on_batch("one", Batch::new(3), |_: Vec<Placed>, _, _| {
        Box::pin(async { BatchEnd::All(Ok(Settle::Done)) })
    });
    let refused = [
        one()
            .mode(Mode::Ephemeral)
            .limited(Limits::new().in_order()),
        batch.mode(Mode::Ephemeral),
        merged(one()),
        merged(one().mode(Mode::Inline)),
    ];
    for handlers in refused {
        let app = App::new(Config::default()).handlers(handlers);
        let error = TestApp::new(app).await.unwrap_err().to_string();
        assert!(error.contains("the consumer `one` is"), "{error}");
    }
    let handlers = merged(one().mode(Mode::Ephemeral));
    let app = App::new(Config::default()).handlers(handlers);
    assert!(TestApp::new(app).await.is_ok());
}
