//! Deliveries that take their workers with them.

use super::{at, claim, consumer, deliveries, emit, end, event, new_worker, register, worker};
use crate::{
    DeadReason, State,
    process::Process,
    store::{Claimed, DeliveryAction, NewEvent, NewWorker, Orphans, Store, To},
};

fn tenacious() -> NewEvent {
    NewEvent {
        max_attempts: Some(20),
        ..event("a.b")
    }
}

/// Lost so often it is dead, whatever attempts are left; what failed or was handed back in between neither counts nor
/// forgives, and a replay does.
pub(crate) async fn f8_what_has_lost_three_workers_is_dead(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let poison = tenacious();
    emit(store, std::slice::from_ref(&poison)).await;
    let mut now = 0;
    // Each time a worker takes it and is lost.
    let lose = async |now: &mut i64| {
        assert_eq!(claim(store, me, &["c"], 1, *now).await.len(), 1);
        *now += 31;
        store.rescue(at(*now), 3).await.unwrap()
    };
    let settle = async |to: To, now: i64| {
        let held = claim(store, me, &["c"], 1, now).await.remove(0);
        let ends = [end(&held, me, to)];
        assert_eq!(store.settle(None, &ends, at(now)).await.unwrap(), [true]);
    };
    let standing = async || {
        let delivery = deliveries(store, poison.id).await.remove(0);
        (delivery.state, delivery.dead_reason)
    };
    let dead = (State::Dead, Some(DeadReason::WorkerLost));
    assert_eq!(lose(&mut now).await.retrying, 1);
    let released = To::Released {
        run_at: at(now),
        why: "shut down".to_owned(),
    };
    settle(released, now).await;
    assert_eq!(lose(&mut now).await.retrying, 1);
    let failed = To::Retrying {
        run_at: at(now),
        error: "refused".to_owned(),
    };
    settle(failed, now).await;
    assert_eq!(lose(&mut now).await.dead, 1);
    assert_eq!(standing().await, dead);

    let delivery = deliveries(store, poison.id).await.remove(0).id;
    let on = [delivery];
    let replayed = store.act(DeliveryAction::Replay, &on, at(now)).await;
    assert_eq!(replayed.unwrap(), on);
    assert_eq!(lose(&mut now).await.retrying, 1);
    assert_eq!(lose(&mut now).await.retrying, 1);
    assert_eq!(standing().await, (State::Retrying, None));
    assert_eq!(lose(&mut now).await.dead, 1);
    assert_eq!(standing().await, dead);
}

/// What was lost together for the second time runs again one after the other, so that it need not be lost together.
pub(crate) async fn f8_what_was_lost_twice_runs_again_one_by_one(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let events = [tenacious(), tenacious(), tenacious()];
    emit(store, &events[..2]).await;
    claim(store, me, &["c"], 2, 0).await;
    store.rescue(at(31), 3).await.unwrap();
    emit(store, &events[2..]).await;
    assert_eq!(claim(store, me, &["c"], 3, 31).await.len(), 3);
    store.rescue(at(62), 3).await.unwrap();
    let mut due = Vec::new();
    for event in &events {
        due.push(
            deliveries(store, event.id)
                .await
                .remove(0)
                .run_at
                .as_millisecond(),
        );
    }
    let rescued = at(62).as_millisecond();
    assert_eq!(due[..2], [rescued, rescued + 200]);
    assert!(
        due[2] <= at(0).as_millisecond(),
        "the first time it keeps its place"
    );
}

/// Of the workers on one machine each knows the others, and whose process is gone need not be waited for.
pub(crate) async fn k4_a_worker_whose_process_is_gone_loses_its_deliveries_at_once(
    store: &dyn Store,
) {
    let [me, gone, elsewhere] = [worker(), worker(), worker()];
    let consumers = [consumer("c", "*")];
    for (worker, machine, number) in [
        (me, "here", "1 1"),
        (gone, "here", "2 2"),
        (elsewhere, "there", "3 3"),
    ] {
        let process = Process {
            machine: machine.to_owned(),
            number: number.to_owned(),
        };
        let worker = NewWorker {
            process: Some(&process),
            ..new_worker(worker)
        };
        let registered = store.register(&worker, &consumers, at(0), at(30));
        registered.await.unwrap();
    }
    let orphans = async |now| {
        let orphans = store.records().orphans(me, Some("here"), at(now)).await;
        let orphans = orphans.unwrap();
        (orphans.any, orphans.neighbours)
    };
    let neighbour = vec![(gone, "2 2".to_owned())];
    assert_eq!(orphans(1).await, (false, neighbour));
    let unseen = store.records().orphans(me, None, at(1)).await.unwrap();
    assert_eq!(unseen, Orphans::default());

    emit(store, &[event("a"), event("a"), event("a")]).await;
    let held = claim(store, gone, &["c"], 1, 1).await;
    let others = claim(store, elsewhere, &["c"], 1, 1).await;
    store.end_leases(&[gone], at(2)).await.unwrap();
    assert_eq!(orphans(2).await, (true, Vec::new()));
    assert_eq!(store.rescue(at(2), 3).await.unwrap().retrying, 1);
    assert_eq!(orphans(2).await, (false, Vec::new()));
    let states = async |it: &Claimed| deliveries(store, it.event.id).await.remove(0).state;
    assert_eq!(states(&held[0]).await, State::Retrying);
    assert_eq!(states(&others[0]).await, State::Running);
}
