//! What an operator asks for and does.

use std::{slice, time::Duration};

use super::{at, claim, consumer, deliveries, emit, end, event, new_worker, register, worker};
use crate::{
    DeadReason, Delivery, DeliveryAction, DeliveryCounts, DeliveryFilter, DeliveryId, EventFilter,
    EventQueue, State, Stats,
    store::{NewEvent, NewWorker, Rescued, Store, To, Worker, WorkerId},
};

async fn act(store: &dyn Store, action: DeliveryAction, on: &[&Delivery]) -> Vec<DeliveryId> {
    let ids: Vec<DeliveryId> = on.iter().map(|delivery| delivery.id).collect();
    store.act(action, &ids, at(50)).await.unwrap()
}

/// An event whose one delivery has come to this.
async fn ended(store: &dyn Store, me: WorkerId, to: To) -> Delivery {
    let emitted = event("a.b");
    emit(store, slice::from_ref(&emitted)).await;
    let claimed = claim(store, me, &["c"], 1, 10).await.remove(0);
    let settled = store.settle(None, &[end(&claimed, me, to)], at(11)).await;
    assert_eq!(settled.unwrap(), [true]);
    deliveries(store, emitted.id).await.remove(0)
}

fn dead() -> To {
    To::Dead {
        reason: DeadReason::Fatal,
        error: "no".to_owned(),
    }
}

/// Deliveries that wait or run end as cancelled, and what has ended stays. A handler that runs has lost its delivery: it
/// finds out when it looks, its settle changes nothing, and the attempt is on record.
pub(crate) async fn h29_what_waits_and_what_runs_is_called_off(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let retrying = To::Retrying {
        run_at: at(99),
        error: "busy".to_owned(),
    };
    let retrying = ended(store, me, retrying).await;
    let succeeded = ended(store, me, To::Succeeded).await;
    let dead = ended(store, me, dead()).await;
    let batch = [event("a.b"), event("a.b")];
    emit(store, &batch).await;
    let claimed = claim(store, me, &["c"], 1, 20).await.remove(0);
    let all = [
        deliveries(store, batch[0].id).await.remove(0),
        deliveries(store, batch[1].id).await.remove(0),
    ];
    let (running, pending) = if all[0].id == claimed.delivery {
        (&all[0], &all[1])
    } else {
        (&all[1], &all[0])
    };
    let on = [&retrying, &succeeded, &dead, running, pending];
    let mut open = [retrying.id, running.id, pending.id];
    open.sort_unstable();
    assert_eq!(act(store, DeliveryAction::Cancel, &on).await, open);
    assert_eq!(act(store, DeliveryAction::Cancel, &on).await, []);
    for delivery in on {
        let now = deliveries(store, delivery.event).await.remove(0);
        let wanted = match delivery.state {
            State::Succeeded | State::Dead => delivery.state,
            _ => State::Cancelled,
        };
        assert_eq!(now.state, wanted, "{delivery:?}");
    }
    let attempts = store.records().attempts(running.id).await.unwrap();
    let [attempt] = attempts.as_slice() else {
        panic!("{attempts:?}");
    };
    assert_eq!(
        (attempt.number, &*attempt.outcome, attempt.finished_at),
        (1, "cancelled", at(50))
    );
    assert_eq!(store.records().attempts(pending.id).await.unwrap(), []);
    let held = [(claimed.delivery, claimed.attempt)];
    assert_eq!(store.records().lost(me, &held).await.unwrap(), held);
    let late = end(&claimed, me, To::Succeeded);
    assert_eq!(store.settle(None, &[late], at(60)).await.unwrap(), [false]);
    assert_eq!(store.rescue(at(999), 3).await.unwrap(), Rescued::default());
    assert_eq!(claim(store, me, &["c"], 9, 999).await.len(), 0);
}

/// A dead delivery that is given up for good is cancelled, its attempts stay on record, and a replay leaves it alone.
pub(crate) async fn h29_what_is_dead_is_discarded(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let succeeded = ended(store, me, To::Succeeded).await;
    let dead = ended(store, me, dead()).await;
    assert_eq!(dead.error.as_deref(), Some("no"));
    let on = [&succeeded, &dead];
    assert_eq!(act(store, DeliveryAction::Discard, &on).await, [dead.id]);
    let now = deliveries(store, dead.event).await.remove(0);
    assert_eq!((now.state, now.dead_reason), (State::Cancelled, None));
    assert_eq!(store.records().attempts(dead.id).await.unwrap().len(), 1);
    assert_eq!(act(store, DeliveryAction::Replay, &on).await, []);
}

