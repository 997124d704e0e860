//! What every store has to do, as functions over the trait: each database runs them all on a fresh store.

use std::{collections::HashSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Backoff, Claim, Claimed, ConsumerSpec, DeadReason, Delivery, DeliveryId, Emitted, EventFilter, NewEvent, Settlement,
    Start, State, Store, To, WorkerId,
};
use crate::{EventId, ids::event_id_at};

/// A second on the tests' clock.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + seconds).unwrap()
}

pub(crate) fn event(event_type: &str) -> NewEvent {
    let id = event_id_at(at(0));
    NewEvent {
        id,
        source: "/buildamp/test".to_owned(),
        event_type: event_type.to_owned(),
        version: 1,
        subject: None,
        time: at(0),
        data: r#"{"n":1.0,"text":"a \"b\" \u0000 é 🦀"}"#.to_owned(),
        tenant: "default".to_owned(),
        actor: None,
        session_id: None,
        correlation_id: id.into(),
        causation_id: None,
        traceparent: None,
        partition_key: None,
        idempotency_key: None,
        run_at: at(0),
        priority: 0,
        max_attempts: None,
    }
}

pub(crate) fn consumer(name: &str, on: &str) -> ConsumerSpec {
    ConsumerSpec { name: name.to_owned(), on: on.to_owned(), start: Start::Now, max_attempts: 3 }
}

pub(crate) fn worker() -> WorkerId {
    WorkerId(Uuid::from(event_id_at(at(0))))
}

pub(crate) async fn register(store: &dyn Store, worker: WorkerId, consumers: &[ConsumerSpec]) {
    store.register(worker, consumers, at(0), at(30)).await.unwrap();
}

pub(crate) async fn emit(store: &dyn Store, events: &[NewEvent]) -> Vec<Emitted> {
    store.emit(None, events).await.unwrap()
}

pub(crate) async fn claim(store: &dyn Store, worker: WorkerId, consumers: &[&str], limit: u32, now: i64) -> Vec<Claimed> {
    let consumers: Vec<String> = consumers.iter().map(|&name| name.to_owned()).collect();
    let claim = Claim { worker, consumers: &consumers, limit, now: at(now), lease_until: at(now + 30) };
    store.claim(claim).await.unwrap()
}

pub(crate) fn end(claimed: &Claimed, worker: WorkerId, to: To) -> Settlement {
    let Claimed { delivery, attempt, claimed_at, .. } = *claimed;
    Settlement { delivery, worker, attempt, started_at: claimed_at, to }
}

pub(crate) async fn deliveries(store: &dyn Store, event: EventId) -> Vec<Delivery> {
    store.records().deliveries(&[event]).await.unwrap()
}

async fn events(store: &dyn Store, filter: EventFilter) -> Vec<EventId> {
    store.records().events(&filter).await.unwrap().into_iter().map(|event| event.id).collect()
}

const BACKOFF: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(8) };

/// All that an event says comes back as it was, its data to the letter.
pub(crate) async fn p2_p10_an_event_comes_back_as_it_was_emitted(store: &dyn Store) {
    let cause = event_id_at(at(0));
    let full = NewEvent {
        subject: Some("order/7".to_owned()),
        actor: Some("user/1".to_owned()),
        session_id: Some("secret".to_owned()),
        causation_id: Some(cause),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        partition_key: Some("order/7".to_owned()),
        version: 4,
        ..event("order.placed")
    };
    assert_eq!(emit(store, std::slice::from_ref(&full)).await, [Emitted::Stored(full.id)]);
    let stored = store.records().events(&EventFilter { id: Some(full.id), ..EventFilter::default() }).await.unwrap();
    let [stored] = stored.as_slice() else { panic!("{stored:?}") };
    assert_eq!(stored.data.get(), full.data);
    assert_eq!((stored.event_type.as_str(), stored.version, stored.time), ("order.placed", 4, full.time));
    assert_eq!((&stored.subject, &stored.partition_key), (&full.subject, &full.partition_key));
    assert_eq!((&stored.tenant, &stored.actor), (&full.tenant, &full.actor));
    assert_eq!((&stored.session_id, &stored.traceparent), (&full.session_id, &full.traceparent));
    assert_eq!((stored.correlation_id, stored.causation_id), (full.correlation_id, Some(cause)));
    assert!(!format!("{stored:?}").contains("secret"));
}

