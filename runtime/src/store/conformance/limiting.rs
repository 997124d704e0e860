//! What a consumer's limits let through.

use std::{slice, time::Duration};

use futures_util::future::join_all;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    DeadReason, DeliveryAction, Limits, Rate, Start, State,
    store::{
        Again, Claimed, ConsumerSpec, LimitedClaim, LimitedClaimed, NewEvent, Store, To, WorkerId,
    },
};

const C: &str = "c";

fn limited(limits: Limits) -> [ConsumerSpec; 1] {
    [ConsumerSpec {
        limits,
        ..consumer(C, "*")
    }]
}

fn keyed(key: &str) -> NewEvent {
    NewEvent {
        partition_key: Some(key.to_owned()),
        ..event("a.b")
    }
}

async fn ask(
    store: &dyn Store,
    worker: WorkerId,
    limits: Limits,
    after: &str,
    limit: u32,
    now: i64,
) -> LimitedClaimed {
    let claim = LimitedClaim {
        worker,
        consumer: C.to_owned(),
        limits,
        after: after.to_owned(),
        limit,
        now: at(now),
        lease_until: at(now + 30),
    };
    store.claim_limited(claim).await.unwrap()
}

async fn settle(store: &dyn Store, me: WorkerId, claimed: &Claimed, to: To) {
    let ended = store.settle(None, &[end(claimed, me, to)], at(1)).await;
    assert_eq!(ended.unwrap(), [true]);
}

fn keys(claimed: &LimitedClaimed) -> Vec<&str> {
    let keys = claimed.claimed.iter();
    keys.map(|one| one.event.partition_key.as_deref().unwrap_or("-"))
        .collect()
}

/// However many ask at once, no more run than may.
pub(crate) async fn no_more_run_at_once_than_may(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().concurrency(3);
    register(store, me, &limited(limits)).await;
    let events: Vec<NewEvent> = (0..20).map(|_| event("a.b")).collect();
    emit(store, &events).await;
    let asked = join_all((0..12).map(|_| ask(store, me, limits, "", 2, 1))).await;
    let mut running: Vec<Claimed> = asked.into_iter().flat_map(|asked| asked.claimed).collect();
    while running.len() < 3 {
        let more = ask(store, me, limits, "", 1, 1).await;
        running.extend(more.claimed);
    }
    assert_eq!(running.len(), 3);
    let full = ask(store, me, limits, "", 9, 1).await;
    assert_eq!((full.claimed.len(), full.again), (0, Again::OnChange));
    let retry = To::Retrying {
        run_at: at(50),
        error: "no".to_owned(),
    };
    settle(store, me, &running.remove(0), retry).await;
    settle(store, me, &running.remove(0), To::Succeeded).await;
    let next = ask(store, me, limits, "", 9, 1).await;
    assert_eq!((next.claimed.len(), next.again), (2, Again::AtOnce));
    // A worker that is lost leaves its places.
    store.rescue(at(99), 3).await.unwrap();
    assert_eq!(ask(store, me, limits, "", 9, 99).await.claimed.len(), 3);
    // What is paused is let be.
    assert!(store.pause(C, Some(at(99))).await.unwrap());
    let paused = ask(store, me, limits, "", 9, 199).await;
    assert_eq!((paused.claimed.len(), paused.again), (0, Again::OnChange));
}

/// Starts are spread, and a consumer without work says when it has some.
pub(crate) async fn no_more_start_in_a_span_than_may(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().rate(Rate::new(2, Duration::from_secs(10)));
    register(store, me, &limited(limits)).await;
    let later = NewEvent {
        run_at: at(100),
        ..event("a.b")
    };
    let events = [event("a.b"), event("a.b"), event("a.b"), later];
    emit(store, &events).await;
    let at_a = async |now| {
        let asked = ask(store, me, limits, "", 9, now).await;
        (asked.claimed.len(), asked.again)
    };
    assert_eq!(at_a(1).await, (1, Again::At(at(6))));
    assert_eq!(at_a(5).await, (0, Again::At(at(6))));
    assert_eq!(at_a(6).await, (1, Again::At(at(11))));
    assert_eq!(at_a(50).await, (1, Again::At(at(55))));
    assert_eq!(at_a(55).await, (0, Again::At(at(100))));
}