/// What waits for its time is due at once; what is due keeps its place.
pub(crate) async fn h29_what_waits_is_due_now(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let later = NewEvent {
        run_at: at(1_000),
        ..event("a.b")
    };
    let due = event("a.b");
    emit(store, &[later.clone(), due.clone()]).await;
    let later = deliveries(store, later.id).await.remove(0);
    let due = deliveries(store, due.id).await.remove(0);
    assert_eq!(
        act(store, DeliveryAction::RunNow, &[&later, &due]).await,
        [later.id, due.id]
    );
    let claimed = claim(store, me, &["c"], 9, 50).await;
    let order: Vec<DeliveryId> = claimed.iter().map(|it| it.delivery).collect();
    assert_eq!(order, [due.id, later.id]);
}

/// A paused consumer is given nothing, in any process; what is emitted waits. What ran goes on.
pub(crate) async fn h29_a_consumer_is_paused_and_resumed(store: &dyn Store) {
    let me = worker();
    let names = ["c".to_owned()];
    register(store, me, &[consumer("c", "a.*"), consumer("d", "a.*")]).await;
    emit(store, &[event("a.b"), event("a.b")]).await;
    let running = claim(store, me, &["c"], 1, 0).await.remove(0);
    assert!(!store.pause("nobody", Some(at(1))).await.unwrap());
    assert!(store.pause("c", Some(at(1))).await.unwrap());
    assert_eq!(claim(store, me, &["c"], 9, 10).await.len(), 0);
    assert_eq!(claim(store, me, &["d"], 9, 10).await.len(), 2);
    assert_eq!(store.records().next_due(&names).await.unwrap(), None);
    assert_eq!(store.records().open(&names).await.unwrap(), 1, "what runs");
    let done = end(&running, me, To::Succeeded);
    assert_eq!(store.settle(None, &[done], at(2)).await.unwrap(), [true]);
    // A worker that starts meanwhile does not resume it.
    register(store, worker(), &[consumer("c", "a.*")]).await;
    emit(store, &[event("a.b")]).await;
    let of = async || {
        let consumers = store.records().consumers(at(10)).await.unwrap();
        let found = consumers.into_iter().find(|it| it.name == "c").unwrap();
        (found.paused, found.pending)
    };
    assert_eq!(of().await, (true, 2));
    assert!(store.pause("c", None).await.unwrap());
    assert_eq!(of().await, (false, 2));
    assert_eq!(store.records().open(&names).await.unwrap(), 2);
    assert_eq!(claim(store, me, &["c"], 9, 20).await.len(), 2);
}

/// A consumer is retired when no worker that has it is alive, gets no more events then, and begins anew with a worker
/// that has it.
pub(crate) async fn h29_a_consumer_that_will_not_come_back_is_retired(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "a.*")]).await;
    assert!(!store.retire("c", at(10)).await.unwrap(), "it is alive");
    assert!(!store.retire("nobody", at(10)).await.unwrap());
    assert!(store.retire("c", at(31)).await.unwrap());
    let retired = async || store.records().consumers(at(40)).await.unwrap()[0].retired;
    assert!(retired().await);
    let unheard = event("a.b");
    emit(store, slice::from_ref(&unheard)).await;
    assert_eq!(deliveries(store, unheard.id).await, []);
    register(store, worker(), &[consumer("c", "a.*")]).await;
    assert!(!retired().await);
    let heard = event("a.b");
    emit(store, slice::from_ref(&heard)).await;
    assert_eq!(deliveries(store, heard.id).await.len(), 1);
}