/// Events are listed in the order of storing, and by each filter.
pub(crate) async fn h8_events_are_filtered_by_session_and_the_rest(store: &dyn Store) {
    let one = NewEvent { session_id: Some("s1".to_owned()), subject: Some("a/1".to_owned()), ..event("a.b") };
    let two = NewEvent { session_id: Some("s2".to_owned()), tenant: "other".to_owned(), ..event("a.b") };
    let three = NewEvent { session_id: Some("s1".to_owned()), correlation_id: one.id.into(), ..event("a.c") };
    emit(store, &[three.clone(), one.clone(), two.clone()]).await;
    let all = EventFilter::default;
    assert_eq!(events(store, all()).await, [three.id, one.id, two.id]);
    let session = |id: &str| EventFilter { session_id: Some(id.to_owned()), ..all() };
    assert_eq!(events(store, session("s1")).await, [three.id, one.id]);
    assert_eq!(events(store, session("s2")).await, [two.id]);
    assert_eq!(events(store, session("s3")).await, []);
    let of_type = EventFilter { event_type: Some("a.b".to_owned()), ..all() };
    assert_eq!(events(store, of_type.clone()).await, [one.id, two.id]);
    assert_eq!(events(store, EventFilter { tenant: Some("other".to_owned()), ..of_type }).await, [two.id]);
    assert_eq!(events(store, EventFilter { subject: Some("a/1".to_owned()), ..all() }).await, [one.id]);
    assert_eq!(events(store, EventFilter { correlation_id: Some(one.id.into()), ..all() }).await, [three.id, one.id]);
    let both = EventFilter { id: Some(one.id), session_id: Some("s2".to_owned()), ..all() };
    assert_eq!(events(store, both).await, []);
}

/// One bad event, and none of the batch is there; what others did in the same commit stays.
pub(crate) async fn s6_a_batch_is_stored_all_or_none(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "*")]).await;
    let kept = event("a.kept");
    let (good, twin) = (event("a.good"), event("a.twin"));
    let broken = [good.clone(), twin.clone(), NewEvent { id: good.id, ..twin.clone() }];
    let kept_batch = [kept.clone()];
    let (stored, refused) = tokio::join!(store.emit(None, &kept_batch), store.emit(None, &broken));
    assert_eq!(stored.unwrap(), [Emitted::Stored(kept.id)]);
    assert!(refused.is_err());
    assert_eq!(events(store, EventFilter::default()).await, [kept.id]);
    assert_eq!(deliveries(store, kept.id).await.len(), 1);
    assert_eq!(deliveries(store, good.id).await, []);
}

/// The second event with a key is not stored, gets no delivery, and its emit answers with the first one's id.
pub(crate) async fn k6_an_idempotency_key_is_unique_in_its_tenant(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "*")]).await;
    let keyed = |tenant: &str| NewEvent {
        idempotency_key: Some("k".to_owned()),
        tenant: tenant.to_owned(),
        ..event("a.b")
    };
    let (first, again, elsewhere, unkeyed) = (keyed("a"), keyed("a"), keyed("b"), event("a.b"));
    let in_one_batch = [first.clone(), again.clone(), elsewhere.clone(), unkeyed.clone()];
    assert_eq!(
        emit(store, &in_one_batch).await,
        [
            Emitted::Stored(first.id),
            Emitted::Known(first.id),
            Emitted::Stored(elsewhere.id),
            Emitted::Stored(unkeyed.id)
        ]
    );
    assert_eq!(emit(store, &[keyed("a")]).await, [Emitted::Known(first.id)]);
    assert_eq!(events(store, EventFilter::default()).await, [first.id, elsewhere.id, unkeyed.id]);
    assert_eq!(deliveries(store, first.id).await.len(), 1);
    assert_eq!(deliveries(store, again.id).await, []);
}

/// Lowest priority number first, then the longest due, across consumers; what is not due or not ours is left.
pub(crate) async fn h38_claims_by_priority_then_due_time(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("one", "a.*"), consumer("two", "b.*"), consumer("other", "c.*")]).await;
    let due = |event_type: &str, priority, run_at| NewEvent { priority, run_at: at(run_at), ..event(event_type) };
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
        claimed.iter().map(|c| batch.iter().position(|event| event.id == c.event.id).unwrap()).collect()
    };
    let first = claim(store, me, &names, 2, 10).await;
    assert_eq!(order(&first), [3, 1]);
    let rest = claim(store, me, &names, 10, 10).await;
    assert_eq!(order(&rest), [6, 0, 2]);
    assert_eq!(claim(store, me, &names, 10, 10).await.len(), 0);
    assert_eq!(order(&claim(store, me, &names, 10, 100).await), [4]);
    assert_eq!(first[0].attempt, 1);
    assert_eq!((first[0].tried, first[0].left, first[0].claimed_at), (1, 2, at(10)));
    assert_eq!(first[0].event.data.get(), batch[3].data);
}

