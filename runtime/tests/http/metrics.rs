//! `/metrics` as a monitoring system sees it, over the life of what is counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use buildamp_runtime::{
    App, Config, Context, Emission, Event, Fatal, Keep, ManualClock, Operations, Result,
};
use serde::{Deserialize, Serialize};

use crate::support::{Server, config, until};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Placed {
    number: u32,
}

impl Event for Placed {
    const TYPE: &'static str = "shop.placed";

    fn subject(&self) -> Option<String> {
        Some(format!("order/{}", self.number))
    }
}

/// It goes with the first purge after an hour, so that one can be seen to have been there.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Marked;

impl Event for Marked {
    const TYPE: &'static str = "shop.marked";
    const KEEP: Option<Keep> = Some(Keep::For(Duration::from_hours(1)));
}

/// Of those that are not put off every tenth is given up.
fn shop(config: Config, clock: &Arc<ManualClock>) -> App {
    App::new(config)
        .clock(Arc::clone(clock))
        .on("pack", |placed: Placed, _: Context| async move {
            match placed.number % 10 {
                0 => Err(Fatal::new(format!("no box for {}", placed.number))),
                _ => Ok(()),
            }
        })
        .on("mark", |_: Marked, _: Context| async { Ok::<_, Fatal>(()) })
}

/// Each series with its value.
async fn scrape(server: &Server) -> BTreeMap<String, f64> {
    let reply = server.get("/metrics", &[]).await;
    assert_eq!(reply.status, 200);
    let series = |line: &str| {
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        (name.to_owned(), value.parse().expect("a number"))
    };
    let lines = reply.body.lines().filter(|line| !line.starts_with('#'));
    lines.map(series).collect()
}

/// The names of labels.
fn labels(series: &BTreeMap<String, f64>) -> BTreeSet<&str> {
    let names = series.keys().filter_map(|name| name.split_once('{'));
    let pairs = names.flat_map(|(_, labels)| labels.split(','));
    pairs
        .filter_map(|pair| Some(pair.split_once('=')?.0))
        .collect()
}

/// How many events there are, and of their deliveries how many have succeeded, are dead and wait.
async fn left(operations: &Operations) -> [u64; 4] {
    let stats = operations.stats().await.expect("stats");
    let of = stats.deliveries;
    [stats.events, of.succeeded, of.dead, of.pending]
}

/// Waits until this is left: a purge has been there then, since it took along what is marked.
async fn purged_to(wanted: [u64; 4], app: &App, clock: &ManualClock) {
    let operations = app.operations();
    app.context().emit(Marked).await.expect("it is stored");
    until(|| async {
        let of = operations.stats().await.expect("stats").deliveries;
        of.pending + of.running + of.retrying == 1
    })
    .await;
    clock.advance(Duration::from_hours(2));
    until(|| async {
        // The purge rests by this clock.
        clock.advance(Duration::from_mins(1));
        left(&operations).await == wanted
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scenario14_b22_b37_d16_s22_metrics_count_from_zero_and_only_what_has_ended_goes()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    life(config(&folder).await).await?;
    #[cfg(feature = "postgres")]
    {
        let mut config = config(&folder).await;
        config.store.url = servers::Postgres::shared().database();
        life(config).await?;
    }
    Ok(())
}

async fn life(mut config: Config) -> Result<()> {
    "eventbroker".clone_into(&mut config.metrics.namespace);
    let clock = Arc::new(ManualClock::at(
        "2026-01-01T00:00:00Z".parse().expect("a time"),
    ));
    let server = Server::serve(shop(config.clone(), &clock), &config.http.address).await;
    let app = &server.app;
    until(|| async { app.consumers().await.is_ok_and(|it| it.len() == 2) }).await;

    let zero = scrape(&server).await;
    let of = r#"source="/buildamp/test",type="shop.placed""#;
    let names = [
        format!("eventbroker_events_published_total{{{of}}}"),
        format!("eventbroker_events_processed_total{{{of},status=\"succeeded\"}}"),
        format!("eventbroker_event_processing_duration_seconds_count{{{of}}}"),
        "eventbroker_event_queue_size".to_owned(),
        "eventbroker_workers_active".to_owned(),
    ];
    for name in &names {
        assert_eq!(zero.get(name), Some(&0.0), "{name} in {zero:#?}");
    }
    assert!(zero.keys().all(|name| name.starts_with("eventbroker_")));
    assert!(zero.values().all(|value| *value == 0.0), "{zero:#?}");

    for number in 1..=40 {
        let cx = app.context().with_session(format!("session {number}"));
        let cx = cx.with_actor(format!("user/{number}"));
        cx.emit(Placed { number }).await?;
    }
    let years = Duration::from_hours(24 * 3_650);
    app.context()
        .emit(Emission::new(Placed { number: 41 }).schedule(years))
        .await?;
    let dead = [
        format!("eventbroker_events_processed_total{{{of},status=\"dead\"}}"),
        "eventbroker_deliveries_dead".to_owned(),
    ];
    until(|| async {
        let now = scrape(&server).await;
        let counted = |name| now.get(name).copied();
        names.each_ref().map(counted) == [41.0, 36.0, 40.0, 1.0, 0.0].map(Some)
            && dead.each_ref().map(counted) == [Some(4.0); 2]
    })
    .await;
    let later = scrape(&server).await;
    assert!(
        later.keys().eq(zero.keys()),
        "whoever it was for, there are no more series than before"
    );
    assert_eq!(
        labels(&later),
        BTreeSet::from(["le", "source", "status", "type"])
    );

    // What is stored goes when its time is over: a week, and 90 days for what is dead.
    let days = |days: u64| clock.advance(Duration::from_hours(24 * days));
    days(6);
    purged_to([41, 36, 4, 1], app, &clock).await;
    days(1);
    purged_to([5, 0, 4, 1], app, &clock).await;
    days(80);
    purged_to([5, 0, 4, 1], app, &clock).await;
    days(3);
    purged_to([1, 0, 0, 1], app, &clock).await;
    days(3_000);
    purged_to([1, 0, 0, 1], app, &clock).await;
    let now = scrape(&server).await;
    assert_eq!(now.get(&names[1]), Some(&36.0), "counters do not go back");
    server.stop().await;
    Ok(())
}
