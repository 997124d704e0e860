//! Consumers of each mode, and the parts of transactions that inline ones run in.

use std::slice;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    EventFilter, EventId, Mode, State,
    store::{ConsumerSpec, Emitted, NewEvent, Ready, Store, To, WorkerId},
};

fn of_mode(name: &str, mode: Mode) -> ConsumerSpec {
    ConsumerSpec {
        mode,
        ..consumer(name, "a.*")
    }
}

/// An ephemeral consumer is on record, and no event makes a delivery for it; as a durable one it goes on from then.
pub(crate) async fn an_ephemeral_consumer_gets_no_deliveries(store: &dyn Store) {
    let all = [
        of_mode("a", Mode::Durable),
        of_mode("b", Mode::Inline),
        of_mode("c", Mode::InlineRequired),
        of_mode("d", Mode::Ephemeral),
    ];
    register(store, worker(), &all).await;
    let new = event("a.b");
    emit(store, slice::from_ref(&new)).await;
    let reached = deliveries(store, new.id).await.into_iter();
    let reached: Vec<String> = reached.map(|it| it.consumer).collect();
    assert_eq!(reached, ["a", "b", "c"]);
    let known = store.records().consumers(at(0)).await.unwrap();
    let modes = known.iter().map(|it| (it.mode, &*it.on));
    assert_eq!(
        modes.collect::<Vec<_>>(),
        Mode::ALL.map(|mode| (mode, "a.*"))
    );
    register(store, worker(), &[of_mode("d", Mode::Durable)]).await;
    let next = event("a.b");
    emit(store, slice::from_ref(&next)).await;
    assert_eq!(deliveries(store, next.id).await.len(), 4);
}

/// What is taken in the transaction that stores it is nobody else's, and has ended when anybody sees it.
pub(crate) async fn p5_what_is_taken_with_its_emit_ends_with_it(store: &dyn Store) {
    let (me, other) = (worker(), worker());
    let consumers = ["a", "b", "paused"].map(|name| of_mode(name, Mode::Inline));
    register(store, me, &consumers).await;
    register(store, other, &[of_mode("c", Mode::Durable)]).await;
    store.pause("paused", Some(at(0))).await.unwrap();
    let before = event("a.b");
    emit(store, slice::from_ref(&before)).await;
    let events = [event("a.x"), event("a.y"), event("z")];
    let mut tx = store.begin().await.unwrap();
    store.emit(Some(&mut tx), &events).await.unwrap();
    let names = ["a", "b", "paused"].map(str::to_owned);
    let ready = Ready {
        worker: me,
        consumers: &names,
        lease_until: at(30),
    };
    let new: Vec<&NewEvent> = events.iter().collect();
    let taken = store.take(&mut tx, &new, ready).await.unwrap();
    let mut places: Vec<(EventId, &str)> = taken
        .iter()
        .map(|it| (it.event.id, &*it.consumer))
        .collect();
    places.sort();
    let [x, y] = [events[0].id, events[1].id];
    assert_eq!(places, [(x, "a"), (x, "b"), (y, "a"), (y, "b")]);
    assert!(taken.iter().all(|it| (it.attempt, it.left) == (1, 2)));
    let ends: Vec<_> = taken.iter().map(|it| end(it, me, To::Succeeded)).collect();
    let held = store.settle(Some(&mut tx), &ends, at(1)).await.unwrap();
    assert_eq!(held, [true; 4]);
    tx.commit().await.unwrap();
    let state = |consumer: &'static str| async move {
        let found = deliveries(store, x).await.into_iter();
        let mut found = found.filter(|it| it.consumer == consumer);
        found.next().map(|it| (it.state, it.attempt))
    };
    assert_eq!(state("a").await, Some((State::Succeeded, 1)));
    assert_eq!(state("paused").await, Some((State::Pending, 0)));
    let left = claim(store, me, &["a", "b"], 9, 1).await;
    assert_eq!(left.len(), 2, "those of the event before");
    assert_eq!(claim(store, other, &["c"], 9, 1).await.len(), 3);
}

async fn ids(store: &dyn Store) -> Vec<EventId> {
    let events = store.records().events(&EventFilter::default()).await;
    events.unwrap().into_iter().map(|event| event.id).collect()
}

/// A part that is undone, or dropped within one, takes nothing else along.
pub(crate) async fn s23_a_part_of_a_transaction_is_kept_or_undone_by_itself(store: &dyn Store) {
    let new: [NewEvent; 5] = ["a", "b", "c", "d", "e"].map(event);
    let mut tx = store.begin().await.unwrap();
    let stored = store.emit(Some(&mut tx), &new[..1]).await.unwrap();
    assert_eq!(stored, [Emitted::Stored(new[0].id)]);
    let mut undone = tx.part().await.unwrap();
    {
        let mut on = undone.connection();
        store.emit(Some(&mut on), &new[1..2]).await.unwrap();
        let mut dropped = on.part().await.unwrap();
        let mut within = dropped.connection();
        store.emit(Some(&mut within), &new[2..3]).await.unwrap();
    }
    undone.undo().await.unwrap();
    let mut kept = tx.part().await.unwrap();
    store
        .emit(Some(&mut kept.connection()), &new[3..4])
        .await
        .unwrap();
    kept.keep().await.unwrap();
    store.emit(Some(&mut tx), &new[4..]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ids(store).await, [new[0].id, new[3].id, new[4].id]);

    let mut tx = store.begin().await.unwrap();
    let mut kept = tx.part().await.unwrap();
    store
        .emit(Some(&mut kept.connection()), &[event("f")])
        .await
        .unwrap();
    kept.keep().await.unwrap();
    drop(tx);
    assert_eq!(ids(store).await.len(), 3, "it falls with the rest");
}

/// Whose attempts they are is of no use to anybody else.
pub(crate) async fn k1_what_was_taken_with_its_emit_is_fenced(store: &dyn Store) {
    let me = worker();
    register(store, me, &[of_mode("a", Mode::Inline)]).await;
    let new = event("a.b");
    let mut tx = store.begin().await.unwrap();
    store
        .emit(Some(&mut tx), slice::from_ref(&new))
        .await
        .unwrap();
    let ready = Ready {
        worker: me,
        consumers: &["a".to_owned()],
        lease_until: at(30),
    };
    let taken = store.take(&mut tx, &[&new], ready).await.unwrap();
    let stranger: WorkerId = worker();
    let end = end(&taken[0], stranger, To::Succeeded);
    let held = store.settle(Some(&mut tx), &[end], at(1)).await.unwrap();
    assert_eq!(held, [false]);
}
