//! What goes when its time is over.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{
    App, Config, Emission, Error, Event, EventFilter, Fatal, Handlers, Keep, ManualClock, Outcome,
    Result, Settle, Timestamp, testing::TestApp,
};
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};

use crate::support::{Paid, Placed, config, until};

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct SignedIn {
    user: u32,
}

impl Event for SignedIn {
    const TYPE: &'static str = "audit.signed_in";
    const KEEP: Option<Keep> = Some(Keep::Forever);
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Measured;

impl Event for Measured {
    const TYPE: &'static str = "probe.measured";
    const KEEP: Option<Keep> = Some(Keep::For(Duration::from_secs(1)));
}

fn days(days: u64) -> Duration {
    Duration::from_hours(24 * days)
}

/// A shop that takes orders, fails at payments, and knows of sign-ins.
fn shop(config: Config) -> App {
    App::new(config)
        .on("placed", |_: Placed, _| async { Outcome::Ok(Settle::Done) })
        .on("paid", |_: Paid, _| async {
            Outcome::Err(Fatal::new("no such account").into())
        })
        .handlers(Handlers::new().event::<SignedIn>())
}

#[tokio::test]
async fn b22_s22_succeeded_goes_after_a_week_dead_after_90_days_and_what_is_kept_stays()
-> Result<()> {
    let app = TestApp::new(shop(Config::default())).await?;
    let cx = app.context();
    cx.emit(Placed { number: 1 }).await?;
    cx.emit(Paid { number: 2 }).await?;
    cx.emit(SignedIn { user: 3 }).await?;
    let types = async || -> Result<Vec<String>> {
        let events = app.published_events().await?;
        Ok(events.into_iter().map(|event| event.event_type).collect())
    };
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(7 * 86_400 - 1));
    assert_eq!(app.purge().await?, 0);
    app.advance(Duration::from_secs(1));
    assert_eq!(app.purge().await?, 1);
    assert_eq!(types().await?, [Paid::TYPE, SignedIn::TYPE]);
    app.advance(Duration::from_secs(83 * 86_400 - 1));
    assert_eq!(app.purge().await?, 0);
    app.advance(Duration::from_secs(1));
    assert_eq!(app.purge().await?, 1);
    app.advance(days(36_500));
    assert_eq!(app.purge().await?, 0);
    assert_eq!(types().await?, [SignedIn::TYPE]);
    Ok(())
}

/// A worker purges by itself, and another process need not know the types whose events it keeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b22_a_worker_purges_and_keeps_what_others_said_to_keep() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(ManualClock::at(Timestamp::constant(1_767_225_600, 0)));
    let knows = shop(config(&folder)).clock(Arc::clone(&clock));
    knows.context().emit(SignedIn { user: 1 }).await?;
    for number in 0..1_200 {
        let placed = Emission::new(Placed { number }).idempotency_key(format!("{number}"));
        knows.context().emit(placed).await?;
    }
    knows.run_until_empty().await?;
    drop(knows);
    let other = App::new(config(&folder))
        .clock(Arc::clone(&clock))
        .on("placed", |_: Placed, _| async { Outcome::Ok(Settle::Done) });
    let left = async || {
        let (operations, all) = (other.operations(), EventFilter::default());
        let page = operations.events(&all, None, 9_999).await;
        page.map(|page| page.items.len())
    };
    let running = tokio::spawn(other.worker());
    assert_eq!(left().await?, 1_201);
    until(|| async {
        // The purge rests by this clock.
        clock.advance(days(1));
        left().await.is_ok_and(|left| left == 1)
    })
    .await;
    clock.advance(days(3_650));
    let again = Emission::new(Placed { number: 7 }).idempotency_key("7");
    other.context().emit(again).await?;
    until(|| async { left().await.is_ok_and(|left| left == 2) }).await;
    other.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test]
async fn p7_only_the_purge_removes_an_event() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let app = shop(config.clone());
    app.context().emit(SignedIn { user: 1 }).await?;
    app.run_until_empty().await?;
    let path = config.store.url.trim_start_matches("sqlite:");
    let file = SqliteConnectOptions::new().filename(path);
    let mut stranger = file.connect().await.unwrap();
    for refused in [
        "DELETE FROM buildamp_events",
        "UPDATE buildamp_events SET data = 'null'",
    ] {
        let error = sqlx::query(refused).execute(&mut stranger).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{refused}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_type_that_keeps_its_events_for_no_time_is_refused() -> Result<()> {
    let app = App::new(Config::default()).handlers(Handlers::new().event::<Measured>());
    let Err(Error::Config(error)) = TestApp::new(app).await else {
        panic!("it starts");
    };
    assert!(
        error.contains("`probe.measured`") && error.contains("an hour or more"),
        "{error}"
    );
    Ok(())
}