/// Each filter alone, and pages from the last stored to the first, none twice and none left out.
pub(crate) async fn b8_events_are_listed_by_what_they_are_in_pages(store: &dyn Store) {
    let batch = [
        event("order.placed"),
        NewEvent {
            source: "/elsewhere".to_owned(),
            ..event("order.paid.twice")
        },
        NewEvent {
            actor: Some("ada".to_owned()),
            time: at(100),
            ..event("order.paid")
        },
        NewEvent {
            tenant: "other".to_owned(),
            time: at(200),
            ..event("mail.sent")
        },
    ];
    emit(store, &batch).await;
    let list = async |filter: EventFilter| -> Vec<usize> {
        let latest = store.records().latest_events(&filter, None, None).await;
        let place = |id| batch.iter().position(|event| event.id == id).unwrap();
        latest.unwrap().iter().map(|(_, it)| place(it.id)).collect()
    };
    let all = EventFilter::default;
    let of_type = |glob: &str| EventFilter {
        event_type: Some(glob.to_owned()),
        ..all()
    };
    assert_eq!(list(all()).await, [3, 2, 1, 0]);
    assert_eq!(list(of_type("order.paid")).await, [2]);
    assert_eq!(list(of_type("order.*")).await, [2, 0]);
    assert_eq!(list(of_type("order.**")).await, [2, 1, 0]);
    let from_elsewhere = EventFilter {
        source: Some("/elsewhere".to_owned()),
        ..all()
    };
    assert_eq!(list(from_elsewhere).await, [1]);
    let of_ada = EventFilter {
        actor: Some("ada".to_owned()),
        ..all()
    };
    assert_eq!(list(of_ada).await, [2]);
    let of_other = EventFilter {
        tenant: Some("other".to_owned()),
        ..all()
    };
    assert_eq!(list(of_other).await, [3]);
    let between = EventFilter {
        since: Some(at(100)),
        until: Some(at(200)),
        ..all()
    };
    assert_eq!(list(between).await, [2]);

    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = store.records().latest_events(&all(), before, Some(3)).await;
        let page = page.unwrap();
        let Some((seq, _)) = page.last() else { break };
        before = Some(*seq);
        // What comes meanwhile moves nothing.
        emit(store, &[event("later")]).await;
        seen.extend(page.into_iter().map(|(_, event)| event.id));
    }
    let stored: Vec<_> = batch.iter().rev().map(|event| event.id).collect();
    assert_eq!(seen, stored);
}

/// Each filter alone, and pages.
pub(crate) async fn h29_deliveries_are_listed_by_what_they_are_in_pages(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let dead = ended(store, me, dead()).await;
    let succeeded = ended(store, me, To::Succeeded).await;
    register(store, me, &[consumer("d", "x.y")]).await;
    let of_other = NewEvent {
        tenant: "other".to_owned(),
        ..event("x.y")
    };
    emit(store, slice::from_ref(&of_other)).await;
    let [first, second] = &*deliveries(store, of_other.id).await else {
        panic!("one for each consumer");
    };
    let list = async |filter: DeliveryFilter| -> Vec<DeliveryId> {
        let latest = store.records().latest_deliveries(&filter, None, 10).await;
        latest.unwrap().iter().map(|it| it.id).collect()
    };
    let all = DeliveryFilter::default;
    assert_eq!(
        list(all()).await,
        [second.id, first.id, succeeded.id, dead.id]
    );
    let table = [
        (
            DeliveryFilter {
                id: Some(dead.id),
                ..all()
            },
            vec![dead.id],
        ),
        (
            DeliveryFilter {
                event: Some(of_other.id),
                ..all()
            },
            vec![second.id, first.id],
        ),
        (
            DeliveryFilter {
                consumer: Some("d".to_owned()),
                ..all()
            },
            vec![second.id],
        ),
        (
            DeliveryFilter {
                state: Some(State::Dead),
                ..all()
            },
            vec![dead.id],
        ),
        (
            DeliveryFilter {
                state: Some(State::Pending),
                ..all()
            },
            vec![second.id, first.id],
        ),
        (
            DeliveryFilter {
                event_type: Some("a.*".to_owned()),
                ..all()
            },
            vec![succeeded.id, dead.id],
        ),
        (
            DeliveryFilter {
                tenant: Some("other".to_owned()),
                ..all()
            },
            vec![second.id, first.id],
        ),
    ];
    for (filter, wanted) in table {
        assert_eq!(list(filter.clone()).await, wanted, "{filter:?}");
    }
    let all = all();
    let behind = store.records().latest_deliveries(&all, Some(first.id), 1);
    let behind = behind.await.unwrap();
    assert_eq!(behind, [succeeded]);
    assert_eq!(behind[0].event_type, "a.b");
}

