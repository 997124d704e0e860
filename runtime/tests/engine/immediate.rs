//! Events without a store: handed over in the process, fire and forget.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use buildamp_runtime::{
    BoxError, Config, Error, EventQueue, ManualClock, Metrics, Processed, State, Timestamp,
    WhenFull,
    immediate::{App, Context, Event, Handlers, Happened},
};
use tokio::sync::Notify;

use crate::support::{Log, until};

#[derive(Debug, Clone, serde::Serialize)]
struct Ping {
    number: u32,
}

impl Event for Ping {
    const TYPE: &'static str = "net.ping";
    const TIMEOUT: Option<Duration> = Some(Duration::from_secs(5));

    fn subject(&self) -> Option<String> {
        Some(format!("ping/{}", self.number))
    }
}

#[derive(Debug, Clone, serde::Serialize)]
struct Pong;

impl Event for Pong {
    const TYPE: &'static str = "net.pong";
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u32>>>);

impl Seen {
    fn add(&self, number: u32) {
        self.0.lock().unwrap().push(number);
    }

    fn all(&self) -> Vec<u32> {
        self.0.lock().unwrap().clone()
    }
}

fn ping(number: u32) -> Ping {
    Ping { number }
}

/// An application that notes the numbers of its pings.
fn noting(config: Config) -> App<Seen> {
    App::new(config)
        .state(Seen::default())
        .on("note", |ping: Ping, cx: Context<Seen>| async move {
            cx.state().add(ping.number);
            Ok::<_, BoxError>(())
        })
}

fn small(queue: usize, when_full: WhenFull) -> Config {
    let mut config = Config::default();
    config.immediate.queue = queue;
    config.immediate.timers = queue;
    config.immediate.when_full = when_full;
    config
}

fn states(happened: &[Happened]) -> Vec<(u32, State)> {
    let number = |it: &Happened| {
        let subject = it.event.subject.as_deref().unwrap();
        subject.strip_prefix("ping/").unwrap().parse().unwrap()
    };
    let each = happened.iter();
    each.map(|it| (number(it), it.handled[0].state)).collect()
}

#[tokio::test]
async fn h39_each_handler_is_handed_the_event_in_the_order_of_emits_and_what_it_emits_is_its_effect()
 {
    let app = noting(Config::default())
        .on("answer", |_: Ping, cx: Context<Seen>| async move {
            cx.emit(Pong).await.map(drop)
        })
        .handlers(
            Handlers::new().on_glob("all", "net.*", |event, cx: Context<Seen>| {
                Box::pin(async move {
                    if event.event_type == Pong::TYPE {
                        assert_eq!(cx.causation_id(), event.causation_id);
                        assert_eq!(event.actor.as_deref(), Some("ada"));
                        cx.state().add(100);
                    }
                    Ok(())
                })
            }),
        );
    let cx = app.context().with_actor("ada");
    let ids = [
        cx.emit(ping(1)).await.unwrap(),
        cx.emit(ping(2)).await.unwrap(),
    ];
    assert_eq!(cx.history().len(), 2);
    app.run_until_empty().await.unwrap();

    assert_eq!(
        cx.state()
            .all()
            .into_iter()
            .filter(|it| *it < 100)
            .collect::<Vec<_>>(),
        [1, 2]
    );
    let pongs: Vec<Happened> = cx
        .history()
        .into_iter()
        .filter(|it| it.event.event_type == Pong::TYPE)
        .collect();
    let causes: Vec<_> = pongs.iter().map(|it| it.event.causation_id).collect();
    assert!(ids.iter().all(|id| causes.contains(&Some(*id))));
    let chains: Vec<_> = pongs.iter().map(|it| it.event.correlation_id).collect();
    assert!(ids.iter().all(|id| chains.contains(&(*id).into())));
}

#[tokio::test]
async fn h39_what_fails_or_panics_is_told_and_not_tried_again() {
    let app = App::new(Config::default())
        .state(AtomicUsize::new(0))
        .on("fails", |_: Ping, cx: Context<AtomicUsize>| async move {
            cx.state().fetch_add(1, Ordering::Relaxed);
            Err::<(), BoxError>("the line is busy".into())
        })
        .on(
            "panics",
            |ping: Ping, cx: Context<AtomicUsize>| async move {
                cx.state().fetch_add(1, Ordering::Relaxed);
                assert_ne!(ping.number, 1, "no ones");
                Ok::<_, BoxError>(())
            },
        );
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    app.run_until_empty().await.unwrap();

    let [happened] = &cx.history()[..] else {
        panic!("one event")
    };
    let [fails, panics] = &happened.handled[..] else {
        panic!("two consumers")
    };
    assert_eq!((fails.state, panics.state), (State::Dead, State::Dead));
    assert_eq!(fails.error.as_deref(), Some("the line is busy"));
    let error = panics.error.as_deref().unwrap();
    assert!(error.starts_with("the handler panicked:"), "{error}");
    assert_eq!(cx.state().load(Ordering::Relaxed), 2);
}

