//! What becomes of deliveries.

use std::{collections::HashSet, slice};

use futures_util::future::join_all;
use jiff::Timestamp;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    DeadReason, State,
    store::{
        Claimed, DeliveryAction, DeliveryId, NewEvent, Rescued, Settlement, Store, To, WorkerId,
    },
};

/// Lowest priority number first, then the longest due, across consumers; what is not due or not ours is left.
pub(crate) async fn h38_claims_by_priority_then_due_time(store: &dyn Store) {
    let me = worker();
    register(
        store,
        me,
        &[
            consumer("one", "a.*"),
            consumer("two", "b.*"),
            consumer("other", "c.*"),
        ],
    )
    .await;
    let due = |event_type: &str, priority, run_at| NewEvent {
        priority,
        run_at: at(run_at),
        ..event(event_type)
    };
    let batch = [
        due("a.x", 0, 5),
        due("b.x", 0, 3),
        due("a.x", 10, 1),
        due("b.x", -10, 9),
        due("a.x", -10, 100),
        due("c.x", -10, 0),
        due("a.x", 0, 3),
    ];
    emit(store, &batch).await;
    let names: HashSet<&str> = ["one", "two"].into();
    let names: Vec<&str> = names.into_iter().collect();
    let order = |claimed: &[Claimed]| -> Vec<usize> {
        claimed
            .iter()
            .map(|c| {
                batch
                    .iter()
                    .position(|event| event.id == c.event.id)
                    .unwrap()
            })
            .collect()
    };
    let first = claim(store, me, &names, 2, 10).await;
    assert_eq!(order(&first), [3, 1]);
    let rest = claim(store, me, &names, 10, 10).await;
    assert_eq!(order(&rest), [6, 0, 2]);
    assert_eq!(claim(store, me, &names, 10, 10).await.len(), 0);
    assert_eq!(order(&claim(store, me, &names, 10, 100).await), [4]);
    assert_eq!(first[0].attempt, 1);
    assert_eq!(
        (first[0].tried, first[0].left, first[0].claimed_at),
        (1, 2, at(10))
    );
    assert_eq!(first[0].event.data.get(), batch[3].data);
}

/// One way in which an attempt can end, and what it leaves.
struct End {
    to: To,
    state: State,
    outcome: &'static str,
    error: Option<&'static str>,
    run_at: Timestamp,
    /// How the next attempt counts, where there is one.
    tried_next: Option<u32>,
}

/// Each way in which an attempt can end, with the row that it leaves.
pub(crate) async fn an_attempt_ends_in_each_way(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let error = || "because".to_owned();
    let done = |to, state, outcome| End {
        to,
        state,
        outcome,
        error: None,
        run_at: at(0),
        tried_next: None,
    };
    let retrying = To::Retrying {
        run_at: at(99),
        error: error(),
    };
    let snoozed = To::Snoozed { run_at: at(77) };
    let released = To::Released {
        run_at: at(66),
        why: error(),
    };
    let dead = To::Dead {
        reason: DeadReason::Undecodable,
        error: error(),
    };
    let table = [
        done(To::Succeeded, State::Succeeded, "succeeded"),
        done(To::Cancelled, State::Cancelled, "cancelled"),
        End {
            error: Some("because"),
            run_at: at(99),
            tried_next: Some(2),
            ..done(retrying, State::Retrying, "failed")
        },
        End {
            run_at: at(77),
            tried_next: Some(1),
            ..done(snoozed, State::Pending, "snoozed")
        },
        End {
            error: Some("because"),
            run_at: at(66),
            tried_next: Some(1),
            ..done(released, State::Pending, "released")
        },
        End {
            error: Some("because"),
            ..done(dead, State::Dead, "failed")
        },
    ];
    for end in table {
        ends_as(store, me, end).await;
    }
}

async fn ends_as(store: &dyn Store, me: WorkerId, wanted: End) {
    let emitted = event("a.b");
    emit(store, slice::from_ref(&emitted)).await;
    let claimed = claim(store, me, &["c"], 1, 10).await.remove(0);
    let dead_reason = if let To::Dead { reason, .. } = &wanted.to {
        Some(*reason)
    } else {
        None
    };
    let ends = [end(&claimed, me, wanted.to)];
    assert_eq!(store.settle(None, &ends, at(12)).await.unwrap(), [true]);
    let delivery = deliveries(store, emitted.id).await.remove(0);
    assert_eq!(
        (delivery.state, delivery.run_at),
        (wanted.state, wanted.run_at)
    );
    assert_eq!(delivery.dead_reason, dead_reason);
    let attempts = store.records().attempts(delivery.id).await.unwrap();
    let [attempt] = attempts.as_slice() else {
        panic!("{attempts:?}")
    };
    let ended = (
        attempt.number,
        attempt.outcome.as_str(),
        attempt.error.as_deref(),
    );
    assert_eq!(ended, (1, wanted.outcome, wanted.error));
    assert_eq!((attempt.started_at, attempt.finished_at), (at(10), at(12)));
    let again = claim(store, me, &["c"], 1, 1000).await;
    assert_eq!(
        again.first().map(|again| again.tried),
        wanted.tried_next,
        "{}",
        wanted.outcome
    );
    for again in again {
        assert_eq!(again.attempt, 2);
        let done = [end(&again, me, To::Succeeded)];
        assert_eq!(store.settle(None, &done, at(1000)).await.unwrap(), [true]);
    }
}