/// An event reaches those that subscribe to its type, and each only once.
pub(crate) async fn an_event_reaches_the_consumers_of_its_type(store: &dyn Store) {
    let me = worker();
    let specs = [consumer("exact", "order.placed"), consumer("all", "*"), consumer("none", "order.*.x")];
    register(store, me, &specs).await;
    register(store, worker(), &specs).await;
    let placed = event("order.placed");
    emit(store, std::slice::from_ref(&placed)).await;
    let reached: Vec<String> = deliveries(store, placed.id).await.into_iter().map(|d| d.consumer).collect();
    assert_eq!(reached, ["exact", "all"]);
}

/// A new consumer gets what comes from now on, or the past too; one that was there gets nothing again.
pub(crate) async fn a_new_consumer_starts_now_or_at_the_beginning(store: &dyn Store) {
    let past = NewEvent { priority: -10, max_attempts: Some(7), run_at: at(50), ..event("a.b") };
    emit(store, std::slice::from_ref(&past)).await;
    let beginning = ConsumerSpec { start: Start::Beginning, ..consumer("old", "a.*") };
    for _ in 0..2 {
        register(store, worker(), &[beginning.clone(), consumer("new", "a.*")]).await;
    }
    let reached = deliveries(store, past.id).await;
    let [delivery] = reached.as_slice() else { panic!("{reached:?}") };
    assert_eq!(delivery.consumer, "old");
    assert_eq!((delivery.priority, delivery.max_attempts, delivery.run_at), (-10, 7, at(50)));
    let next = event("a.b");
    emit(store, std::slice::from_ref(&next)).await;
    assert_eq!(deliveries(store, next.id).await.len(), 2);
}

/// A consumer that registers again brings its subscription; who can run it and what waits for it is known.
pub(crate) async fn a_consumer_is_a_row(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "a.*"), consumer("d", "z")]).await;
    register(store, worker(), &[consumer("c", "b.**")]).await;
    emit(store, &[event("a.x"), event("b.x.y")]).await;
    let known = store.records().consumers(at(30)).await.unwrap();
    let shown: Vec<_> = known.iter().map(|c| (c.name.as_str(), c.on.as_str(), c.pending, c.live)).collect();
    assert_eq!(shown, [("c", "b.**", 1, true), ("d", "z", 0, true)]);
    assert!(store.records().consumers(at(31)).await.unwrap().iter().all(|consumer| !consumer.live));
}

/// Each way in which an attempt can end, with the row that it leaves.
pub(crate) async fn an_attempt_ends_in_each_way(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let error = || "because".to_owned();
    let table = [
        (To::Succeeded, State::Succeeded, "succeeded", None, at(0), 1),
        (To::Cancelled, State::Cancelled, "cancelled", None, at(0), 1),
        (To::Retrying { run_at: at(99), error: error() }, State::Retrying, "failed", Some("because"), at(99), 2),
        (To::Snoozed { run_at: at(77) }, State::Pending, "snoozed", None, at(77), 1),
        (To::Released { run_at: at(66), why: error() }, State::Pending, "released", Some("because"), at(66), 1),
        (
            To::Dead { reason: DeadReason::Undecodable, error: error() },
            State::Dead,
            "failed",
            Some("because"),
            at(0),
            1,
        ),
    ];
    for (to, state, outcome, error, run_at, tried_next) in table {
        let emitted = event("a.b");
        emit(store, std::slice::from_ref(&emitted)).await;
        let claimed = claim(store, me, &["c"], 1, 10).await.remove(0);
        let dead_reason = if let To::Dead { reason, .. } = &to { Some(*reason) } else { None };
        assert_eq!(store.settle(None, &[end(&claimed, me, to)], at(12)).await.unwrap(), [true]);
        let delivery = deliveries(store, emitted.id).await.remove(0);
        assert_eq!((delivery.state, delivery.run_at, delivery.dead_reason), (state, run_at, dead_reason));
        let attempts = store.records().attempts(delivery.id).await.unwrap();
        let [attempt] = attempts.as_slice() else { panic!("{attempts:?}") };
        assert_eq!((attempt.number, attempt.outcome.as_str(), attempt.error.as_deref()), (1, outcome, error));
        assert_eq!((attempt.started_at, attempt.finished_at), (at(10), at(12)));
        let again = claim(store, me, &["c"], 1, 1000).await;
        match state {
            State::Pending | State::Retrying => {
                assert_eq!((again[0].attempt, again[0].tried), (2, tried_next), "{outcome}");
                assert_eq!(store.settle(None, &[end(&again[0], me, To::Succeeded)], at(1000)).await.unwrap(), [true]);
            }
            _ => assert_eq!(again.len(), 0, "{outcome} is terminal"),
        }
    }
}

