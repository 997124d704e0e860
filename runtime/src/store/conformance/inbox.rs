//! Messages from outside, each of which has its effect once.

use futures_util::future::join_all;
use jiff::Timestamp;

use super::{at, emit, event};
use crate::store::{EventFilter, Receipt, Received, Store};

fn message<'m>(tenant: &'m str, consumer: &'m str, message: &'m str) -> Received<'m> {
    Received {
        tenant,
        consumer,
        message,
    }
}

/// Receives it in a transaction of its own; answers whether it was new.
async fn receive(store: &dyn Store, message: Received<'_>, now: Timestamp) -> bool {
    let mut tx = store.begin().await.unwrap();
    let is_new = store.receive(&mut tx, message, now).await.unwrap();
    tx.commit().await.unwrap();
    is_new
}

async fn received(store: &dyn Store, message: Received<'_>) -> Option<Timestamp> {
    store.records().received(message).await.unwrap()
}

pub(crate) async fn s24_s25_a_message_is_new_once_for_each_consumer_of_each_tenant(
    store: &dyn Store,
) {
    let paid = message("one", "payments", "evt_1");
    assert_eq!(received(store, paid).await, None);
    assert!(receive(store, paid, at(1)).await);
    assert!(!receive(store, paid, at(2)).await);
    assert_eq!(received(store, paid).await, Some(at(1)), "the first time");
    for other in [
        message("one", "payments", "evt_2"),
        message("one", "payments", "EVT_1"),
        message("one", "payments", "evt_1 "),
        message("one", "ledger", "evt_1"),
        message("two", "payments", "evt_1"),
    ] {
        assert!(receive(store, other, at(3)).await, "{other:?}");
        assert!(!receive(store, other, at(4)).await, "{other:?}");
    }
}

/// The second copy waits for what becomes of the first.
pub(crate) async fn s27_what_is_rolled_back_was_not_received(store: &dyn Store) {
    let paid = message("one", "payments", "evt_1");
    let mut failed = store.begin().await.unwrap();
    assert!(store.receive(&mut failed, paid, at(1)).await.unwrap());
    let kept = event("a.paid");
    let stored = store.emit(Some(&mut failed), &[kept]).await;
    stored.unwrap();
    drop(failed);
    assert!(receive(store, paid, at(2)).await);
    assert_eq!(received(store, paid).await, Some(at(2)));
    let all = EventFilter::default();
    assert_eq!(store.records().events(&all).await.unwrap(), []);
}

