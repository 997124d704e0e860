//! What is counted and measured.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use buildamp_runtime::{
    App, Config, Emission, EventQueue, Fatal, Metrics, Processed, Result, Settle, testing::TestApp,
};
use sqlx::{Connection, SqliteConnection};

use crate::support::{Cx, Notes, Paid, Placed, app, config, until};

const SOURCE: &str = "/buildamp/app";

/// What somebody was told, in order.
#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn add(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Metrics for Told {
    fn record_event_published(&self, source: &str, event_type: &str, count: u64) {
        assert_eq!(source, SOURCE);
        self.add(format!("published {event_type} {count}"));
    }

    fn record_delivery_lag(&self, source: &str, event_type: &str, lag: Duration) {
        assert_eq!(source, SOURCE);
        self.add(format!("lag {event_type} {lag:?}"));
    }

    fn record_event_processed(
        &self,
        source: &str,
        event_type: &str,
        status: Processed,
        _took: Duration,
    ) {
        assert_eq!(source, SOURCE);
        self.add(format!("processed {event_type} {}", status.name()));
    }

    fn update_event_queue_size(&self, queue: &EventQueue) {
        self.add(format!("queue {} {}", queue.size, queue.dead));
    }
}

async fn counted(placed: Placed, _: Cx) -> Result<Settle, Fatal> {
    match placed.number {
        0 => Ok(Settle::Done),
        1 => Ok(Settle::Cancel),
        2 => Err(Fatal::new("no")),
        _ => panic!("it fails"),
    }
}

/// An event counts as published once it is committed, and each attempt by how it ended.
#[tokio::test]
async fn b38_an_implementation_of_metrics_is_told() -> Result<()> {
    let told = Told::default();
    let app = app(&Notes::default())
        .on("count", counted)
        .on("pay", |paid: Paid, cx: Cx| async move {
            cx.emit_all((0..paid.number).map(|number| Placed { number }))
                .await?;
            Ok::<_, buildamp_runtime::Error>(())
        })
        .metrics(told.clone());
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let mut undone = cx.begin().await?;
    undone.emit_all([Placed { number: 7 }]).await?;
    undone.rollback().await?;
    let mut done = cx.begin().await?;
    done.emit_all([Placed { number: 0 }, Placed { number: 1 }])
        .await?;
    assert_eq!(told.all(), [""; 0], "nothing is committed yet");
    done.commit().await?;
    assert_eq!(told.all(), ["published shop.order.placed 2"]);
    let known = || Emission::new(Placed { number: 2 }).idempotency_key("two");
    cx.emit(known()).await?;
    cx.emit(known()).await?;
    app.advance(Duration::from_secs(3));
    app.run_until_idle().await?;
    assert_eq!(
        told.all()[1..],
        [
            "published shop.order.placed 1",
            "lag shop.order.placed 3s",
            "processed shop.order.placed succeeded",
            "lag shop.order.placed 3s",
            "processed shop.order.placed cancelled",
            "lag shop.order.placed 3s",
            "processed shop.order.placed dead",
        ]
    );
    cx.emit(Placed { number: 3 }).await?;
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    assert_eq!(
        told.all()[8..],
        [
            "published shop.order.placed 1",
            "lag shop.order.placed 0ns",
            "processed shop.order.placed retrying",
            "processed shop.order.placed retrying",
        ],
        "a retry has no lag"
    );
    cx.emit(Paid { number: 1 }).await?;
    app.run_until_idle().await?;
    let from_a_handler = [
        "published shop.order.paid 1",
        "lag shop.order.paid 0ns",
        "published shop.order.placed 1",
        "processed shop.order.paid succeeded",
    ];
    assert_eq!(told.all()[12..16], from_a_handler);
    Ok(())
}

/// A worker tells of the queue, and one that panics stops nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k20_a_worker_tells_how_the_queue_stands() -> Result<()> {
    #[derive(Debug)]
    struct Broken(Told);
    impl Metrics for Broken {
        fn record_event_processed(&self, _: &str, _: &str, _: Processed, _: Duration) {
            self.0.add("processed".to_owned());
            panic!("it cannot");
        }

        fn update_event_queue_size(&self, queue: &EventQueue) {
            self.0.update_event_queue_size(queue);
        }
    }
    let (folder, told) = (tempfile::tempdir()?, Told::default());
    let app = App::new(config(&folder))
        .state(Notes::default())
        .on("count", counted)
        .metrics(Broken(told.clone()));
    app.context().emit(Placed { number: 2 }).await?;
    let worker = tokio::spawn(app.worker());
    until(|| async { told.all().iter().any(|one| one.starts_with("queue ")) }).await;
    for _ in 0..20 {
        app.context().emit(Placed { number: 0 }).await?;
    }
    until(|| async { told.all().iter().filter(|one| *one == "processed").count() == 21 }).await;
    app.handle().shutdown();
    worker.await.unwrap()
}

