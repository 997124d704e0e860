//! What went wrong in other runtimes: each row of theirs as what must not happen here.

use std::{slice, time::Duration};

use futures_util::future::join_all;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    DeliveryAction, Keep, State,
    store::{
        Claim, Claimed, DeliveryId, Emitted, NewEvent, Policy, Rescued, Settlement, Step, Store,
        To, WorkerId,
    },
};

fn many(count: usize) -> Vec<NewEvent> {
    (0..count).map(|_| event("a.b")).collect()
}

/// The one worker of a consumer of everything.
async fn registered(store: &dyn Store) -> WorkerId {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    me
}

async fn claim_until(
    store: &dyn Store,
    worker: WorkerId,
    limit: u32,
    lease_until: i64,
) -> Vec<Claimed> {
    let claim = Claim {
        worker,
        consumers: &["c".to_owned()],
        limit,
        now: at(0),
        lease_until: at(lease_until),
    };
    store.claim(claim).await.unwrap()
}

async fn outcomes(store: &dyn Store, delivery: DeliveryId) -> Vec<String> {
    let attempts = store.records().attempts(delivery).await.unwrap();
    attempts.into_iter().map(|it| it.outcome).collect()
}

/// What its worker settles while others look for what was lost stays settled, and is counted as lost by none of them.
pub(crate) async fn k1_what_is_settled_while_it_is_rescued_stays_settled(store: &dyn Store) {
    let me = registered(store).await;
    for round in 0..20 {
        emit(store, &many(2)).await;
        let held = claim(store, me, &["c"], 2, 0).await;
        let ends: Vec<Settlement> = held.iter().map(|it| end(it, me, To::Succeeded)).collect();
        let mut tx = store.begin().await.unwrap();
        let settled = store.settle(Some(&mut tx), &ends, at(60)).await;
        assert_eq!(settled.unwrap(), [true, true]);
        let commits = async {
            // Before the other has come to look, in between, and while it waits, if it does.
            tokio::time::sleep(Duration::from_micros(200 * round)).await;
            tx.commit().await.unwrap();
        };
        let (rescued, ()) = tokio::join!(store.rescue(at(60), 3), commits);
        assert_eq!(rescued.unwrap(), Rescued::default());
        for it in held {
            let delivery = deliveries(store, it.event.id).await.remove(0);
            assert_eq!((delivery.state, delivery.attempt), (State::Succeeded, 1));
            assert_eq!(outcomes(store, delivery.id).await, ["succeeded"]);
        }
    }
}

/// However many others run for as long as they like, what has lost its lease is taken in one pass.
pub(crate) async fn k2_one_that_is_lost_is_found_among_10000_that_are_not(store: &dyn Store) {
    let me = registered(store).await;
    let lost = event("a.b");
    emit(store, slice::from_ref(&lost)).await;
    assert_eq!(claim_until(store, me, 1, 30).await.len(), 1);
    for _ in 0..10 {
        emit(store, &many(1000)).await;
    }
    emit(store, &many(1)).await;
    let mut running = 0;
    while running < 10_001 {
        running += claim_until(store, me, 2000, 1_000_000).await.len();
    }
    let rescued = store.rescue(at(31), 3).await.unwrap();
    assert_eq!((rescued.retrying, rescued.dead), (1, 0));
    assert_eq!(deliveries(store, lost.id).await[0].state, State::Retrying);
    assert_eq!(store.records().queue(at(31)).await.unwrap().size, 1);
}

