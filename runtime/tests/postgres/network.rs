//! A network between the processes and the server that stands still, or loses its connections without a word.

use std::time::{Duration, Instant};

use buildamp_runtime::{App, Result};
use servers::{
    Wire,
    wire::{Fate, Flow},
};

use crate::support::{Desk, noted};

/// A wire, and a process on its other side.
async fn beyond(desk: &Desk) -> (Wire, App) {
    let url = desk.config.store.url.clone();
    let port = url.rsplit(':').next().unwrap().split('/').next().unwrap();
    let wire = Wire::to(port.parse().unwrap()).await.unwrap();
    let mut config = desk.config.clone();
    config.store.url = url.replacen(port, &wire.port().to_string(), 1);
    config.processor.lease = Duration::from_secs(5);
    config.processor.tx_timeout = Duration::from_secs(2);
    (wire, Desk::app_of(config))
}

async fn until_handled(desk: &Desk, count: usize, within: Duration) {
    let waits = Instant::now();
    loop {
        let handled = desk.own().await.len();
        if handled >= count {
            return;
        }
        assert!(waits.elapsed() < within, "{handled} of {count}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A cut that is shorter than the lease takes nothing from anybody; all goes on when it is over.
#[tokio::test(flavor = "multi_thread")]
async fn f6_k22_a_short_cut_reassigns_nothing() -> Result<()> {
    let desk = Desk::new().await;
    let (wire, far) = beyond(&desk).await;
    let worker = tokio::spawn(far.worker());
    while far.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let emitter = App::new(desk.config.clone()).context();
    for n in 0..3 {
        emitter.emit(noted(&format!("before {n}"))).await?;
    }
    until_handled(&desk, 3, Duration::from_secs(10)).await;
    wire.set(Flow::Still);
    for n in 0..3 {
        emitter.emit(noted(&format!("during {n}"))).await?;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    wire.set(Flow::Free);
    until_handled(&desk, 6, Duration::from_secs(10)).await;
    let again = "SELECT count(*) FROM buildamp.deliveries WHERE attempt > 1";
    let again: i64 = sqlx::query_scalar(again).fetch_one(&desk.pool).await?;
    assert_eq!(again, 0);
    far.handle().shutdown();
    worker.await.expect("no panic")
}

/// Connections that are gone without a word are given up, and the work goes on over new ones.
#[tokio::test(flavor = "multi_thread")]
async fn k8_f6_lost_connections_hold_up_nobody_for_ever() -> Result<()> {
    let desk = Desk::new().await;
    let (wire, far) = beyond(&desk).await;
    let worker = tokio::spawn(far.worker());
    let emitter = App::new(desk.config.clone()).context();
    while far.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    emitter.emit(noted("before")).await?;
    until_handled(&desk, 1, Duration::from_secs(10)).await;
    // Once while it has nothing to do, and once in the middle of its work, with statements and transactions under way.
    for (round, pause) in [
        (1, Duration::from_millis(300)),
        (2, Duration::from_millis(3)),
    ] {
        for n in 0..20 {
            emitter.emit(noted(&format!("{round} {n}"))).await?;
        }
        tokio::time::sleep(pause).await;
        wire.strike(Fate::Lost);
        emitter.emit(noted(&format!("{round} after"))).await?;
        until_handled(&desk, 1 + 21 * round, Duration::from_secs(30)).await;
    }
    far.handle().shutdown();
    worker.await.expect("no panic")
}
