//! Calls of other services.

use std::time::Duration;

use jiff::Timestamp;

use super::{at, consumer, emit, event, register, worker};
use crate::{
    CallFilter, ErasureScope, EventId, Keep,
    store::{DeliveryId, NewCall, NewErasure, Policy, RecordedCall, Store},
};

fn call(event: Option<EventId>, at: Timestamp) -> NewCall {
    NewCall {
        service: "desk.ask",
        event,
        delivery: event.map(|_| (DeliveryId(7), 2)),
        tenant: Some("default".to_owned()),
        actor: event.is_none().then(|| "user/7".to_owned()),
        key: "a key".to_owned(),
        request: "POST https://example.com/{kind}".to_owned(),
        started_at: at,
        took: Duration::from_micros(1_500),
        status: Some(503),
        failure: Some("status"),
        error: Some("answered with 503: ünwell 🦀".to_owned()),
        answer: Some("ünwell 🦀".to_owned()),
    }
}

async fn all(store: &dyn Store) -> Vec<RecordedCall> {
    let filter = CallFilter::default();
    store.calls().latest(&filter, None, 100).await.unwrap()
}

pub(crate) async fn h11_calls_are_read_back_as_they_were_made_in_pages(store: &dyn Store) {
    let events = [event("desk.ask"), event("desk.ask")];
    emit(store, &events).await;
    let calls = store.calls();
    for made in [
        call(Some(events[0].id), at(1)),
        call(None, at(2)),
        call(Some(events[1].id), at(3)),
        call(Some(events[0].id), at(4)),
    ] {
        calls.record(&made).await.unwrap();
    }
    let found = all(store).await;
    let times: Vec<_> = found.iter().map(|it| it.started_at).collect();
    assert_eq!(times, [at(4), at(3), at(2), at(1)]);
    let RecordedCall { number, .. } = found[0];
    let wanted = RecordedCall {
        number,
        service: "desk.ask".to_owned(),
        event: Some(events[0].id),
        delivery: Some(DeliveryId(7)),
        attempt: Some(2),
        tenant: Some("default".to_owned()),
        idempotency_key: "a key".to_owned(),
        request: "POST https://example.com/{kind}".to_owned(),
        started_at: at(4),
        took: Duration::from_micros(1_500),
        status: Some(503),
        failure: Some("status".to_owned()),
        error: Some("answered with 503: ünwell 🦀".to_owned()),
        answer: Some("ünwell 🦀".to_owned()),
    };
    assert_eq!(found[0], wanted);

    let mut filter = CallFilter {
        event: Some(events[0].id),
        ..CallFilter::default()
    };
    let page = calls.latest(&filter, None, 1).await.unwrap();
    assert_eq!(page, found[..1]);
    let page = calls
        .latest(&filter, Some(page[0].number), 5)
        .await
        .unwrap();
    assert_eq!(page, found[3..]);
    filter.service = Some("desk.other".to_owned());
    assert_eq!(calls.latest(&filter, None, 5).await.unwrap(), []);
    let of_others = CallFilter {
        tenant: Some("acme".to_owned()),
        ..CallFilter::default()
    };
    assert_eq!(calls.latest(&of_others, None, 5).await.unwrap(), []);
}

pub(crate) async fn b22_a_call_goes_with_its_event_or_by_its_time(store: &dyn Store) {
    let policy = Policy {
        succeeded: Keep::For(Duration::from_hours(1)),
        dead: Keep::For(Duration::from_hours(1)),
        types: Vec::new(),
    };
    store.retention().keep(&policy).await.unwrap();
    let asked = event("desk.ask");
    emit(store, std::slice::from_ref(&asked)).await;
    for made in [
        call(Some(asked.id), at(0)),
        call(None, at(1)),
        call(None, at(2)),
    ] {
        store.calls().record(&made).await.unwrap();
    }
    assert_eq!(store.calls().forget(at(2), 10).await.unwrap(), 1);
    assert_eq!(all(store).await.len(), 2, "that of the event stays with it");
    store.retention().purge(at(7_300), 10).await.unwrap();
    let left: Vec<_> = all(store).await.into_iter().map(|it| it.event).collect();
    assert_eq!(left, [None]);
}

pub(crate) async fn p7_what_a_call_was_answered_is_erased_with_its_event(store: &dyn Store) {
    register(store, worker(), &[consumer("ask", "desk.ask")]).await;
    let mut asked = event("desk.ask");
    asked.actor = Some("user/7".to_owned());
    emit(store, std::slice::from_ref(&asked)).await;
    let mut of_another = call(None, at(2));
    of_another.actor = Some("user/8".to_owned());
    for made in [call(Some(asked.id), at(0)), call(None, at(1)), of_another] {
        store.calls().record(&made).await.unwrap();
    }
    let scope = ErasureScope::actor("user/7").tenant("default");
    let erasing = store.erasing();
    let asked_for = NewErasure {
        scope: &scope,
        reason: "asked for",
        by: None,
        now: at(3),
    };
    let number = erasing.open_erasure(&asked_for).await.unwrap();
    erasing.erase(number, &scope, at(3), 10).await.unwrap();
    let left = all(store).await;
    let left: Vec<_> = left
        .iter()
        .map(|it| (it.answer.as_deref(), it.error.as_deref()))
        .collect();
    let told = (Some("ünwell 🦀"), Some("answered with 503: ünwell 🦀"));
    assert_eq!(
        left,
        [told, (None, Some("[erased]")), (None, Some("[erased]"))]
    );
}