/// Many ends in one call, answered one for one; none is written over what another attempt did.
pub(crate) async fn k1_a_settle_is_fenced_by_the_attempt(store: &dyn Store) {
    let (old, new) = (worker(), worker());
    register(store, old, &[consumer("c", "*")]).await;
    let emitted = event("a.b");
    emit(store, &[emitted.clone(), event("a.b")]).await;
    let stale = claim(store, old, &["c"], 2, 0).await;
    assert_eq!(store.rescue(BACKOFF, at(31)).await.unwrap().retrying, 2);
    let fresh = claim(store, new, &["c"], 1, 60).await;
    assert_eq!((fresh[0].attempt, fresh[0].tried, fresh[0].left), (2, 2, 1));
    let late = stale.iter().map(|claimed| end(claimed, old, To::Succeeded));
    let forged = end(&fresh[0], old, To::Succeeded);
    let ends: Vec<Settlement> = late.chain([forged]).collect();
    assert_eq!(store.settle(None, &ends, at(61)).await.unwrap(), [false, false, false]);
    let right = end(&fresh[0], new, To::Succeeded);
    assert_eq!(store.settle(None, &[right.clone(), ends[1].clone()], at(62)).await.unwrap(), [true, false]);
    assert_eq!(store.settle(None, &[right], at(63)).await.unwrap(), [false], "an attempt ends once");
    assert_eq!(store.rescue(BACKOFF, at(1000)).await.unwrap().retrying, 0);
    let delivery = store.records().deliveries(&[fresh[0].event.id]).await.unwrap().remove(0);
    assert_eq!((delivery.state, delivery.attempt), (State::Succeeded, 2));
    let outcomes: Vec<String> =
        store.records().attempts(delivery.id).await.unwrap().into_iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, ["worker_lost", "succeeded"]);
}

/// A rescue takes what has lost its lease and nothing else, all of it at once, and what has no attempt left dies.
pub(crate) async fn k2_k3_rescue_takes_expired_leases_only(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let last = NewEvent { max_attempts: Some(1), ..event("a.b") };
    emit(store, &[event("a.b"), last.clone(), event("a.b"), event("a.b")]).await;
    let held = claim(store, me, &["c"], 3, 0).await;
    let kept = held.iter().find(|claimed| claimed.event.id != last.id).unwrap();
    assert_eq!(store.extend(me, &[(kept.delivery, kept.attempt)], at(40)).await.unwrap(), []);
    assert_eq!(store.rescue(BACKOFF, at(30)).await.unwrap(), super::Rescued::default());
    assert_eq!(store.rescue(BACKOFF, at(31)).await.unwrap(), super::Rescued { retrying: 1, dead: 1 });
    let dead = deliveries(store, last.id).await.remove(0);
    assert_eq!((dead.state, dead.dead_reason), (State::Dead, Some(DeadReason::WorkerLost)));
    assert_eq!(deliveries(store, kept.event.id).await[0].state, State::Running);
    let retried = held.iter().find(|claimed| ![last.id, kept.event.id].contains(&claimed.event.id)).unwrap();
    let retried = deliveries(store, retried.event.id).await.remove(0);
    assert_eq!(retried.state, State::Retrying);
    let wait = retried.run_at.duration_since(at(31));
    assert!((SignedDuration::ZERO..=SignedDuration::from_secs(1)).contains(&wait), "{wait}");
}

/// A sign of life keeps what is still held, also behind the lease's end, and names what is lost.
pub(crate) async fn k22_extend_keeps_what_is_held_and_names_what_is_lost(store: &dyn Store) {
    let (me, other) = (worker(), worker());
    register(store, me, &[consumer("c", "*")]).await;
    emit(store, &[event("a.b"), event("a.b")]).await;
    let held = claim(store, me, &["c"], 2, 0).await;
    let pairs: Vec<(DeliveryId, u32)> = held.iter().map(|claimed| (claimed.delivery, claimed.attempt)).collect();
    assert_eq!(store.extend(me, &pairs, at(100)).await.unwrap(), []);
    assert_eq!(store.extend(other, &pairs, at(500)).await.unwrap(), [pairs[0].0, pairs[1].0]);
    store.settle(None, &[end(&held[0], me, To::Succeeded)], at(50)).await.unwrap();
    assert_eq!(store.extend(me, &pairs, at(200)).await.unwrap(), [pairs[0].0]);
    assert_eq!(store.rescue(BACKOFF, at(150)).await.unwrap(), super::Rescued::default());
    assert!(store.records().consumers(at(200)).await.unwrap()[0].live, "a sign of life keeps the worker alive");
    assert_eq!(store.extend(me, &[], at(300)).await.unwrap(), []);
    assert!(store.records().consumers(at(300)).await.unwrap()[0].live, "also when it holds nothing");
}

