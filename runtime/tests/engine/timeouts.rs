//! Attempts that take too long, and handlers that cannot be ended.

use std::{
    convert::Infallible,
    fmt,
    future::pending,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use buildamp_runtime::{
    App, Config, Emission, Envelope, Event, EventId, Handlers, IntoOutcome as _, ManualClock,
    Result, State, Timestamp, testing::TestApp,
};
use serde::{Deserialize, Serialize};
use tracing::{
    Metadata,
    field::{Field, Visit},
    span,
};

use crate::support::{Cx, Notes, Placed, app, config, outcomes_of, story, until, welcome};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Timed;

impl Event for Timed {
    const TYPE: &'static str = "policy.timed";
    const TIMEOUT: Option<Duration> = Some(Duration::from_secs(30));
}

/// Runs what is due while the clock goes on until that is done.
async fn pass_time(app: &TestApp<Notes>) -> Result<()> {
    let tick = async {
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            app.advance(SECOND);
        }
    };
    tokio::select! {
        ran = app.run_until_idle() => ran.map(drop),
        () = tick => unreachable!("it goes on for ever"),
    }
}

#[tokio::test]
async fn f8_an_attempt_that_takes_too_long_is_ended_and_tried_again() -> Result<()> {
    let handlers = Handlers::new().on("slow", |_: Timed, cx: Cx, tx| {
        Box::pin(async move {
            let emitted = Emission::new(welcome()).emit(tx).await;
            if cx.attempt() == 1 {
                pending::<()>().await;
            }
            emitted.map(drop).into_outcome()
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    app.context().emit(Timed).await?;
    pass_time(&app).await?;
    app.advance(SECOND);
    app.run_until_idle().await?;
    assert_eq!(outcomes_of(&app, "slow").await?, ["failed", "succeeded"]);
    let errors = app.errors().await?;
    assert_eq!(errors[0].error, "timed out after 30s");
    let emitted = app.published_events().await?;
    let welcomes = emitted
        .iter()
        .filter(|event| event.event_type == "email.welcome");
    assert_eq!(
        welcomes.count(),
        1,
        "what the first attempt wrote was rolled back"
    );
    Ok(())
}

#[tokio::test]
async fn f8_the_configuration_times_what_has_no_timeout_of_its_own() -> Result<()> {
    let mut config = Config::default();
    config.processor.timeout = Some(Duration::from_millis(1500));
    let listens = Handlers::new().on_glob("audit", "**", |_: Envelope, _: Cx, _| {
        Box::pin(async { pending::<io::Result<()>>().await.into_outcome() })
    });
    let app = App::new(config)
        .state(Notes::default())
        .handlers(listens)
        .on("slow", |_: Timed, _: Cx| pending::<io::Result<()>>());
    let app = TestApp::new(app).await?;
    let context = app.context();
    context.emit(Emission::new(Timed).max_attempts(1)).await?;
    pass_time(&app).await?;
    let mut errors: Vec<String> = app
        .errors()
        .await?
        .into_iter()
        .map(|one| one.error)
        .collect();
    errors.sort();
    assert_eq!(errors, ["timed out after 1.5s", "timed out after 30s"]);
    Ok(())
}

/// A handler that blocks its thread until it is let go.
#[derive(Clone, Default)]
struct Blocking {
    go_on: Arc<AtomicBool>,
    went_on: Arc<AtomicBool>,
}

impl Blocking {
    fn block(&self) {
        while !self.go_on.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.went_on.store(true, Ordering::SeqCst);
    }
}

struct Stuck {
    app: App<Notes>,
    blocking: Blocking,
    event: EventId,
    _folder: tempfile::TempDir,
}

/// A worker with one slot, whose handler has been ended and is stuck, after the clock has gone on until something else
/// was handled.
async fn stuck(consumer: &'static str) -> Result<(Stuck, tokio::task::JoinHandle<Result<()>>)> {
    let (folder, notes, blocking) = (tempfile::tempdir()?, Notes::default(), Blocking::default());
    let mut config = config(&folder);
    config.processor.workers = 1;
    // The clock goes faster here than signs of life can be given.
    config.processor.lease = Duration::from_hours(1);
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let blocks = blocking.clone();
    let app = App::new(config)
        .state(notes.clone())
        .clock(Arc::clone(&clock))
        .on(consumer, move |_: Timed, _: Cx| {
            let blocks = blocks.clone();
            async move {
                blocks.block();
                Ok::<_, Infallible>(())
            }
        })
        .on("count", |placed: Placed, cx: Cx| async move {
            cx.state().add(placed.number);
            Ok::<_, Infallible>(())
        });
    let cx = app.context();
    let event = cx.emit(Emission::new(Timed).max_attempts(1)).await?;
    cx.emit(Placed { number: 1 }).await?;
    let running = tokio::spawn(app.worker());
    until(|| async {
        clock.advance(SECOND);
        notes.len() == 1
    })
    .await;
    let stuck = Stuck {
        app,
        blocking,
        event,
        _folder: folder,
    };
    Ok((stuck, running))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f8_a_handler_that_blocks_its_thread_is_reported_and_its_slot_goes_on() -> Result<()> {
    let reports = Reports::listen();
    let (stuck, running) = stuck("blocks").await?;
    assert_eq!(reports.of("blocks"), 1);
    assert!(!stuck.blocking.went_on.load(Ordering::SeqCst));
    stuck.blocking.go_on.store(true, Ordering::SeqCst);
    until(|| async { stuck.blocking.went_on.load(Ordering::SeqCst) }).await;
    stuck.app.handle().shutdown();
    running.await.unwrap()?;
    let story = story(&stuck.app, stuck.event).await?;
    assert_eq!(
        story,
        [(State::Dead, vec!["failed".to_owned()])],
        "what it came to is too late"
    );
    assert_eq!(reports.of("blocks"), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f8_a_handler_that_is_stuck_does_not_hold_up_the_drain() -> Result<()> {
    let (stuck, running) = stuck("holds").await?;
    stuck.app.handle().shutdown();
    running.await.unwrap()?;
    assert!(!stuck.blocking.went_on.load(Ordering::SeqCst));
    stuck.blocking.go_on.store(true, Ordering::SeqCst);
    Ok(())
}

/// The consumers whose handlers were reported as stuck.
#[derive(Debug, Clone, Default)]
struct Reports(Arc<Mutex<Vec<String>>>);

impl Reports {
    /// For the whole process: workers log from threads of their own.
    fn listen() -> Self {
        let reports = Self::default();
        tracing::subscriber::set_global_default(reports.clone()).expect("the only subscriber");
        reports
    }

    fn of(&self, consumer: &str) -> usize {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|one| *one == consumer).count()
    }
}

impl tracing::Subscriber for Reports {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::ERROR
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut report = Report::default();
        event.record(&mut report);
        if report.message.starts_with("stuck") {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(report.consumer);
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Report {
    message: String,
    consumer: String,
}

impl Visit for Report {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "consumer" {
            value.clone_into(&mut self.consumer);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}