/// One event of a batch whose key is known stops none of the others, neither when they are stored nor when they are tried again.
pub(crate) async fn k5_one_conflict_in_a_batch_stops_none_of_the_others(store: &dyn Store) {
    let me = registered(store).await;
    let keyed = |number: usize| NewEvent {
        idempotency_key: Some(format!("key {number}")),
        run_at: at(10),
        ..event("a.b")
    };
    let first = keyed(50);
    emit(store, slice::from_ref(&first)).await;
    let batch: Vec<NewEvent> = (0..100).map(keyed).collect();
    let emitted = emit(store, &batch).await;
    for (number, (new, emitted)) in batch.iter().zip(&emitted).enumerate() {
        let expected = if number == 50 {
            Emitted::Known(first.id)
        } else {
            Emitted::Stored(new.id)
        };
        assert_eq!(*emitted, expected);
    }
    let held = claim(store, me, &["c"], 200, 10).await;
    assert_eq!(held.len(), 100);
    // One of them is another's when they are all to be tried again.
    let called_off = [held[7].delivery];
    let acted = store.act(DeliveryAction::Cancel, &called_off, at(11)).await;
    assert_eq!(acted.unwrap(), called_off);
    let retrying = || To::Retrying {
        run_at: at(20),
        error: "no".to_owned(),
    };
    let ends: Vec<Settlement> = held.iter().map(|it| end(it, me, retrying())).collect();
    let settled = store.settle(None, &ends, at(12)).await.unwrap();
    assert_eq!(settled.iter().filter(|it| !**it).count(), 1);
    assert!(!settled[7]);
    let again = claim(store, me, &["c"], 200, 20).await;
    assert_eq!(again.len(), 99);
    let ends: Vec<Settlement> = again.iter().map(|it| end(it, me, To::Succeeded)).collect();
    let settled = store.settle(None, &ends, at(21)).await.unwrap();
    assert!(settled.into_iter().all(|it| it));
}

/// What was purged is in nobody's hands: no write of whoever still believes in it brings anything of it back.
pub(crate) async fn k18_what_is_gone_comes_back_by_no_way(store: &dyn Store) {
    let me = registered(store).await;
    let policy = Policy {
        succeeded: Keep::For(Duration::from_secs(10)),
        dead: Keep::For(Duration::from_secs(10)),
        types: Vec::new(),
    };
    store.retention().keep(&policy).await.unwrap();
    let gone = event("a.b");
    emit(store, slice::from_ref(&gone)).await;
    let held = claim(store, me, &["c"], 1, 0).await.remove(0);
    let ends = [end(&held, me, To::Succeeded)];
    assert_eq!(store.settle(None, &ends, at(1)).await.unwrap(), [true]);
    assert_eq!(store.retention().purge(at(99), 9).await.unwrap().events, 1);

    let on = [held.delivery];
    let pairs = [(held.delivery, held.attempt)];
    let step = Step {
        delivery: held.delivery,
        worker: me,
        attempt: held.attempt,
        name: "step",
    };
    assert_eq!(store.settle(None, &ends, at(100)).await.unwrap(), [false]);
    assert_eq!(store.extend(me, &pairs, at(200)).await.unwrap(), pairs);
    assert!(!store.keep_step(&step, "1", at(100)).await.unwrap());
    for action in [
        DeliveryAction::Replay,
        DeliveryAction::Discard,
        DeliveryAction::Cancel,
        DeliveryAction::RunNow,
    ] {
        assert_eq!(store.act(action, &on, at(100)).await.unwrap(), []);
    }
    store.end_leases(&[me], at(100)).await.unwrap();
    assert_eq!(store.rescue(at(999), 3).await.unwrap(), Rescued::default());
    assert_eq!(claim(store, me, &["c"], 9, 999).await.len(), 0);
    assert_eq!(deliveries(store, gone.id).await, []);
    assert_eq!(outcomes(store, held.delivery).await, [""; 0]);
    let records = store.records();
    assert_eq!(records.step(held.delivery, "step").await.unwrap(), None);
    assert_eq!(records.stored(&[gone.id]).await.unwrap(), []);
}

/// Of many that rescue at once each delivery is taken by one, counted once, and run by one.
pub(crate) async fn k19_what_is_lost_is_taken_by_one_of_those_who_look(store: &dyn Store) {
    let me = registered(store).await;
    emit(store, &many(100)).await;
    let held = claim(store, me, &["c"], 100, 0).await;
    let rescued = join_all((0..8).map(|_| store.rescue(at(31), 3))).await;
    let taken: u64 = rescued.into_iter().map(|it| it.unwrap().retrying).sum();
    assert_eq!(taken, 100);
    let workers: Vec<WorkerId> = (0..8).map(|_| worker()).collect();
    let claims = workers.iter().map(|it| claim(store, *it, &["c"], 100, 31));
    let again: Vec<Claimed> = join_all(claims).await.into_iter().flatten().collect();
    let rest = claim(store, me, &["c"], 100, 31).await;
    assert_eq!(again.len() + rest.len(), 100);
    for it in &held {
        assert_eq!(outcomes(store, it.delivery).await, ["worker_lost"]);
        assert_eq!(deliveries(store, it.event.id).await[0].attempt, 2);
    }
}
