//! Events that come once their chains have ended.

use super::{at, claim, consumer, emit, end, event, register, worker};
use crate::{
    CorrelationId, ErasureScope, EventFilter,
    store::{Claimed, DeadReason, DeliveryAction, DeliveryId, NewErasure, NewEvent, Store, To},
};

fn of_chain(event_type: &str, chain: CorrelationId) -> NewEvent {
    NewEvent {
        correlation_id: chain,
        ..event(event_type)
    }
}

async fn keep(store: &dyn Store, event: &NewEvent) {
    let kept = store.timetable().keep_continuation(None, event);
    kept.await.unwrap();
}

async fn found(store: &dyn Store) -> Vec<(i64, Option<DeliveryId>)> {
    store.timetable().continuations(9).await.unwrap()
}

/// Takes a continuation and emits what it says, in one transaction; answers whether it was there to be taken.
async fn take(store: &dyn Store, continuation: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let taken = store.timetable().take_continuation(&mut tx, continuation);
    let Some(event) = taken.await.unwrap() else {
        return false;
    };
    store.emit(Some(&mut tx), &[event]).await.unwrap();
    tx.commit().await.unwrap();
    true
}

async fn settle(store: &dyn Store, of: &Claimed, worker: crate::store::WorkerId, to: To) {
    let ends = [end(of, worker, to)];
    assert_eq!(store.settle(None, &ends, at(1)).await.unwrap(), [true]);
}

/// Whatever is open of a chain is waited for, the last of it first; dead and cancelled are ends, another attempt is none, and
/// other chains do not matter.
pub(crate) async fn what_comes_after_a_chain_waits_for_all_of_it(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "a.*")]).await;
    let first = event("a.first");
    let chain = first.correlation_id;
    let others = ["a.second", "a.third", "a.fourth"].map(|it| of_chain(it, chain));
    emit(store, &[first]).await;
    emit(store, &others).await;
    emit(store, &[event("a.other")]).await;
    let done = NewEvent {
        actor: Some("ada".to_owned()),
        idempotency_key: Some("key".to_owned()),
        ..of_chain("b.done", chain)
    };
    keep(store, &done).await;
    let [one, two, three, four, _other] = <[_; 5]>::try_from(claim(store, me, &["c"], 9, 0).await)
        .unwrap_or_else(|claimed| panic!("five, not {claimed:?}"));
    let [(number, open)] = found(store).await[..] else {
        panic!("one waits");
    };
    assert_eq!(open, Some(four.delivery));
    store
        .timetable()
        .wait_for(number, four.delivery)
        .await
        .unwrap();
    assert_eq!(found(store).await, []);

    let error = || "no".to_owned();
    settle(store, &four, me, To::Succeeded).await;
    let dead = To::Dead {
        reason: DeadReason::Fatal,
        error: error(),
    };
    settle(store, &three, me, dead).await;
    let retrying = To::Retrying {
        run_at: at(60),
        error: error(),
    };
    settle(store, &two, me, retrying).await;
    assert_eq!(found(store).await, [(number, Some(two.delivery))]);
    assert!(!take(store, number).await);
    // What is replayed counts again.
    let dead = [three.delivery];
    let replayed = store.act(DeliveryAction::Replay, &dead, at(2)).await;
    assert_eq!(replayed.unwrap(), dead);
    assert_eq!(found(store).await, [(number, Some(three.delivery))]);
    let cancel = [two.delivery, three.delivery];
    store
        .act(DeliveryAction::Cancel, &cancel, at(3))
        .await
        .unwrap();
    assert_eq!(found(store).await, [(number, Some(one.delivery))]);
    settle(store, &one, me, To::Succeeded).await;
    assert_eq!(found(store).await, [(number, None)]);
    assert!(take(store, number).await);
    assert_eq!(found(store).await, []);
    let filter = EventFilter {
        event_type: Some("b.done".to_owned()),
        ..EventFilter::default()
    };
    let emitted = store.records().events(&filter).await.unwrap();
    assert_eq!(emitted.len(), 1);
    assert_eq!(emitted[0].id, done.id);
    assert_eq!(emitted[0].correlation_id, chain);
    assert_eq!(emitted[0].data.get(), done.data);
    assert_eq!(emitted[0].actor, done.actor);
}

/// Of several who take it at once one does, and one whose transaction is rolled back has not taken it.
pub(crate) async fn what_comes_after_a_chain_is_taken_once(store: &dyn Store) {
    keep(store, &event("b.done")).await;
    let number = found(store).await[0].0;
    let mut tx = store.begin().await.unwrap();
    let taken = store.timetable().take_continuation(&mut tx, number);
    assert!(taken.await.unwrap().is_some());
    drop(tx);
    let took = tokio::join!(
        take(store, number),
        take(store, number),
        take(store, number)
    );
    let took = [took.0, took.1, took.2];
    assert_eq!(took.into_iter().filter(|took| *took).count(), 1);
    let all = store
        .records()
        .events(&EventFilter::default())
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
}

/// What is about somebody, or on somebody's behalf, is not emitted any more.
pub(crate) async fn p7_what_was_to_come_of_somebody_is_erased(store: &dyn Store) {
    let of = |subject: &str, actor: &str| NewEvent {
        subject: Some(subject.to_owned()),
        actor: Some(actor.to_owned()),
        ..event("b.done")
    };
    let other_tenant = NewEvent {
        tenant: "other".to_owned(),
        ..of("customer/7", "ada")
    };
    let kept = [
        of("customer/7", "bob"),
        of("customer/8", "ada"),
        of("customer/8", "bob"),
        other_tenant,
    ];
    for event in &kept {
        keep(store, event).await;
    }
    for scope in [
        ErasureScope::subject("customer/7").tenant("default"),
        ErasureScope::actor("ada").tenant("default"),
    ] {
        let new = NewErasure {
            scope: &scope,
            reason: "she asked for it",
            by: None,
            now: at(1),
        };
        let erasure = store.erasing().open_erasure(&new).await.unwrap();
        store
            .erasing()
            .erase(erasure, &scope, at(1), 9)
            .await
            .unwrap();
    }
    let mut left = Vec::new();
    for (number, _) in found(store).await {
        let mut tx = store.begin().await.unwrap();
        let taken = store.timetable().take_continuation(&mut tx, number);
        left.extend(taken.await.unwrap().map(|event| event.id));
    }
    assert_eq!(left, [kept[2].id, kept[3].id]);
}