/// One of a key at a time, and as many keys as there are; what has no key is held back by nothing.
pub(crate) async fn no_more_of_a_key_run_at_once_than_may(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().concurrency_per_key(2);
    register(store, me, &limited(limits)).await;
    let other = NewEvent {
        tenant: "other".to_owned(),
        ..keyed("a")
    };
    let mut events: Vec<NewEvent> = (0..5).map(|_| keyed("a")).collect();
    events.extend([keyed("b"), event("a.b"), event("a.b"), event("a.b"), other]);
    emit(store, &events).await;
    let first = ask(store, me, limits, "", 99, 1).await;
    let mut seen = keys(&first);
    seen.sort_unstable();
    assert_eq!(seen, ["-", "-", "-", "a", "a", "a", "b"]);
    assert_eq!(first.again, Again::OnChange);
    assert_eq!(ask(store, me, limits, "", 99, 1).await.claimed.len(), 0);
    // Who knows of no keys takes none of these.
    assert_eq!(claim(store, me, &[C], 99, 1).await.len(), 0);
    let done = first.claimed.iter();
    let mine = done.filter(|one| one.event.tenant == "default");
    let done = mine.filter(|one| one.event.partition_key.as_deref() == Some("a"));
    for done in done {
        settle(store, me, done, To::Succeeded).await;
    }
    assert_eq!(keys(&ask(store, me, limits, "", 99, 1).await), ["a", "a"]);
}

/// Each key has its turn, whatever waits under another.
pub(crate) async fn each_key_has_its_turn(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().concurrency_per_key(1);
    register(store, me, &limited(limits)).await;
    let mut events: Vec<NewEvent> = (0..300).map(|n| keyed(&format!("n{n:03}"))).collect();
    events.extend((0..9).map(|_| keyed("a")));
    events.extend((0..9).map(|_| keyed("z")));
    emit(store, &events).await;
    let (mut after, mut seen) = (String::new(), Vec::new());
    for _ in 0..302 {
        let one = ask(store, me, limits, &after, 1, 1).await;
        seen.extend(keys(&one).into_iter().map(str::to_owned));
        settle(store, me, &one.claimed[0], To::Succeeded).await;
        after = one.after;
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 302, "each before any a second time");
    let rest = ask(store, me, limits, &after, 9, 1).await;
    assert_eq!(keys(&rest), ["a", "z"]);
}

/// In order is one after the other, whatever becomes of the one before; what is scheduled for later holds up nobody.
pub(crate) async fn deliveries_of_a_key_run_in_order(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().in_order();
    register(store, me, &limited(limits)).await;
    let later = NewEvent {
        run_at: at(500),
        ..keyed("a")
    };
    let urgent = NewEvent {
        priority: -10,
        run_at: at(-5),
        ..keyed("a")
    };
    let events = [later, keyed("a"), keyed("a"), urgent, keyed("b")];
    emit(store, &events).await;
    let order: Vec<_> = events.iter().map(|event| event.id).collect();
    let next = async |now| ask(store, me, limits, "", 9, now).await;
    let ids = |asked: &LimitedClaimed| -> Vec<_> {
        asked.claimed.iter().map(|one| one.event.id).collect()
    };
    let first = next(1).await;
    assert_eq!(ids(&first), [order[1], order[4]]);
    assert_eq!(first.again, Again::At(at(500)));
    let retry = To::Retrying {
        run_at: at(60),
        error: "no".to_owned(),
    };
    settle(store, me, &first.claimed[0], retry).await;
    let held_up = next(2).await;
    assert_eq!((ids(&held_up), held_up.again), (vec![], Again::At(at(60))));
    let again = next(60).await;
    assert_eq!(ids(&again), [order[1]]);
    let dead = To::Dead {
        reason: DeadReason::Fatal,
        error: "never".to_owned(),
    };
    settle(store, me, &again.claimed[0], dead).await;
    let second = next(60).await;
    assert_eq!(ids(&second), [order[2]]);
    // A worker that is lost: the next attempt of the same one.
    store.rescue(at(200), 3).await.unwrap();
    let second = next(200).await;
    assert_eq!(ids(&second)[0], order[2]);
    let dead = deliveries(store, order[1]).await[0].id;
    let replayed = store.act(DeliveryAction::Replay, &[dead], at(200)).await;
    assert_eq!(replayed.unwrap(), [dead]);
    settle(store, me, &second.claimed[0], To::Succeeded).await;
    assert_eq!(ids(&next(201).await), [order[1]]);
}

