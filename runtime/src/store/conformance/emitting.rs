//! What is emitted, and whom it reaches.

use std::slice;

use super::{at, claim, consumer, deliveries, emit, end, event, register, worker};
use crate::{
    EventId, State,
    ids::event_id_at,
    store::{ConsumerSpec, Emitted, EventFilter, NewEvent, Start, Store, To},
};

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
    assert_eq!(
        emit(store, slice::from_ref(&full)).await,
        [Emitted::Stored(full.id)]
    );
    let stored = store
        .records()
        .events(&EventFilter {
            id: Some(full.id),
            ..EventFilter::default()
        })
        .await
        .unwrap();
    let [stored] = stored.as_slice() else {
        panic!("{stored:?}")
    };
    assert_eq!(stored.data.get(), full.data);
    assert_eq!(
        (
            stored.event_type.as_str(),
            stored.schema_version,
            stored.time
        ),
        ("order.placed", 4, full.time)
    );
    assert_eq!(
        (&stored.subject, &stored.partition_key),
        (&full.subject, &full.partition_key)
    );
    assert_eq!((&stored.tenant, &stored.actor), (&full.tenant, &full.actor));
    assert_eq!(
        (&stored.session_id, &stored.traceparent),
        (&full.session_id, &full.traceparent)
    );
    assert_eq!(
        (stored.correlation_id, stored.causation_id),
        (full.correlation_id, Some(cause))
    );
    assert!(!format!("{stored:?}").contains("secret"));
}

/// Events are listed in the order of storing, and by each filter.
pub(crate) async fn h8_events_are_filtered_by_session_and_the_rest(store: &dyn Store) {
    let one = NewEvent {
        session_id: Some("s1".to_owned()),
        subject: Some("a/1".to_owned()),
        ..event("a.b")
    };
    let two = NewEvent {
        session_id: Some("s2".to_owned()),
        tenant: "other".to_owned(),
        ..event("a.b")
    };
    let three = NewEvent {
        session_id: Some("s1".to_owned()),
        correlation_id: one.id.into(),
        ..event("a.c")
    };
    emit(store, &[three.clone(), one.clone(), two.clone()]).await;
    let all = EventFilter::default;
    assert_eq!(events(store, all()).await, [three.id, one.id, two.id]);
    let session = |id: &str| EventFilter {
        session_id: Some(id.to_owned()),
        ..all()
    };
    assert_eq!(events(store, session("s1")).await, [three.id, one.id]);
    assert_eq!(events(store, session("s2")).await, [two.id]);
    assert_eq!(events(store, session("s3")).await, []);
    let of_type = EventFilter {
        event_type: Some("a.b".to_owned()),
        ..all()
    };
    assert_eq!(events(store, of_type.clone()).await, [one.id, two.id]);
    assert_eq!(
        events(
            store,
            EventFilter {
                tenant: Some("other".to_owned()),
                ..of_type
            }
        )
        .await,
        [two.id]
    );
    assert_eq!(
        events(
            store,
            EventFilter {
                subject: Some("a/1".to_owned()),
                ..all()
            }
        )
        .await,
        [one.id]
    );
    assert_eq!(
        events(
            store,
            EventFilter {
                correlation_id: Some(one.id.into()),
                ..all()
            }
        )
        .await,
        [three.id, one.id]
    );
    let both = EventFilter {
        id: Some(one.id),
        session_id: Some("s2".to_owned()),
        ..all()
    };
    assert_eq!(events(store, both).await, []);
}

/// One bad event, and none of the batch is there; what others did in the same commit stays.
pub(crate) async fn s6_a_batch_is_stored_all_or_none(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "*")]).await;
    let kept = event("a.kept");
    let (good, twin) = (event("a.good"), event("a.twin"));
    let broken = [
        good.clone(),
        twin.clone(),
        NewEvent {
            id: good.id,
            ..twin.clone()
        },
    ];
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
    let in_one_batch = [
        first.clone(),
        again.clone(),
        elsewhere.clone(),
        unkeyed.clone(),
    ];
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
    assert_eq!(
        events(store, EventFilter::default()).await,
        [first.id, elsewhere.id, unkeyed.id]
    );
    assert_eq!(deliveries(store, first.id).await.len(), 1);
    assert_eq!(deliveries(store, again.id).await, []);
}

/// An event reaches those that subscribe to its type, and each only once.
pub(crate) async fn an_event_reaches_the_consumers_of_its_type(store: &dyn Store) {
    let me = worker();
    let specs = [
        consumer("exact", "order.placed"),
        consumer("all", "*"),
        consumer("none", "order.*.x"),
    ];
    register(store, me, &specs).await;
    register(store, worker(), &specs).await;
    let placed = event("order.placed");
    emit(store, slice::from_ref(&placed)).await;
    let mut reached: Vec<String> = deliveries(store, placed.id)
        .await
        .into_iter()
        .map(|d| d.consumer)
        .collect();
    reached.sort();
    assert_eq!(reached, ["all", "exact"]);
}

/// A new consumer gets what comes from now on, or the past too; one that was there gets nothing again.
pub(crate) async fn a_new_consumer_starts_now_or_at_the_beginning(store: &dyn Store) {
    let past = NewEvent {
        priority: -10,
        max_attempts: Some(7),
        run_at: at(50),
        ..event("a.b")
    };
    emit(store, slice::from_ref(&past)).await;
    let beginning = ConsumerSpec {
        start: Start::Beginning,
        ..consumer("old", "a.*")
    };
    for _ in 0..2 {
        register(
            store,
            worker(),
            &[beginning.clone(), consumer("new", "a.*")],
        )
        .await;
    }
    let reached = deliveries(store, past.id).await;
    let [delivery] = reached.as_slice() else {
        panic!("{reached:?}")
    };
    assert_eq!(delivery.consumer, "old");
    assert_eq!(
        (delivery.priority, delivery.max_attempts, delivery.run_at),
        (-10, 7, at(50))
    );
    let next = event("a.b");
    emit(store, slice::from_ref(&next)).await;
    assert_eq!(deliveries(store, next.id).await.len(), 2);
}

/// A consumer that registers again brings its subscription; who can run it and what waits for it is known.
pub(crate) async fn a_consumer_is_a_row(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "a.*"), consumer("d", "z")]).await;
    register(store, worker(), &[consumer("c", "b.**")]).await;
    emit(store, &[event("a.x"), event("b.x.y")]).await;
    let known = store.records().consumers(at(30)).await.unwrap();
    let shown: Vec<_> = known
        .iter()
        .map(|c| (c.name.as_str(), c.on.as_str(), c.pending, c.live))
        .collect();
    assert_eq!(shown, [("c", "b.**", 1, true), ("d", "z", 0, true)]);
    assert!(
        store
            .records()
            .consumers(at(31))
            .await
            .unwrap()
            .iter()
            .all(|consumer| !consumer.live)
    );
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
        store
            .emit(Some(&mut tx), slice::from_ref(&child))
            .await
            .unwrap();
        assert_eq!(
            store.settle(Some(&mut tx), &done, at(1)).await.unwrap(),
            [true]
        );
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let filter = EventFilter {
            id: Some(child.id),
            ..EventFilter::default()
        };
        assert_eq!(events(store, filter).await.len(), usize::from(commit));
        let state = deliveries(store, claimed.event.id).await[0].state;
        assert_eq!(
            state,
            if commit {
                State::Succeeded
            } else {
                State::Running
            }
        );
    }
}

async fn events(store: &dyn Store, filter: EventFilter) -> Vec<EventId> {
    store
        .records()
        .events(&filter)
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.id)
        .collect()
}
