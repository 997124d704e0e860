//! Metrics as Prometheus reads them.

use std::{convert::Infallible, time::Duration};

use buildamp_runtime::{App, Config, Emission, Result, testing::TestApp};
use sqlx::{Connection, SqliteConnection};

use crate::{
    metrics::counted,
    support::{Notes, Placed, app, config, until},
};

fn value(text: &str, series: &str) -> Option<f64> {
    let mut lines = text.lines();
    let line = lines.find(|line| {
        line.strip_prefix(series)
            .is_some_and(|it| it.starts_with(' '))
    });
    line.and_then(|line| line.rsplit_once(' ')?.1.parse().ok())
}

/// All names are there before the first event.
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