/// It goes with a rollback as the message does.
pub(crate) async fn s27_what_was_answered_is_kept_with_the_message(store: &dyn Store) {
    let asked = message("one", "api:Pay", "key");
    let answer = async |asked| store.records().answer(asked).await.unwrap();
    for (committed, kept) in [(false, None), (true, Some("{\"answer\":\"é 🦀\"}"))] {
        let mut tx = store.begin().await.unwrap();
        assert!(store.receive(&mut tx, asked, at(1)).await.unwrap());
        let note = store.keep_answer(&mut tx, asked, "{\"answer\":\"é 🦀\"}");
        note.await.unwrap();
        if committed {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        assert_eq!(answer(asked).await.as_deref(), kept);
    }
    let other = message("two", "api:Pay", "key");
    assert!(receive(store, other, at(2)).await);
    assert_eq!(answer(other).await, None, "it was not answered");
    assert_eq!(answer(message("one", "api:Pay", "other")).await, None);
    let retention = store.retention();
    assert_eq!(retention.forget_received(at(2), 10).await.unwrap(), 1);
    assert_eq!(answer(asked).await, None, "forgotten with the message");
}

pub(crate) async fn s26_of_copies_that_come_at_once_one_is_new(store: &dyn Store) {
    let copies = (0..64).map(|copy| async move {
        let paid = message("one", "payments", "evt_1");
        let mut tx = store.begin().await.unwrap();
        let is_new = store.receive(&mut tx, paid, at(copy)).await.unwrap();
        if is_new {
            let effect = store.emit(Some(&mut tx), &[event("a.paid")]).await;
            effect.unwrap();
        }
        tx.commit().await.unwrap();
        is_new
    });
    let new = join_all(copies).await;
    assert_eq!(new.iter().filter(|is_new| **is_new).count(), 1);
    let all = EventFilter::default();
    assert_eq!(store.records().events(&all).await.unwrap().len(), 1);
}

/// The oldest first, and nothing but messages.
pub(crate) async fn s24_what_was_received_is_forgotten_part_by_part(store: &dyn Store) {
    emit(store, &[event("a.b")]).await;
    let ids: Vec<String> = (0..10).map(|number| format!("evt_{number}")).collect();
    for (id, second) in ids.iter().rev().zip(0..) {
        assert!(receive(store, message("one", "payments", id), at(second)).await);
    }
    let retention = store.retention();
    assert_eq!(retention.forget_received(at(7), 4).await.unwrap(), 4);
    assert_eq!(
        received(store, message("one", "payments", "evt_6")).await,
        None
    );
    assert_eq!(
        received(store, message("one", "payments", "evt_5")).await,
        Some(at(4))
    );
    assert_eq!(retention.forget_received(at(7), 4).await.unwrap(), 3);
    assert_eq!(retention.forget_received(at(7), 4).await.unwrap(), 0);
    let left = message("one", "payments", "evt_2");
    assert_eq!(received(store, left).await, Some(at(7)));
    assert!(!receive(store, left, at(99)).await);
    assert!(
        receive(store, message("one", "payments", "evt_9"), at(99)).await,
        "forgotten"
    );
    let all = EventFilter::default();
    assert_eq!(store.records().events(&all).await.unwrap().len(), 1);
}

/// An event that comes from these messages; answers whether it was stored.
async fn receive_event(store: &dyn Store, messages: &[&str]) -> bool {
    let receipt = Receipt {
        consumer: "payments".to_owned(),
        messages: messages.iter().map(|&id| id.to_owned()).collect(),
    };
    let event = event("a.paid");
    let received = store.receive_event(&event, &receipt).await.unwrap();
    received.is_some()
}

async fn events(store: &dyn Store) -> usize {
    let all = EventFilter::default();
    store.records().events(&all).await.unwrap().len()
}

pub(crate) async fn h26_an_event_is_stored_once_with_the_messages_that_it_comes_from(
    store: &dyn Store,
) {
    assert!(receive_event(store, &["a", "b"]).await);
    for copy in [&["a", "b"][..], &["a"], &["b", "c"], &["a", "d"]] {
        assert!(!receive_event(store, copy).await, "{copy:?}");
    }
    assert_eq!(events(store).await, 1);
    // A copy leaves nothing behind, what it says besides least of all.
    assert!(receive_event(store, &["c"]).await);
    assert!(receive_event(store, &["d"]).await);
    assert_eq!(events(store).await, 3);
    let again = receive(store, message("default", "payments", "c"), at(9)).await;
    assert!(!again, "it is the same inbox");
}

pub(crate) async fn h26_events_that_come_at_once_are_stored_once_each(store: &dyn Store) {
    // Each four times, and among them what comes once.
    let ids: Vec<String> = (0..200).map(|number| format!("{}", number % 50)).collect();
    let lone: Vec<String> = (0..50).map(|number| format!("lone {number}")).collect();
    let all = ids.chunks(4).zip(&lone).flat_map(|(copies, lone)| {
        let copies = copies.iter().map(String::as_str);
        copies.chain([lone.as_str()])
    });
    let all: Vec<&str> = all.collect();
    let stored = join_all(
        all.iter()
            .map(|id| receive_event(store, std::slice::from_ref(id))),
    )
    .await;
    for id in &all {
        let of_it = all.iter().zip(&stored).filter(|(it, _)| it == &id);
        assert_eq!(of_it.filter(|(_, stored)| **stored).count(), 1, "{id}");
    }
    assert_eq!(events(store).await, 100);
}