#[derive(Default)]
struct Count {
    now: AtomicUsize,
    most: AtomicUsize,
}

#[tokio::test]
async fn b24_no_more_handlers_run_at_once_than_there_are_workers() {
    let mut config = Config::default();
    config.processor.workers = 3;
    let app = App::new(config).state(Count::default()).on(
        "count",
        |_: Ping, cx: Context<Count>| async move {
            let now = cx.state().now.fetch_add(1, Ordering::SeqCst) + 1;
            cx.state().most.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            cx.state().now.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, BoxError>(())
        },
    );
    let cx = app.context();
    for number in 0..20 {
        cx.emit(ping(number)).await.unwrap();
    }
    app.run_until_empty().await.unwrap();
    assert_eq!(cx.state().most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn b25_a_full_queue_is_a_typed_error() {
    let app = noting(small(2, WhenFull::Error));
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    cx.emit(ping(2)).await.unwrap();
    let error = cx.emit(ping(3)).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Full {
            key: "immediate.queue",
            most: 2,
            ..
        }
    ));
    assert!(
        error.to_string().contains("raise immediate.queue"),
        "{error}"
    );
    app.run_until_empty().await.unwrap();
    cx.emit(ping(4)).await.unwrap();
    app.run_until_empty().await.unwrap();
    assert_eq!(cx.state().all(), [1, 2, 4]);
}

#[tokio::test]
async fn b25_who_waits_for_room_gets_it_and_a_handler_never_waits() {
    let mut config = small(1, WhenFull::Wait);
    config.processor.workers = 1;
    let full = Arc::new(Mutex::new(None));
    let told = Arc::clone(&full);
    let app = noting(config).on("chain", move |ping: Ping, cx: Context<Seen>| {
        let told = Arc::clone(&told);
        async move {
            if ping.number == 1 {
                // Room for one; the second finds none, and nobody could ever make it while this waits.
                let _ = cx.emit(Ping { number: 10 }).await;
                *told.lock().unwrap() = cx.emit(Ping { number: 11 }).await.err();
            }
            Ok::<_, BoxError>(())
        }
    });
    let cx = app.context();
    let worker = tokio::spawn(app.worker());
    for number in 1..=5 {
        cx.emit(ping(number)).await.unwrap();
    }
    until(async || cx.state().all().len() >= 5).await;
    app.handle().shutdown();
    worker.await.unwrap().unwrap();
    let outside: Vec<u32> = cx.state().all().into_iter().filter(|it| *it < 10).collect();
    assert_eq!(outside, [1, 2, 3, 4, 5]);
    assert!(matches!(*full.lock().unwrap(), Some(Error::Full { .. })));
}

#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Metrics for Told {
    fn record_event_published(&self, _: &str, event_type: &str, count: u64) {
        let mut told = self.0.lock().unwrap();
        told.push(format!("published {event_type} {count}"));
    }

    fn record_event_dropped(&self, _: &str, event_type: &str, count: u64) {
        let mut told = self.0.lock().unwrap();
        told.push(format!("dropped {event_type} {count}"));
    }

    fn record_event_processed(&self, _: &str, event_type: &str, status: Processed, _: Duration) {
        let mut told = self.0.lock().unwrap();
        told.push(format!("processed {event_type} {}", status.name()));
    }

    fn update_event_queue_size(&self, queue: &EventQueue) {
        self.0.lock().unwrap().push(format!("queue {}", queue.size));
    }
}

#[tokio::test]
async fn b25_b37_what_is_dropped_is_counted() {
    let (log, _listening) = Log::listen();
    let told = Told::default();
    let app = noting(small(1, WhenFull::Drop)).metrics(told.clone());
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    cx.emit(ping(2)).await.unwrap();
    app.run_until_empty().await.unwrap();
    assert_eq!(cx.state().all(), [1]);
    assert!(log.has("the queue is full"));
    let told = told.0.lock().unwrap().clone();
    for what in [
        "published net.ping 1",
        "dropped net.ping 1",
        "processed net.ping succeeded",
    ] {
        let times = told.iter().filter(|it| *it == what).count();
        assert_eq!(times, 1, "{what}: {told:?}");
    }
}

#[tokio::test]
async fn h39_a_timer_waits_for_its_time_unless_it_is_cancelled() {
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let app = noting(small(3, WhenFull::Error)).clock(Arc::clone(&clock));
    let cx = app.context();
    let minute = Duration::from_mins(1);
    cx.schedule(ping(2), 2 * minute).unwrap();
    let first = cx.schedule(ping(1), minute).unwrap();
    let off = cx.schedule(ping(3), minute).unwrap();
    let error = cx.schedule(ping(4), minute).unwrap_err();
    assert!(matches!(
        error,
        Error::Full {
            key: "immediate.timers",
            ..
        }
    ));
    assert!(off.cancel());
    assert!(!off.cancel(), "it was called off before");

    let worker = tokio::spawn(app.run_until_empty());
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(cx.state().all().is_empty());
    clock.advance(minute);
    until(async || cx.state().all() == [1]).await;
    assert!(!first.cancel(), "it was handled");
    clock.advance(minute);
    worker.await.unwrap().unwrap();
    assert_eq!(cx.state().all(), [1, 2]);
    let cancelled = states(&cx.history());
    assert!(cancelled.contains(&(3, State::Cancelled)), "{cancelled:?}");
}