/// A dead delivery runs again with its whole budget; attempts go on counting, so that no fence is used twice.
pub(crate) async fn h1_replay_gives_a_fresh_budget(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*"), consumer("d", "*")]).await;
    let emitted = event("a.b");
    emit(store, std::slice::from_ref(&emitted)).await;
    for claimed in claim(store, me, &["c", "d"], 2, 0).await {
        let dead = To::Dead { reason: DeadReason::Fatal, error: "no".to_owned() };
        store.settle(None, &[end(&claimed, me, dead)], at(1)).await.unwrap();
    }
    assert_eq!(store.replay(emitted.id, Some("nobody"), at(5)).await.unwrap(), 0);
    assert_eq!(store.replay(emitted.id, Some("c"), at(5)).await.unwrap(), 1);
    let again = claim(store, me, &["c", "d"], 2, 5).await;
    assert_eq!((again.len(), again[0].attempt, again[0].tried, again[0].left), (1, 2, 1, 2));
    assert_eq!(again[0].event.id, emitted.id);
    assert_eq!(store.replay(emitted.id, None, at(6)).await.unwrap(), 1, "the running one is left alone");
    assert_eq!(store.replay(event_id_at(at(0)), None, at(6)).await.unwrap(), 0);
}

/// What waits, what is open and when the next is due, for these consumers.
pub(crate) async fn next_due_and_open(store: &dyn Store) {
    let me = worker();
    let names = ["c".to_owned()];
    register(store, me, &[consumer("c", "a.*"), consumer("d", "b.*")]).await;
    assert_eq!(store.records().next_due(&names).await.unwrap(), None);
    let due = |event_type: &str, priority, run_at| NewEvent { priority, run_at: at(run_at), ..event(event_type) };
    emit(store, &[due("a.x", 10, 40), due("a.x", -10, 60), due("b.x", 0, 1)]).await;
    assert_eq!(store.records().next_due(&names).await.unwrap(), Some(at(40)));
    assert_eq!(store.records().open(&names).await.unwrap(), 2);
    let claimed = claim(store, me, &["c"], 9, 40).await;
    assert_eq!(store.records().next_due(&names).await.unwrap(), Some(at(60)));
    assert_eq!(store.records().open(&names).await.unwrap(), 2);
    store.settle(None, &[end(&claimed[0], me, To::Succeeded)], at(41)).await.unwrap();
    assert_eq!(store.records().open(&names).await.unwrap(), 1);
}

/// What a transaction does is there after its commit and never when it is dropped; settling is part of it.
pub(crate) async fn s23_a_transaction_holds_events_and_settlements_together(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "a.*")]).await;
    emit(store, &[event("a.b")]).await;
    let claimed = claim(store, me, &["c"], 1, 0).await.remove(0);
    let done = [end(&claimed, me, To::Succeeded)];
    for commit in [false, true] {
        let child = event("child");
        let mut tx = store.begin().await.unwrap();
        store.emit(Some(&mut tx), std::slice::from_ref(&child)).await.unwrap();
        assert_eq!(store.settle(Some(&mut tx), &done, at(1)).await.unwrap(), [true]);
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let filter = EventFilter { id: Some(child.id), ..EventFilter::default() };
        assert_eq!(events(store, filter).await.len(), usize::from(commit));
        let state = deliveries(store, claimed.event.id).await[0].state;
        assert_eq!(state, if commit { State::Succeeded } else { State::Running });
    }
}

/// Two workers never hold one delivery, however they hurry.
pub(crate) async fn no_delivery_is_claimed_twice(store: &dyn Store) {
    let workers: Vec<WorkerId> = (0..8).map(|_| worker()).collect();
    register(store, workers[0], &[consumer("c", "*")]).await;
    emit(store, &(0..200).map(|_| event("a.b")).collect::<Vec<_>>()).await;
    let claims = workers.iter().cycle().take(40).map(|worker| claim(store, *worker, &["c"], 7, 0));
    let claimed: Vec<DeliveryId> =
        futures_util::future::join_all(claims).await.into_iter().flatten().map(|claimed| claimed.delivery).collect();
    assert_eq!(claimed.len(), 200);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 200);
}
