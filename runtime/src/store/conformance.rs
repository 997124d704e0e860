//! What every store has to do, as functions over the trait: each database runs them all on a fresh store.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Claim, Claimed, ConsumerSpec, Delivery, Emitted, NewEvent, Settlement, Start, Store, To,
    WorkerId,
};
use crate::{EventId, ids::event_id_at};

pub(crate) mod delivering;
pub(crate) mod emitting;
pub(crate) mod messages;
pub(crate) mod progress;
pub(crate) mod sessions;

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
        progress: false,
        told: None,
    }
}

pub(crate) fn consumer(name: &str, on: &str) -> ConsumerSpec {
    ConsumerSpec {
        name: name.to_owned(),
        on: on.to_owned(),
        start: Start::Now,
        max_attempts: 3,
    }
}

pub(crate) fn worker() -> WorkerId {
    WorkerId(Uuid::from(event_id_at(at(0))))
}

pub(crate) async fn register(store: &dyn Store, worker: WorkerId, consumers: &[ConsumerSpec]) {
    store
        .register(worker, consumers, at(0), at(30))
        .await
        .unwrap();
}

pub(crate) async fn emit(store: &dyn Store, events: &[NewEvent]) -> Vec<Emitted> {
    store.emit(None, events).await.unwrap()
}

pub(crate) async fn claim(
    store: &dyn Store,
    worker: WorkerId,
    consumers: &[&str],
    limit: u32,
    now: i64,
) -> Vec<Claimed> {
    let consumers: Vec<String> = consumers.iter().map(|&name| name.to_owned()).collect();
    let claim = Claim {
        worker,
        consumers: &consumers,
        limit,
        now: at(now),
        lease_until: at(now + 30),
    };
    store.claim(claim).await.unwrap()
}

pub(crate) fn end(claimed: &Claimed, worker: WorkerId, to: To) -> Settlement {
    let Claimed {
        delivery,
        attempt,
        claimed_at,
        ..
    } = *claimed;
    Settlement {
        delivery,
        worker,
        attempt,
        started_at: claimed_at,
        to,
        told: None,
    }
}

pub(crate) async fn deliveries(store: &dyn Store, event: EventId) -> Vec<Delivery> {
    store.records().deliveries(&[event]).await.unwrap()
}
