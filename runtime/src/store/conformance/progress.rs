//! What sessions are told in the transaction that it is about.

use serde_json::{Value, json};

use super::{
    at, claim, consumer, deliveries, emit, end, event,
    messages::{everything, message, missed, resume, send, to, watch},
    register, worker,
};
use crate::store::{DeliveryAction, NewEvent, NewMessage, Store, Target, To};

const TENANT: &str = "default";

fn say(body: &str) -> NewMessage {
    let to = Target::Sessions(vec!["a".to_owned()]);
    message(TENANT, to, body)
}

pub(crate) async fn h36_an_emit_and_a_settle_tell_in_their_transaction(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    watch(store, TENANT, "a").await;
    let keyed = |body| NewEvent {
        idempotency_key: Some("k".to_owned()),
        told: Some(Box::new(say(body))),
        ..event("a.b")
    };
    // Of the two events of one key the first is stored.
    emit(store, &[event("a.b"), keyed("1"), keyed("2")]).await;
    emit(store, &[keyed("3")]).await;
    assert_eq!(bodies(store).await, "1");

    let claimed = claim(store, me, &["c"], 9, 0).await;
    assert_eq!(claimed.len(), 2);
    let mut tx = store.begin().await.unwrap();
    let mut ends: Vec<_> = claimed
        .iter()
        .map(|one| end(one, me, To::Succeeded))
        .collect();
    ends[1].told = Some(Box::new(say("4")));
    let settled = store.settle(Some(&mut tx), &ends, at(1)).await.unwrap();
    assert_eq!(settled, [true, true]);
    drop(tx);
    assert_eq!(bodies(store).await, "1", "it was rolled back");
    let mut stale = ends[0].clone();
    (stale.attempt, stale.told) = (7, Some(Box::new(say("5"))));
    let both = [stale, ends[1].clone()];
    let settled = store.settle(None, &both, at(1)).await.unwrap();
    assert_eq!(settled, [false, true]);
    assert_eq!(
        bodies(store).await,
        "1 4",
        "nobody is told of what was not settled"
    );

    // What cannot be told of did not happen.
    let broken = NewEvent {
        told: Some(Box::new(say("no JSON"))),
        ..event("a.b")
    };
    assert!(store.emit(None, &[broken]).await.is_err());
    ends[0].told = Some(Box::new(say("no JSON")));
    assert!(store.settle(None, &ends[..1], at(1)).await.is_err());
    ends[0].told = None;
    let settled = store.settle(None, &ends[..1], at(1)).await.unwrap();
    assert_eq!(settled, [true]);
    assert!(claim(store, me, &["c"], 9, 0).await.is_empty());
}

pub(crate) async fn h36_a_rescue_tells_whose_deliveries_were_lost(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    watch(store, TENANT, "a").await;
    let followed = NewEvent {
        session_id: Some("a".to_owned()),
        progress: true,
        ..event("a.followed")
    };
    let last = NewEvent {
        id: event("a.b").id,
        event_type: "a.last".to_owned(),
        max_attempts: Some(1),
        ..followed.clone()
    };
    let quiet = NewEvent {
        id: event("a.b").id,
        progress: false,
        ..followed.clone()
    };
    let nobodys = NewEvent {
        progress: true,
        ..event("a.b")
    };
    emit(store, &[followed, quiet, nobodys, last]).await;
    let claimed = claim(store, me, &["c"], 9, 0).await;
    let flags: Vec<bool> = claimed.iter().map(|claimed| claimed.progress).collect();
    assert_eq!(flags, [true, false, true, true]);
    let rescued = store.rescue(at(31), 3).await.unwrap();
    assert_eq!((rescued.retrying, rescued.dead), (3, 1));
    let said = said(store).await;
    assert_eq!(
        said.iter().map(shown).collect::<Vec<_>>(),
        [
            json!(["a.followed", "retrying", 1, 3]),
            json!(["a.last", "dead", 1, 1])
        ]
    );
    assert_eq!(said[0]["data"]["error"], "its worker gave no sign of life");
    assert_eq!(said[0]["data"]["run_at"], at(0).to_string());
    assert_eq!(said[1]["data"]["run_at"], Value::Null);
    send(store, &[to("a", 1)]).await;
    store.rescue(at(31), 3).await.unwrap();
    assert_eq!(everything(store).await.len(), 3);
}

pub(crate) async fn h36_calling_off_tells_whose_deliveries_it_were(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    watch(store, TENANT, "a").await;
    let followed = |event_type: &str| NewEvent {
        session_id: Some("a".to_owned()),
        progress: true,
        ..event(event_type)
    };
    emit(store, &[followed("a.running")]).await;
    let running = claim(store, me, &["c"], 9, 0).await.remove(0);
    let batch = [followed("a.waiting"), event("a.quiet")];
    emit(store, &batch).await;
    let mut on = vec![running.delivery];
    for event in &batch {
        on.extend(deliveries(store, event.id).await.iter().map(|it| it.id));
    }
    let called_off = store.act(DeliveryAction::Cancel, &on, at(5)).await;
    assert_eq!(called_off.unwrap().len(), 3);
    assert_eq!(
        said(store).await.iter().map(shown).collect::<Vec<_>>(),
        [
            json!(["a.running", "cancelled", 1, 3]),
            json!(["a.waiting", "cancelled", 0, 3])
        ]
    );
    store.act(DeliveryAction::Cancel, &on, at(6)).await.unwrap();
    assert_eq!(said(store).await.len(), 2);
}

/// All messages on record.
async fn said(store: &dyn Store) -> Vec<Value> {
    let told = everything(store).await;
    let said = told
        .iter()
        .map(|posted| serde_json::from_str(&posted.body).unwrap());
    said.collect()
}

/// What a message says of how a delivery fares.
fn shown(said: &Value) -> Value {
    let data = &said["data"];
    json!([
        data["event_type"],
        data["state"],
        data["attempt"],
        data["max_attempts"]
    ])
}

async fn bodies(store: &dyn Store) -> String {
    missed(&resume(store, "a", Some(("e1", 0))).await.resume)
}
