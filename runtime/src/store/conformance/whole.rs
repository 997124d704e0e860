//! A store by its verbs, one after the other, as somebody who wrote one would try it first.

use std::slice;

use super::{at, claim, consumer, emit, end, event, register, worker};
use crate::{
    DeliveryFilter, EventFilter, EventId, State,
    store::{Emitted, Store, To},
};

/// To publish, store, get, list, hand on, update the status and count, through nothing but the trait.
pub(crate) async fn b7_a_store_does_whatever_the_provider_of_a_broker_is_asked_for(
    store: &dyn Store,
) {
    let me = worker();
    register(store, me, &[consumer("c", "a.*")]).await;

    let (published, other) = (event("a.b"), event("b.c"));
    let batch = [published.clone(), other.clone()];
    let stored = emit(store, &batch).await;
    let stored: Vec<EventId> = stored.into_iter().map(Emitted::id).collect();
    assert_eq!(stored, [published.id, other.id]);

    let got = EventFilter {
        id: Some(published.id),
        ..EventFilter::default()
    };
    let got = store.records().events(&got).await.unwrap();
    assert_eq!(got, [published.envelope().unwrap()]);

    let all = EventFilter::default();
    let listed = store.records().latest_events(&all, None, Some(1)).await;
    let listed = listed.unwrap();
    let [(place, last)] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    assert_eq!(last.id, other.id);
    let rest = store.records().latest_events(&all, Some(*place), Some(9));
    let rest = rest.await.unwrap();
    let rest: Vec<EventId> = rest.into_iter().map(|(_, event)| event.id).collect();
    assert_eq!(rest, [published.id]);

    let names = ["c".to_owned()];
    assert_eq!(
        store.records().next_due(&names).await.unwrap(),
        Some(at(0)),
        "whoever follows knows that there is something to take"
    );
    let taken = claim(store, me, &["c"], 9, 1).await;
    let [claimed] = taken.as_slice() else {
        panic!("{taken:?}")
    };
    assert_eq!(claimed.event.id, published.id);
    let status = async || {
        let of_it = DeliveryFilter {
            event: Some(published.id),
            ..DeliveryFilter::default()
        };
        let found = store.records().latest_deliveries(&of_it, None, 9).await;
        found.unwrap().into_iter().map(|it| it.state).collect()
    };
    let running: Vec<State> = status().await;
    assert_eq!(running, [State::Running]);
    let done = end(claimed, me, To::Succeeded);
    let settled = store.settle(None, slice::from_ref(&done), at(2)).await;
    assert_eq!(settled.unwrap(), [true]);
    assert_eq!(status().await, [State::Succeeded]);

    let counted = store.records().stats(at(3)).await.unwrap();
    assert_eq!((counted.events, counted.deliveries.succeeded), (2, 1));
    assert_eq!((counted.consumers, counted.workers), (1, 1));
}