/// A rate of each key, whose bucket is forgotten when it is empty.
pub(crate) async fn no_more_of_a_key_start_in_a_span_than_may(store: &dyn Store) {
    let me = worker();
    let limits = Limits::new().rate_per_key(Rate::new(1, Duration::from_secs(10)));
    register(store, me, &limited(limits)).await;
    emit(
        store,
        &[keyed("a"), keyed("a"), keyed("b"), keyed("a"), keyed("b")],
    )
    .await;
    assert_eq!(keys(&ask(store, me, limits, "", 9, 1).await), ["a", "b"]);
    let held_up = ask(store, me, limits, "", 9, 5).await;
    assert!(held_up.claimed.is_empty());
    assert!(
        matches!(held_up.again, Again::At(time) if time > at(5) && time < at(6)),
        "{held_up:?}"
    );
    store.rescue(at(8), 3).await.unwrap();
    assert!(ask(store, me, limits, "", 9, 10).await.claimed.is_empty());
    assert_eq!(keys(&ask(store, me, limits, "", 9, 11).await), ["a", "b"]);
    store.rescue(at(12), 3).await.unwrap();
    assert!(ask(store, me, limits, "", 9, 12).await.claimed.is_empty());
    assert_eq!(keys(&ask(store, me, limits, "", 9, 22).await)[0], "a");
}

/// What waits goes on to run when a consumer gets keys, or loses them, and so does what is dead and replayed.
pub(crate) async fn limits_come_and_go(store: &dyn Store) {
    let me = worker();
    let free = Limits::new();
    let in_order = Limits::new().in_order();
    register(store, me, &limited(free)).await;
    let events = [keyed("a"), keyed("a"), keyed("b")];
    emit(store, &events).await;
    let dead = &claim(store, me, &[C], 1, 1).await[0];
    let to = To::Dead {
        reason: DeadReason::Fatal,
        error: "never".to_owned(),
    };
    settle(store, me, dead, to).await;
    register(store, me, &limited(in_order)).await;
    assert_eq!(claim(store, me, &[C], 9, 2).await.len(), 0);
    let ids = [dead.delivery];
    let replayed = store.act(DeliveryAction::Replay, &ids, at(2)).await;
    assert_eq!(replayed.unwrap(), ids);
    let taken = ask(store, me, in_order, "", 9, 2).await;
    let mut seen = keys(&taken);
    seen.sort_unstable();
    assert_eq!(seen, ["a", "b"]);
    register(store, me, &limited(free)).await;
    // A worker of the other build, which goes by the consumer's row.
    let rest = ask(store, me, in_order, "", 9, 2).await;
    assert_eq!(keys(&rest), ["a"]);
    settle(store, me, &rest.claimed[0], To::Succeeded).await;
    let state = deliveries(store, events[1].id).await[0].state;
    assert_eq!(state, State::Succeeded);
    // One that begins with the past has keys from the beginning.
    let past = [ConsumerSpec {
        name: "late".to_owned(),
        start: Start::Beginning,
        limits: in_order,
        ..consumer(C, "*")
    }];
    register(store, me, slice::from_ref(&past[0])).await;
    let claim = LimitedClaim {
        worker: me,
        consumer: "late".to_owned(),
        limits: in_order,
        after: String::new(),
        limit: 9,
        now: at(3),
        lease_until: at(33),
    };
    let late = store.claim_limited(claim).await.unwrap();
    assert_eq!(keys(&late), ["a", "b"]);
}
