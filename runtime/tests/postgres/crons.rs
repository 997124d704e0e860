//! Crons of several instances.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use buildamp_runtime::{App, Context, Cron, Event, Keep, ManualClock, Result, Timestamp};
use serde::{Deserialize, Serialize};

use crate::support::Desk;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Scope {
    Team { number: u32 },
}

/// What each slot sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SendDigest {
    slot: Timestamp,
    of: Scope,
}

impl Event for SendDigest {
    const TYPE: &'static str = "digest.send_digest";
}

fn digest(slot: Timestamp) -> SendDigest {
    SendDigest {
        slot,
        of: Scope::Team { number: 7 },
    }
}

type Received = Arc<Mutex<Vec<SendDigest>>>;

fn instance(desk: &Desk, clock: &Arc<ManualClock>, received: &Received) -> App<Received> {
    App::new(desk.config.clone())
        .clock(Arc::clone(clock))
        .state(Arc::clone(received))
        .cron(
            "digest",
            Cron::new("30 2 * * *").zone("Europe/Berlin"),
            digest,
        )
        .on("digest::send", |digest: SendDigest, cx: Context<_>| {
            let received: Received = Arc::clone(cx.state());
            async move {
                received.lock().expect("nobody panics").push(digest);
                Ok::<_, buildamp_runtime::Error>(())
            }
        })
}

/// In Berlin the clocks go from 2:00 to 3:00 on 2026-03-29, and from 3:00 to 2:00 on 2026-10-25: neither night has a digest too
/// many or too few. What comes while the cron is paused passes by.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scenario13_h40_two_instances_send_one_typed_digest_a_slot() -> Result<()> {
    let (mut desk, received) = (Desk::new().await, Received::default());
    desk.config.retention.succeeded = Keep::Forever;
    let at = |text: &str| text.parse::<Timestamp>().expect("a time");
    let clock = Arc::new(ManualClock::at(at("2026-03-27T12:00:00Z")));
    let instances = [(); 2].map(|()| instance(&desk, &clock, &received));
    let running = instances.each_ref().map(|it| tokio::spawn(it.worker()));
    let [one, other] = instances.each_ref().map(App::operations);
    // Every slot up to now is taken or has passed by, and nothing of it is left to do.
    let is_quiet = async |now: Timestamp| {
        let crons = one.crons().await.expect("crons");
        let next = crons.first().and_then(|cron| cron.next_run_at);
        let open = one.stats().await.expect("stats").deliveries;
        next.is_some_and(|next| next > now) && open.pending + open.retrying + open.running == 0
    };
    let go_to = async |now: Timestamp| {
        clock.set(now);
        for _ in 0..1_000 {
            if is_quiet(now).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("at {now} there is still something to do");
    };
    let night = async |evening: &str| {
        for hours in 0..9 {
            go_to(at(evening) + Duration::from_hours(hours)).await;
        }
    };
    go_to(at("2026-03-27T12:00:00Z")).await;
    night("2026-03-27T22:00:00Z").await;
    night("2026-03-28T22:00:00Z").await;
    go_to(at("2026-10-24T12:00:00Z")).await;
    night("2026-10-24T22:00:00Z").await;
    one.pause_cron("digest").await?;
    night("2026-10-25T22:00:00Z").await;
    other.resume_cron("digest").await?;
    night("2026-10-26T22:00:00Z").await;
    for (instance, running) in instances.iter().zip(running) {
        instance.handle().shutdown();
        running.await.expect("no panic")?;
    }
    let slots = [
        "2026-03-28T01:30:00Z",
        // Right behind the gap.
        "2026-03-29T01:00:00Z",
        // Months in which nobody was there are made up for by their last.
        "2026-10-24T00:30:00Z",
        // 2:30 comes twice.
        "2026-10-25T00:30:00Z",
        "2026-10-27T01:30:00Z",
    ];
    let wanted = slots.map(|slot| digest(at(slot)));
    assert_eq!(*received.lock().expect("nobody panics"), wanted);
    let stats = one.stats().await?;
    assert_eq!((stats.events, stats.deliveries.succeeded), (5, 5));
    Ok(())
}