/// What waits of all consumers, also of those that are paused, what is dead, and how long the first has been due.
pub(crate) async fn k20_the_queue_is_measured(store: &dyn Store) {
    let queue = async |now| store.records().queue(at(now)).await.unwrap();
    assert_eq!(queue(0).await, EventQueue::default());
    let me = worker();
    register(store, me, &[consumer("c", "*"), consumer("d", "x.y")]).await;
    ended(store, me, To::Succeeded).await;
    ended(store, me, dead()).await;
    assert_eq!(queue(99).await.dead, 1);
    assert_eq!(queue(99).await.oldest_pending_age, Duration::ZERO);
    let due = |run_at, priority| NewEvent {
        run_at: at(run_at),
        priority,
        ..event("x.y")
    };
    emit(store, &[due(70, -10), due(60, 0), due(500, 10)]).await;
    assert!(store.pause("d", Some(at(0))).await.unwrap());
    let then = queue(100).await;
    assert_eq!((then.size, then.dead), (6, 1));
    assert_eq!(then.oldest_pending_age, Duration::from_secs(40));
    assert_eq!(queue(50).await.oldest_pending_age, Duration::ZERO);
    claim(store, me, &["c"], 9, 100).await;
    assert_eq!(queue(100).await.size, 4, "what runs does not wait");
}

/// Each event, each delivery in its state whatever its consumer is up to, consumers but the retired, and workers that are alive.
pub(crate) async fn b9_events_deliveries_consumers_and_workers_are_counted(store: &dyn Store) {
    let stats = async |now| store.records().stats(at(now)).await.unwrap();
    assert_eq!(stats(0).await, Stats::default());
    let (me, other) = (worker(), worker());
    register(store, me, &[consumer("c", "a.*"), consumer("idle", "z")]).await;
    register(store, other, &[consumer("gone", "y")]).await;
    assert_eq!((stats(30).await.consumers, stats(30).await.workers), (3, 2));
    store.extend(me, &[], at(300)).await.unwrap();
    assert!(store.retire("gone", at(31)).await.unwrap());
    let later = || To::Retrying {
        run_at: at(12),
        error: "busy".to_owned(),
    };
    // What runs, for the first time or again, counts as running alone.
    ended(store, me, later()).await;
    assert_eq!(claim(store, me, &["c"], 1, 15).await.len(), 1);
    for (to, times) in [(To::Succeeded, 4), (dead(), 3), (To::Cancelled, 2)] {
        for _ in 0..times {
            ended(store, me, to.clone()).await;
        }
    }
    let put_off = To::Retrying {
        run_at: at(999),
        error: "busy".to_owned(),
    };
    ended(store, me, put_off.clone()).await;
    ended(store, me, put_off).await;
    let waiting: Vec<NewEvent> = (0..5).map(|_| event("a.b")).collect();
    emit(store, &waiting).await;
    assert_eq!(claim(store, me, &["c"], 1, 20).await.len(), 1);
    emit(store, &[event("log.only")]).await;
    assert!(store.pause("c", Some(at(40))).await.unwrap());
    let wanted = Stats {
        events: 18,
        deliveries: DeliveryCounts {
            pending: 4,
            running: 2,
            retrying: 2,
            succeeded: 4,
            dead: 3,
            cancelled: 2,
        },
        consumers: 2,
        workers: 1,
    };
    assert_eq!(stats(40).await, wanted);
    assert_eq!(stats(301).await.workers, 0, "nobody has heard of it since");
}

pub(crate) async fn b37_which_events_there_are(store: &dyn Store) {
    let (there, elsewhere) = (event("a.b"), event("a.b"));
    emit(store, slice::from_ref(&there)).await;
    let stored = store.records().stored(&[elsewhere.id, there.id]).await;
    assert_eq!(stored.unwrap(), [there.id]);
    assert_eq!(store.records().stored(&[]).await.unwrap(), []);
}

/// Makes a worker known that is called so.
async fn start(store: &dyn Store, instance: &str, now: i64) -> WorkerId {
    let id = worker();
    let new = NewWorker {
        instance,
        ..new_worker(id)
    };
    let consumers = [consumer("c", "*")];
    let started = store.register(&new, &consumers, at(now), at(now + 30));
    started.await.unwrap();
    id
}

fn known(id: WorkerId, instance: &str) -> Worker {
    Worker {
        id: id.0.to_string(),
        instance: Some(instance.to_owned()),
    }
}