/// Many ends in one call, answered one for one; none is written over what another attempt did.
pub(crate) async fn k1_a_settle_is_fenced_by_the_attempt(store: &dyn Store) {
    let (old, new) = (worker(), worker());
    register(store, old, &[consumer("c", "*")]).await;
    let emitted = event("a.b");
    emit(store, &[emitted.clone(), event("a.b")]).await;
    let stale = claim(store, old, &["c"], 2, 0).await;
    assert_eq!(store.rescue(at(31), 3).await.unwrap().retrying, 2);
    let fresh = claim(store, new, &["c"], 1, 60).await;
    assert_eq!((fresh[0].attempt, fresh[0].tried, fresh[0].left), (2, 2, 1));
    let late = stale.iter().map(|claimed| end(claimed, old, To::Succeeded));
    let forged = end(&fresh[0], old, To::Succeeded);
    let ends: Vec<Settlement> = late.chain([forged]).collect();
    assert_eq!(
        store.settle(None, &ends, at(61)).await.unwrap(),
        [false, false, false]
    );
    let right = end(&fresh[0], new, To::Succeeded);
    assert_eq!(
        store
            .settle(None, &[right.clone(), ends[1].clone()], at(62))
            .await
            .unwrap(),
        [true, false]
    );
    assert_eq!(
        store.settle(None, &[right], at(63)).await.unwrap(),
        [false],
        "an attempt ends once"
    );
    assert_eq!(store.rescue(at(1000), 3).await.unwrap().retrying, 0);
    let delivery = store
        .records()
        .deliveries(&[fresh[0].event.id])
        .await
        .unwrap()
        .remove(0);
    assert_eq!((delivery.state, delivery.attempt), (State::Succeeded, 2));
    let outcomes: Vec<String> = store
        .records()
        .attempts(delivery.id)
        .await
        .unwrap()
        .into_iter()
        .map(|attempt| attempt.outcome)
        .collect();
    assert_eq!(outcomes, ["worker_lost", "succeeded"]);
}

/// A rescue takes what has lost its lease and nothing else, all of it at once, and what has no attempt left dies.
pub(crate) async fn k2_k3_rescue_takes_expired_leases_only(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let last = NewEvent {
        max_attempts: Some(1),
        ..event("a.b")
    };
    emit(
        store,
        &[event("a.b"), last.clone(), event("a.b"), event("a.b")],
    )
    .await;
    let held = claim(store, me, &["c"], 3, 0).await;
    let kept = held
        .iter()
        .find(|claimed| claimed.event.id != last.id)
        .unwrap();
    assert_eq!(
        store
            .extend(me, &[(kept.delivery, kept.attempt)], at(40))
            .await
            .unwrap(),
        []
    );
    assert_eq!(store.rescue(at(30), 3).await.unwrap(), Rescued::default());
    assert_eq!(
        store.rescue(at(31), 3).await.unwrap(),
        Rescued {
            retrying: 1,
            dead: 1
        }
    );
    let dead = deliveries(store, last.id).await.remove(0);
    assert_eq!(
        (dead.state, dead.dead_reason),
        (State::Dead, Some(DeadReason::WorkerLost))
    );
    assert_eq!(
        deliveries(store, kept.event.id).await[0].state,
        State::Running
    );
    let retried = held
        .iter()
        .find(|claimed| ![last.id, kept.event.id].contains(&claimed.event.id))
        .unwrap();
    let retried = deliveries(store, retried.event.id).await.remove(0);
    assert_eq!(retried.state, State::Retrying);
    assert!(
        retried.run_at <= at(0),
        "an orphan keeps its place: {}",
        retried.run_at
    );
}

