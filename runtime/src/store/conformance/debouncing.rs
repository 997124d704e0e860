//! Events that take each other's place.

use futures_util::future::join_all;

use super::{at, claim, consumer, deliveries, end, event, register, worker};
use crate::{
    EventId, State,
    store::{NewEvent, Store, To},
};

fn keyed(event_type: &str, key: &str, due: i64) -> NewEvent {
    NewEvent {
        debounce: Some(key.to_owned()),
        run_at: at(due),
        ..event(event_type)
    }
}

/// As one transaction does it.
async fn emit(store: &dyn Store, event: &NewEvent) {
    let mut tx = store.begin().await.unwrap();
    store
        .emit(Some(&mut tx), std::slice::from_ref(event))
        .await
        .unwrap();
    let key = event.debounce.as_deref().unwrap();
    store.debounce(&mut tx, event, key).await.unwrap();
    tx.commit().await.unwrap();
}

async fn states(store: &dyn Store, event: EventId) -> Vec<State> {
    let deliveries = deliveries(store, event).await;
    deliveries.iter().map(|delivery| delivery.state).collect()
}

/// What waits is called off, also for another attempt; what runs or is over is left, and so are other keys, types and
/// tenants. A rollback takes nobody's place.
pub(crate) async fn the_last_event_of_a_key_takes_the_place_of_what_waits(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("one", "*"), consumer("two", "a.*")]).await;
    let first = keyed("a.b", "k", 0);
    let elsewhere = NewEvent {
        tenant: "other".to_owned(),
        ..keyed("a.b", "k", 60)
    };
    let others = [keyed("a.b", "l", 60), keyed("a.c", "k", 60), elsewhere];
    for event in [&first].into_iter().chain(&others) {
        emit(store, event).await;
    }
    let running = claim(store, me, &["one"], 1, 0).await.remove(0);
    assert_eq!(running.event.id, first.id);

    let second = keyed("a.b", "k", 50);
    let mut tx = store.begin().await.unwrap();
    let batch = std::slice::from_ref(&second);
    store.emit(Some(&mut tx), batch).await.unwrap();
    store.debounce(&mut tx, &second, "k").await.unwrap();
    drop(tx);
    let mut left = states(store, first.id).await;
    left.sort_by_key(|state| state.name());
    assert_eq!(left, [State::Pending, State::Running]);

    emit(store, &second).await;
    let mut left = states(store, first.id).await;
    left.sort_by_key(|state| state.name());
    assert_eq!(left, [State::Cancelled, State::Running]);
    assert_eq!(states(store, second.id).await, [State::Pending; 2]);
    for other in &others {
        assert_eq!(states(store, other.id).await, [State::Pending; 2]);
    }
    let succeeded = [end(&running, me, To::Succeeded)];
    assert_eq!(store.settle(None, &succeeded, at(1)).await.unwrap(), [true]);

    let failing = claim(store, me, &["two"], 1, 50).await.remove(0);
    assert_eq!(failing.event.id, second.id);
    let to = To::Retrying {
        run_at: at(900),
        error: "refused".to_owned(),
    };
    let failed = [end(&failing, me, to)];
    store.settle(None, &failed, at(51)).await.unwrap();
    let third = keyed("a.b", "k", 99);
    emit(store, &third).await;
    assert_eq!(states(store, second.id).await, [State::Cancelled; 2]);
    assert_eq!(states(store, third.id).await, [State::Pending; 2]);
}

/// Whoever comes second sees the first.
pub(crate) async fn of_concurrent_events_of_a_key_one_waits(store: &dyn Store) {
    register(store, worker(), &[consumer("one", "*")]).await;
    let events: Vec<NewEvent> = (0..16).map(|_| keyed("a.b", "k", 50)).collect();
    join_all(events.iter().map(|event| emit(store, event))).await;
    let mut pending = 0;
    for event in &events {
        match states(store, event.id).await[..] {
            [State::Pending] => pending += 1,
            [State::Cancelled] => {}
            ref others => panic!("{others:?}"),
        }
    }
    assert_eq!(pending, 1);
}

/// The table of keys does not grow with those that were.
pub(crate) async fn keys_of_which_nothing_waits_are_forgotten(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("one", "*")]).await;
    for (key, due) in [("done", 0), ("waiting", 1), ("later", 500)] {
        emit(store, &keyed("a.b", key, due)).await;
    }
    let done = claim(store, me, &["one"], 1, 0).await.remove(0);
    let settled = [end(&done, me, To::Succeeded)];
    store.settle(None, &settled, at(1)).await.unwrap();
    assert_eq!(store.forget_debounces(at(0)).await.unwrap(), 0);
    assert_eq!(store.forget_debounces(at(100)).await.unwrap(), 1);
    assert_eq!(store.forget_debounces(at(100)).await.unwrap(), 0);

    let waiting = claim(store, me, &["one"], 1, 100).await.remove(0);
    let settled = [end(&waiting, me, To::Succeeded)];
    store.settle(None, &settled, at(101)).await.unwrap();
    assert_eq!(store.forget_debounces(at(102)).await.unwrap(), 1);
    emit(store, &keyed("a.b", "done", 200)).await;
}