/// A delivery that runs, and each attempt, however it ended, with its worker; what waits or has ended is nobody's.
pub(crate) async fn b6_what_runs_and_ran_says_in_which_instance(store: &dyn Store) {
    let [first, second] = [
        start(store, "web-1", 0).await,
        start(store, "web-2", 0).await,
    ];
    let new = event("a.b");
    emit(store, slice::from_ref(&new)).await;
    let holder = async || {
        let found = deliveries(store, new.id).await.remove(0);
        let filter = DeliveryFilter {
            id: Some(found.id),
            ..DeliveryFilter::default()
        };
        let listed = store.records().latest_deliveries(&filter, None, 1).await;
        assert_eq!(listed.unwrap(), slice::from_ref(&found));
        found.worker
    };
    assert_eq!(holder().await, None);
    let claimed = claim(store, first, &["c"], 1, 1).await.remove(0);
    assert_eq!(holder().await, Some(known(first, "web-1")));
    let failed = To::Retrying {
        run_at: at(2),
        error: "busy".to_owned(),
    };
    let ended = [end(&claimed, first, failed)];
    let settled = store.settle(None, &ended, at(2));
    assert_eq!(settled.await.unwrap(), [true]);
    assert_eq!(holder().await, None);
    let claimed = claim(store, second, &["c"], 1, 3).await.remove(0);
    assert_eq!(holder().await, Some(known(second, "web-2")));
    let ended = [end(&claimed, second, To::Succeeded)];
    let settled = store.settle(None, &ended, at(4));
    assert_eq!(settled.await.unwrap(), [true]);
    assert_eq!(holder().await, None);
    let attempts = store.records().attempts(claimed.delivery).await.unwrap();
    let by: Vec<Option<Worker>> = attempts.into_iter().map(|it| it.worker).collect();
    let both = [known(first, "web-1"), known(second, "web-2")];
    assert_eq!(by, both.map(Some));
}

/// Those that are alive, by the ids of their workers.
pub(crate) async fn b6_a_consumer_says_which_instances_have_it(store: &dyn Store) {
    let mut both = [
        known(start(store, "web-1", 0).await, "web-1"),
        known(start(store, "web-2", 10).await, "web-2"),
    ];
    let last = both[1].clone();
    both.sort_by(|a, b| a.id.cmp(&b.id));
    let at_time = async |now| {
        let found = store.records().consumers(at(now)).await.unwrap().remove(0);
        assert_eq!(found.live, !found.workers.is_empty());
        found.workers
    };
    assert_eq!(at_time(20).await, both);
    assert_eq!(at_time(35).await, [last]);
    assert_eq!(at_time(50).await, []);
}

/// A day after its last sign of life the id is all that is left.
pub(crate) async fn b6_an_instance_is_known_as_long_as_its_worker_is_on_record(store: &dyn Store) {
    let gone = start(store, "web-1", 0).await;
    let new = event("a.b");
    emit(store, slice::from_ref(&new)).await;
    let claimed = claim(store, gone, &["c"], 1, 1).await.remove(0);
    let ended = [end(&claimed, gone, dead())];
    let settled = store.settle(None, &ended, at(2));
    assert_eq!(settled.await.unwrap(), [true]);
    let by = async || {
        let attempts = store.records().attempts(claimed.delivery).await.unwrap();
        attempts.into_iter().next().unwrap().worker.unwrap()
    };
    start(store, "web-2", 80_000).await;
    assert_eq!(by().await, known(gone, "web-1"));
    start(store, "web-3", 30 + 86_400 + 1).await;
    let unknown = Worker {
        instance: None,
        ..known(gone, "web-1")
    };
    assert_eq!(by().await, unknown);
    assert_eq!(unknown.to_string(), gone.0.to_string());
}

/// An application's events are those of all that it emits, and what comes from one place is below that.
pub(crate) async fn b2_events_are_listed_by_their_source_and_what_lies_below_it(store: &dyn Store) {
    let from = |source: &str| NewEvent {
        source: source.to_owned(),
        ..event("a.b")
    };
    let batch = [
        from("/buildamp/shop"),
        from("/buildamp/shop/cron"),
        from("/buildamp/shop/frontend"),
        from("/buildamp/shopping"),
        from("/buildamp/sh_p"),
    ];
    emit(store, &batch).await;
    let list = async |source: &str| -> Vec<usize> {
        let filter = EventFilter {
            source: Some(source.to_owned()),
            ..EventFilter::default()
        };
        let latest = store.records().latest_events(&filter, None, None).await;
        let place = |id| batch.iter().position(|event| event.id == id).unwrap();
        latest.unwrap().iter().map(|(_, it)| place(it.id)).collect()
    };
    assert_eq!(list("/buildamp/shop").await, [2, 1, 0]);
    assert_eq!(list("/buildamp/shop/cron").await, [1]);
    assert_eq!(list("/buildamp/sh_p").await, [4], "no pattern");
    assert_eq!(list("/buildamp").await, [4, 3, 2, 1, 0]);
    assert_eq!(list("/buildamp/sho").await, [0; 0]);
}