#[cfg(feature = "metrics")]
fn value(text: &str, series: &str) -> Option<f64> {
    let mut lines = text.lines();
    let line = lines.find(|line| {
        line.strip_prefix(series)
            .is_some_and(|it| it.starts_with(' '))
    });
    line.and_then(|line| line.rsplit_once(' ')?.1.parse().ok())
}

/// All names are there before the first event.
#[cfg(feature = "metrics")]
#[tokio::test]
async fn b37_metrics_are_there_from_the_start() -> Result<()> {
    let mut config = Config::default();
    "eventbroker".clone_into(&mut config.metrics.namespace);
    let app = App::new(config)
        .state(Notes::default())
        .on("count", counted);
    let app = TestApp::new(app).await?;
    let text = app.app().prometheus().await;
    let of_it = r#"source="/buildamp/app",type="shop.order.placed""#;
    let expected = [
        format!("events_published_total{{{of_it}}}"),
        format!("events_processed_total{{{of_it},status=\"succeeded\"}}"),
        format!("events_processed_total{{{of_it},status=\"dead\"}}"),
        format!("event_processing_duration_seconds_count{{{of_it}}}"),
        format!("delivery_lag_seconds_count{{{of_it}}}"),
        "event_queue_size".to_owned(),
        "workers_active".to_owned(),
        "deliveries_dead".to_owned(),
        "oldest_pending_age_seconds".to_owned(),
    ];
    for series in expected {
        let found = value(&text, &format!("eventbroker_{series}"));
        assert_eq!(found, Some(0.0), "{series} in\n{text}");
    }
    for session in ["session", "subject", "tenant"] {
        assert!(!text.contains(&format!("{session}=")), "{text}");
    }
    Ok(())
}

/// Counters follow the events, gauges the database.
#[cfg(feature = "metrics")]
#[tokio::test]
async fn b37_k20_metrics_follow_what_happens() -> Result<()> {
    let app = TestApp::new(app(&Notes::default()).on("count", counted)).await?;
    let cx = app.context();
    let later = Emission::new(Placed { number: 0 }).schedule(Duration::from_mins(5));
    cx.emit(later).await?;
    cx.emit_all([Placed { number: 0 }, Placed { number: 2 }])
        .await?;
    app.advance(Duration::from_secs(20));
    let text = app.app().prometheus().await;
    assert_eq!(value(&text, "buildamp_event_queue_size"), Some(3.0));
    let age = value(&text, "buildamp_oldest_pending_age_seconds");
    assert_eq!(age, Some(20.0));
    app.run_until_idle().await?;
    let gauge = async |name: &str| value(&app.app().prometheus().await, name);
    // They are looked at once a second at most.
    until(|| async { gauge("buildamp_deliveries_dead").await == Some(1.0) }).await;
    let text = app.app().prometheus().await;
    let of_it = r#"source="/buildamp/app",type="shop.order.placed""#;
    let processed = |status: &str| {
        let series = format!("buildamp_events_processed_total{{{of_it},status=\"{status}\"}}");
        value(&text, &series)
    };
    assert_eq!(
        (
            processed("succeeded"),
            processed("dead"),
            processed("retrying")
        ),
        (Some(1.0), Some(1.0), Some(0.0))
    );
    let lag = |of: &str| {
        value(
            &text,
            &format!("buildamp_delivery_lag_seconds_{of}{{{of_it}}}"),
        )
    };
    assert_eq!((lag("count"), lag("sum")), (Some(2.0), Some(40.0)));
    assert_eq!(value(&text, "buildamp_event_queue_size"), Some(1.0));
    assert_eq!(
        value(&text, "buildamp_oldest_pending_age_seconds"),
        Some(0.0)
    );
    Ok(())
}

/// Whether a transaction of the caller's own committed is seen by what is there.
#[cfg(feature = "metrics")]
#[tokio::test]
async fn b37_events_of_joined_transactions_count_when_they_are_there() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let app =
        App::new(config.clone()).on("count", |_: Placed, _| async { Ok::<_, Infallible>(()) });
    let cx = app.context();
    cx.consumers().await?;
    let published = async || {
        let of_it = r#"{source="/buildamp/app",type="shop.order.placed"}"#;
        let text = app.prometheus().await;
        value(&text, &format!("buildamp_events_published_total{of_it}"))
    };
    let mut own = SqliteConnection::connect(&config.store.url).await.unwrap();
    for is_kept in [true, false, true] {
        let mut transaction = own.begin_with("BEGIN IMMEDIATE").await.unwrap();
        cx.join(&mut transaction)
            .emit_all([Placed { number: 0 }])
            .await?;
        if is_kept {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
    }
    until(|| async { published().await == Some(2.0) }).await;
    Ok(())
}
