//! What goes when its time is over, and what stays.

use std::time::Duration;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    EventId, Keep,
    store::{
        DeadReason, DeliveryAction, EventFilter, EventType, NewEvent, Policy, Purged, Step, Store,
        To,
    },
};

const DAY: i64 = 86_400;

fn days(days: u64) -> Keep {
    Keep::For(Duration::from_hours(24 * days))
}

/// A week, and 90 days for what is dead.
fn policy(types: &[(&'static str, Option<Keep>)]) -> Policy {
    Policy {
        succeeded: days(7),
        dead: days(90),
        types: types
            .iter()
            .map(|&(name, keep)| EventType {
                name,
                keep,
                secrets: None,
            })
            .collect(),
    }
}

async fn keep(store: &dyn Store, policy: &Policy) {
    store.retention().keep(policy).await.unwrap();
}

async fn purge(store: &dyn Store, day: i64, limit: u32) -> Purged {
    let purged = store.retention().purge(at(day * DAY), limit).await;
    purged.unwrap()
}

/// Purges until there is nothing to look at, and answers with the types of what is left.
async fn left(store: &dyn Store, day: i64) -> Vec<String> {
    while purge(store, day, 100).await.looked > 0 {}
    let all = EventFilter::default();
    let events = store.records().events(&all).await.unwrap();
    events.into_iter().map(|event| event.event_type).collect()
}

async fn emitted(store: &dyn Store, event_type: &str) -> EventId {
    let new = event(event_type);
    let id = new.id;
    emit(store, &[new]).await;
    id
}

/// Ends what waits for a consumer in this way, on that day.
async fn ended(store: &dyn Store, name: &str, to: &To, day: i64) {
    let me = worker();
    let claimed = claim(store, me, &[name], 99, day * DAY).await;
    let ends: Vec<_> = claimed.iter().map(|c| end(c, me, to.clone())).collect();
    store.settle(None, &ends, at(day * DAY)).await.unwrap();
}

/// An event goes once the time of each of its deliveries is over, counted from how that ended. What is open never goes.
pub(crate) async fn b22_s22_an_event_goes_when_its_time_is_over(store: &dyn Store) {
    let consumers = [
        consumer("done", "done.*"),
        consumer("dead", "dead.*"),
        consumer("both", "both.*"),
        consumer("both, dead", "both.*"),
        consumer("open", "open.*"),
        consumer("called off", "called.*"),
    ];
    register(store, worker(), &consumers).await;
    assert_eq!(purge(store, 999, 9).await, Purged::default(), "says nobody");
    keep(store, &policy(&[("log.kept", Some(days(30)))])).await;
    for event_type in [
        "log.only", "log.kept", "done.a", "dead.a", "both.a", "open.a",
    ] {
        emitted(store, event_type).await;
    }
    let called_off = emitted(store, "called.a").await;
    let dead = || To::Dead {
        reason: DeadReason::Fatal,
        error: "no".to_owned(),
    };
    ended(store, "done", &To::Succeeded, 3).await;
    ended(store, "both", &To::Succeeded, 0).await;
    ended(store, "dead", &dead(), 1).await;
    ended(store, "both, dead", &dead(), 2).await;
    let all = [
        "log.only", "log.kept", "done.a", "dead.a", "both.a", "open.a", "called.a",
    ];
    assert_eq!(left(store, 6).await, all);
    assert_eq!(left(store, 7).await, all[1..]);
    assert_eq!(left(store, 9).await, all[1..]);
    let but_done = ["log.kept", "dead.a", "both.a", "open.a", "called.a"];
    assert_eq!(left(store, 10).await, but_done);
    let called = [deliveries(store, called_off).await.remove(0).id];
    let cancelled = store.act(DeliveryAction::Cancel, &called, at(20 * DAY));
    assert_eq!(cancelled.await.unwrap(), called);
    assert_eq!(left(store, 26).await, but_done);
    assert_eq!(left(store, 27).await, but_done[..4]);
    assert_eq!(left(store, 30).await, but_done[1..4]);
    assert_eq!(left(store, 90).await, but_done[1..4]);
    assert_eq!(left(store, 91).await, ["both.a", "open.a"]);
    assert_eq!(left(store, 92).await, ["open.a"]);
    assert_eq!(left(store, 9_999).await, ["open.a"]);
    ended(store, "open", &To::Succeeded, 10_000).await;
    assert_eq!(left(store, 10_006).await, ["open.a"]);
    assert_eq!(left(store, 10_020).await, [""; 0]);
}

/// With an event go its deliveries, attempts, steps and idempotency key, and nothing of others.
pub(crate) async fn b22_all_that_belongs_to_an_event_goes_with_it(store: &dyn Store) {
    keep(store, &policy(&[("b.kept", Some(Keep::Forever))])).await;
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let keyed = |event_type: &str| NewEvent {
        idempotency_key: Some(format!("key of {event_type}")),
        ..event(event_type)
    };
    emit(store, &[keyed("a.b"), keyed("b.kept")]).await;
    let claimed = claim(store, me, &["c"], 9, 0).await;
    for one in &claimed {
        let step = Step {
            delivery: one.delivery,
            worker: me,
            attempt: one.attempt,
            name: "step",
        };
        assert!(store.keep_step(&step, "1", at(0)).await.unwrap());
    }
    let ends: Vec<_> = claimed.iter().map(|c| end(c, me, To::Succeeded)).collect();
    store.settle(None, &ends, at(0)).await.unwrap();
    assert_eq!(left(store, 8).await, ["b.kept"]);
    let records = store.records();
    for (place, one) in claimed.iter().enumerate() {
        let attempts = records.attempts(one.delivery).await.unwrap();
        let step = records.step(one.delivery, "step").await.unwrap();
        let found = deliveries(store, one.event.id).await;
        assert_eq!(
            (attempts.len(), step.is_some(), found.len()),
            (place, place == 1, place)
        );
    }
    let again = emit(store, &[keyed("a.b"), keyed("b.kept")]).await;
    let is_known = |emitted: &super::Emitted| matches!(emitted, super::Emitted::Known(_));
    assert_eq!(
        again.iter().map(is_known).collect::<Vec<_>>(),
        [false, true]
    );
}

/// A batch is bounded, and what stays is not met again before its time: not by what comes later, and not at the old end.
pub(crate) async fn k23_the_purge_goes_part_by_part_and_does_not_meet_what_stays(
    store: &dyn Store,
) {
    let kept = [("a.kept", Some(Keep::Forever)), ("a.month", Some(days(30)))];
    keep(store, &policy(&kept)).await;
    let many = |event_type: &str| (0..40).map(|_| event(event_type)).collect::<Vec<_>>();
    for event_type in ["a.kept", "a.month", "a.b"] {
        emit(store, &many(event_type)).await;
    }
    let passes = async |day, times: usize| {
        let mut passes = Vec::new();
        for _ in 0..times {
            let Purged { looked, events } = purge(store, day, 30).await;
            passes.push((looked, events));
        }
        passes
    };
    assert_eq!(passes(6, 1).await, [(0, 0)], "too young to look at");
    assert_eq!(
        passes(8, 5).await,
        [(30, 0), (30, 0), (30, 10), (30, 30), (0, 0)]
    );
    assert_eq!(passes(29, 1).await, [(0, 0)]);
    assert_eq!(passes(30, 3).await, [(30, 30), (10, 10), (0, 0)]);
    // A process that says the same does not have it begin anew; one that says something else does.
    keep(store, &policy(&kept)).await;
    assert_eq!(passes(30, 1).await, [(0, 0)]);
    keep(store, &policy(&[("a.other", None)])).await;
    assert_eq!(passes(30, 1).await, [(0, 0)]);
    keep(store, &policy(&[("a.kept", None)])).await;
    assert_eq!(passes(30, 3).await, [(30, 30), (10, 10), (0, 0)]);
}

/// Several processes may try: each event goes once.
pub(crate) async fn k23_purgers_do_not_get_in_each_others_way(store: &dyn Store) {
    keep(store, &policy(&[])).await;
    for _ in 0..4 {
        let events: Vec<NewEvent> = (0..50).map(|_| event("a.b")).collect();
        emit(store, &events).await;
    }
    let all = async || {
        let (mut gone, mut idle) = (0, 0);
        while idle < 3 {
            let purged = purge(store, 8, 20).await;
            gone += purged.events;
            idle = if purged.looked == 0 { idle + 1 } else { 0 };
        }
        gone
    };
    let (one, two, three) = tokio::join!(all(), all(), all());
    let rest = all().await;
    assert_eq!(one + two + three + rest, 200);
    assert_eq!(left(store, 8).await, [""; 0]);
}
