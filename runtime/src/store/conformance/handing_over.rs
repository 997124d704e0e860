//! Deliveries that are claimed in the commit that stores their event.

use jiff::Timestamp;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    EventFilter, Limits, State,
    store::{
        Claimed, ConsumerSpec, Emitted, NewEvent, Ready, Rescued, Settlement, Store, To, WorkerId,
    },
};

async fn hand_over(
    store: &dyn Store,
    event: &NewEvent,
    worker: WorkerId,
    consumers: &[&str],
) -> (Emitted, Vec<Claimed>) {
    let consumers: Vec<String> = consumers.iter().map(|&name| name.to_owned()).collect();
    let ready = Ready {
        worker,
        consumers: &consumers,
        lease_until: at(30),
    };
    store.hand_over(event, ready).await.unwrap()
}

/// What the worker is ready for is its own from the start, as if it had been claimed; the rest waits for others.
pub(crate) async fn k22_what_a_worker_is_ready_for_is_claimed_with_its_emit(store: &dyn Store) {
    let (me, other) = (worker(), worker());
    register(store, me, &[consumer("mine", "a.*")]).await;
    register(store, other, &[consumer("theirs", "a.b")]).await;
    let new = NewEvent {
        subject: Some("thing/1".to_owned()),
        actor: Some("somebody".to_owned()),
        max_attempts: Some(5),
        ..event("a.b")
    };
    let (emitted, handed) = hand_over(store, &new, me, &["mine", "another"]).await;
    assert_eq!(emitted, Emitted::Stored(new.id));
    let [mine] = &handed[..] else {
        panic!("{handed:?}");
    };
    assert_eq!(
        (&*mine.consumer, mine.attempt, mine.tried, mine.left),
        ("mine", 1, 1, 4)
    );
    assert_eq!((mine.claimed_at, mine.due), (at(0), at(0)));
    let stored = store.records().events(&EventFilter::default()).await;
    assert_eq!(stored.unwrap(), std::slice::from_ref(&mine.event));

    let states = async || -> Vec<(String, State)> {
        let deliveries = deliveries(store, new.id).await.into_iter();
        deliveries.map(|it| (it.consumer, it.state)).collect()
    };
    let expected = |mine| {
        [
            ("mine".to_owned(), mine),
            ("theirs".to_owned(), State::Pending),
        ]
    };
    assert_eq!(states().await, expected(State::Running));
    assert_eq!(claim(store, me, &["mine"], 9, 1).await.len(), 0);
    let ends = [end(mine, me, To::Succeeded)];
    assert_eq!(store.settle(None, &ends, at(1)).await.unwrap(), [true]);
    assert_eq!(states().await, expected(State::Succeeded));
    assert_eq!(claim(store, other, &["theirs"], 9, 1).await.len(), 1);
}

/// It is held by a lease like any other: whoever takes it over has the fence.
pub(crate) async fn k4_what_was_handed_over_runs_again_after_its_lease(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let (_, handed) = hand_over(store, &event("a"), me, &["c"]).await;
    assert_eq!(store.rescue(at(29), 3).await.unwrap(), Rescued::default());
    assert_eq!(store.rescue(at(31), 3).await.unwrap().retrying, 1);
    let again = claim(store, worker(), &["c"], 9, 31).await;
    assert_eq!((again.len(), again[0].attempt, again[0].tried), (1, 2, 2));
    let late: Vec<Settlement> = handed.iter().map(|it| end(it, me, To::Succeeded)).collect();
    assert_eq!(store.settle(None, &late, at(32)).await.unwrap(), [false]);
}

/// What waits by order or by limit goes its way: consumers that are paused or go by key, and keys that are known.
pub(crate) async fn what_may_not_start_at_once_is_not_handed_over(store: &dyn Store) {
    let me = worker();
    let by_key = ConsumerSpec {
        limits: Limits::new().concurrency_per_key(1),
        ..consumer("by_key", "*")
    };
    register(store, me, &[by_key, consumer("paused", "*")]).await;
    assert!(store.pause("paused", Some(at(0))).await.unwrap());
    let names = ["by_key", "paused"];
    let new = event("a");
    assert_eq!(hand_over(store, &new, me, &names).await.1.len(), 0);
    let waits = |it: &crate::Delivery| it.state == State::Pending && it.attempt == 0;
    assert!(deliveries(store, new.id).await.iter().all(waits));

    assert!(store.pause("paused", None::<Timestamp>).await.unwrap());
    let keyed = || NewEvent {
        idempotency_key: Some("key".to_owned()),
        ..event("a")
    };
    let (first, second) = (keyed(), keyed());
    emit(store, std::slice::from_ref(&first)).await;
    let (emitted, handed) = hand_over(store, &second, me, &names).await;
    assert_eq!((emitted, handed.len()), (Emitted::Known(first.id), 0));
    assert_eq!(deliveries(store, second.id).await.len(), 0);
}