/// A sign of life keeps what is still held, also behind the lease's end, and names what is lost.
pub(crate) async fn k22_extend_keeps_what_is_held_and_names_what_is_lost(store: &dyn Store) {
    let (me, other) = (worker(), worker());
    register(store, me, &[consumer("c", "*")]).await;
    emit(store, &[event("a.b"), event("a.b")]).await;
    let held = claim(store, me, &["c"], 2, 0).await;
    let pairs: Vec<(DeliveryId, u32)> = held
        .iter()
        .map(|claimed| (claimed.delivery, claimed.attempt))
        .collect();
    assert_eq!(store.extend(me, &pairs, at(100)).await.unwrap(), []);
    assert_eq!(
        store.extend(other, &pairs, at(500)).await.unwrap(),
        pairs[..]
    );
    store
        .settle(None, &[end(&held[0], me, To::Succeeded)], at(50))
        .await
        .unwrap();
    assert_eq!(store.extend(me, &pairs, at(200)).await.unwrap(), pairs[..1]);
    assert_eq!(
        store.records().lost(me, &pairs).await.unwrap(),
        pairs[..1],
        "as one who only looks finds out"
    );
    assert_eq!(store.rescue(at(150), 3).await.unwrap(), Rescued::default());
    assert!(
        store.records().consumers(at(200)).await.unwrap()[0].live,
        "a sign of life keeps the worker alive"
    );
    assert_eq!(store.extend(me, &[], at(300)).await.unwrap(), []);
    assert!(
        store.records().consumers(at(300)).await.unwrap()[0].live,
        "also when it holds nothing"
    );
}

/// A dead delivery runs again with its whole budget; attempts go on counting, so that no fence is used twice.
pub(crate) async fn h1_replay_gives_a_fresh_budget(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*"), consumer("d", "*")]).await;
    let emitted = event("a.b");
    emit(store, slice::from_ref(&emitted)).await;
    for claimed in claim(store, me, &["c", "d"], 2, 0).await {
        let dead = To::Dead {
            reason: DeadReason::Fatal,
            error: "no".to_owned(),
        };
        store
            .settle(None, &[end(&claimed, me, dead)], at(1))
            .await
            .unwrap();
    }
    let ids: Vec<DeliveryId> = deliveries(store, emitted.id)
        .await
        .iter()
        .map(|it| it.id)
        .collect();
    let replay = async |ids: &[DeliveryId], now| {
        let replayed = store.act(DeliveryAction::Replay, ids, at(now)).await;
        replayed.unwrap()
    };
    assert_eq!(replay(&ids[..1], 5).await, ids[..1]);
    let again = claim(store, me, &["c", "d"], 2, 5).await;
    assert_eq!(
        (again.len(), again[0].attempt, again[0].tried, again[0].left),
        (1, 2, 1, 2)
    );
    assert_eq!(again[0].event.id, emitted.id);
    assert_eq!(
        replay(&ids, 6).await,
        ids[1..],
        "the running one is left alone"
    );
    assert_eq!(replay(&[DeliveryId(i64::MAX)], 6).await, []);
}

/// What waits, what is open and when the next is due, for these consumers.
pub(crate) async fn next_due_and_open(store: &dyn Store) {
    let me = worker();
    let names = ["c".to_owned()];
    register(store, me, &[consumer("c", "a.*"), consumer("d", "b.*")]).await;
    assert_eq!(store.records().next_due(&names).await.unwrap(), None);
    let due = |event_type: &str, priority, run_at| NewEvent {
        priority,
        run_at: at(run_at),
        ..event(event_type)
    };
    emit(
        store,
        &[due("a.x", 10, 40), due("a.x", -10, 60), due("b.x", 0, 1)],
    )
    .await;
    assert_eq!(
        store.records().next_due(&names).await.unwrap(),
        Some(at(40))
    );
    assert_eq!(store.records().open(&names).await.unwrap(), 2);
    let claimed = claim(store, me, &["c"], 9, 40).await;
    assert_eq!(
        store.records().next_due(&names).await.unwrap(),
        Some(at(60))
    );
    assert_eq!(store.records().open(&names).await.unwrap(), 2);
    store
        .settle(None, &[end(&claimed[0], me, To::Succeeded)], at(41))
        .await
        .unwrap();
    assert_eq!(store.records().open(&names).await.unwrap(), 1);
}

/// Two workers never hold one delivery, however they hurry.
pub(crate) async fn no_delivery_is_claimed_twice(store: &dyn Store) {
    let workers: Vec<WorkerId> = (0..8).map(|_| worker()).collect();
    register(store, workers[0], &[consumer("c", "*")]).await;
    emit(store, &(0..200).map(|_| event("a.b")).collect::<Vec<_>>()).await;
    let claims = workers
        .iter()
        .cycle()
        .take(40)
        .map(|worker| claim(store, *worker, &["c"], 7, 0));
    let claimed: Vec<DeliveryId> = join_all(claims)
        .await
        .into_iter()
        .flatten()
        .map(|claimed| claimed.delivery)
        .collect();
    assert_eq!(claimed.len(), 200);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 200);
}