#[tokio::test]
async fn b26_a_drain_handles_what_is_due_drops_timers_and_takes_nothing_new() {
    let (log, _listening) = Log::listen();
    let mut config = Config::default();
    config.processor.workers = 1;
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    let app =
        App::new(config)
            .state(Seen::default())
            .on("slow", move |ping: Ping, cx: Context<Seen>| {
                let gate = Arc::clone(&gate);
                async move {
                    if ping.number == 1 {
                        cx.state().add(0);
                        gate.notified().await;
                        // What handlers have begun comes to its end.
                        cx.emit(Ping { number: 3 }).await?;
                    }
                    cx.state().add(ping.number);
                    Ok::<_, Error>(())
                }
            });
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    cx.emit(ping(2)).await.unwrap();
    cx.schedule(ping(9), Duration::from_hours(1)).unwrap();
    let worker = tokio::spawn(app.worker());
    until(async || cx.state().all() == [0]).await;
    app.handle().shutdown();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(matches!(cx.emit(ping(4)).await, Err(Error::Closed)));
    assert!(matches!(
        cx.schedule(ping(5), Duration::ZERO),
        Err(Error::Closed)
    ));
    go.notify_one();
    worker.await.unwrap().unwrap();
    assert_eq!(cx.state().all(), [0, 1, 2, 3]);
    assert!(states(&cx.history()).contains(&(9, State::Cancelled)));
    assert!(log.has("timers that are not due are dropped timers=1"));
}

#[tokio::test]
async fn b26_a_drain_ends_at_its_deadline() {
    let (log, _listening) = Log::listen();
    let mut config = Config::default();
    config.processor.workers = 1;
    config.processor.drain = Duration::from_millis(20);
    let app = App::new(config).state(Seen::default()).on(
        "never",
        |_: Ping, cx: Context<Seen>| async move {
            cx.state().add(1);
            std::future::pending::<Result<(), BoxError>>().await
        },
    );
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    cx.emit(ping(2)).await.unwrap();
    let worker = tokio::spawn(app.worker());
    until(async || cx.state().all() == [1]).await;
    app.handle().shutdown();
    worker.await.unwrap().unwrap();
    assert!(log.has("is ended events=1 timers=0 running=1"));
    let cancelled = [(1, State::Cancelled), (2, State::Cancelled)];
    until(async || states(&cx.history()) == cancelled).await;
}

#[tokio::test]
async fn f8_a_handler_that_takes_too_long_is_ended() {
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let app = App::new(Config::default())
        .state(Seen::default())
        .clock(Arc::clone(&clock))
        .on("never", |_: Ping, cx: Context<Seen>| async move {
            cx.state().add(1);
            std::future::pending::<Result<(), BoxError>>().await
        });
    let cx = app.context();
    cx.emit(ping(1)).await.unwrap();
    let worker = tokio::spawn(app.run_until_empty());
    until(async || cx.state().all() == [1]).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    clock.advance(Duration::from_secs(5));
    worker.await.unwrap().unwrap();
    let handled = &cx.history()[0].handled[0];
    assert_eq!(handled.error.as_deref(), Some("timed out after 5s"));
}

#[tokio::test]
async fn b21_the_history_forgets_only_what_has_ended() {
    let mut config = Config::default();
    config.immediate.history = 2;
    let app = noting(config);
    let cx = app.context();
    cx.schedule(ping(0), Duration::from_hours(1)).unwrap();
    for number in 1..=5 {
        cx.emit(ping(number)).await.unwrap();
    }
    let waits = states(&cx.history());
    assert!(waits.iter().all(|(_, state)| *state == State::Pending));
    assert_eq!(waits.len(), 6, "what waits is never forgotten");
    let worker = tokio::spawn(app.worker());
    until(async || cx.state().all().len() == 5).await;
    until(async || cx.history().len() == 3).await;
    let kept = states(&cx.history());
    assert_eq!(
        kept,
        [
            (0, State::Pending),
            (4, State::Succeeded),
            (5, State::Succeeded)
        ]
    );
    app.handle().shutdown();
    worker.await.unwrap().unwrap();
}

#[tokio::test]
async fn h39_two_handlers_of_one_name_are_refused() {
    let app = noting(Config::default()).on("note", |_: Pong, _: Context<Seen>| async {
        Ok::<_, BoxError>(())
    });
    let error = app.worker().await.unwrap_err();
    assert!(matches!(error, Error::DuplicateConsumer(name) if name == "note"));
}
