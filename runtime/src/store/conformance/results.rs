//! What handlers returned.

use std::time::Duration;

use super::{at, claim, consumer, emit, end, event, register, worker};
use crate::{
    ErasureScope, Keep,
    store::{
        Claimed, DeadReason, NewErasure, NewEvent, NewResult, Policy, Settlement, Store,
        StoredResult, To, WorkerId,
    },
};

const JSON: &str = r#"{"n":1.0,"text":"\u0000 é"}"#;

fn returned(claimed: &Claimed, worker: WorkerId, secrets: &'static [&'static str]) -> Settlement {
    Settlement {
        result: Some(Box::new(NewResult {
            json: JSON.to_owned(),
            secrets,
        })),
        ..end(claimed, worker, To::Succeeded)
    }
}

async fn found(store: &dyn Store, of: &Claimed) -> Option<StoredResult> {
    store.records().result(of.delivery).await.unwrap()
}

/// A result is there with the end of its delivery, word for word; an attempt that has lost its delivery leaves none.
pub(crate) async fn a_result_is_kept_with_the_success_of_its_delivery(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let events = ["a.a", "a.b", "a.c", "a.d"].map(event);
    emit(store, &events).await;
    let [first, second, third, lost] = <[_; 4]>::try_from(claim(store, me, &["c"], 9, 0).await)
        .unwrap_or_else(|claimed| panic!("four, not {claimed:?}"));
    assert_eq!(found(store, &first).await, None);
    store.rescue(at(31), 3).await.unwrap();
    let again = claim(store, me, &["c"], 9, 31).await;
    let now = |of: &Claimed| {
        let of = again.iter().find(|it| it.delivery == of.delivery);
        of.unwrap().clone()
    };
    let error = || "no".to_owned();
    let dead = To::Dead {
        reason: DeadReason::Fatal,
        error: error(),
    };
    let ends = [
        returned(&now(&first), me, &["n"]),
        returned(&now(&second), me, &[]),
        end(&now(&third), me, dead),
        returned(&lost, me, &[]),
    ];
    let held = store.settle(None, &ends, at(32)).await.unwrap();
    assert_eq!(held, [true, true, true, false]);
    let kept = |secrets: &[&str]| {
        Some(StoredResult {
            json: JSON.to_owned(),
            secrets: secrets.iter().map(|&path| path.to_owned()).collect(),
        })
    };
    assert_eq!(found(store, &first).await, kept(&["n"]));
    assert_eq!(found(store, &second).await, kept(&[]));
    assert_eq!(found(store, &third).await, None);
    assert_eq!(found(store, &lost).await, None);
}

/// A result in the handler's own transaction stands or falls with it.
pub(crate) async fn a_result_stands_or_falls_with_its_transaction(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    emit(store, &[event("a.a")]).await;
    let one = claim(store, me, &["c"], 9, 0).await.remove(0);
    for commits in [false, true] {
        let mut tx = store.begin().await.unwrap();
        let ends = [returned(&one, me, &[])];
        let held = store.settle(Some(&mut tx), &ends, at(1)).await.unwrap();
        assert_eq!(held, [true]);
        if commits {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        assert_eq!(found(store, &one).await.is_some(), commits);
    }
}

/// It goes with its event, when that is purged and when that is erased.
pub(crate) async fn b22_p7_a_result_goes_with_its_event(store: &dyn Store) {
    let me = worker();
    register(store, me, &[consumer("c", "*")]).await;
    let of_ada = NewEvent {
        subject: Some("customer/7".to_owned()),
        ..event("a.ada")
    };
    emit(store, &[of_ada, event("a.b")]).await;
    let claimed = claim(store, me, &["c"], 9, 0).await;
    let ends: Vec<_> = claimed.iter().map(|it| returned(it, me, &[])).collect();
    store.settle(None, &ends, at(0)).await.unwrap();
    let scope = ErasureScope::subject("customer/7").tenant("default");
    let new = NewErasure {
        scope: &scope,
        reason: "she asked for it",
        by: None,
        now: at(1),
    };
    let erasure = store.erasing().open_erasure(&new).await.unwrap();
    let erase = || store.erasing().erase(erasure, &scope, at(1), 9);
    while erase().await.unwrap() {}
    assert_eq!(found(store, &claimed[0]).await, None);
    assert!(found(store, &claimed[1]).await.is_some());

    let week = Duration::from_hours(24 * 7);
    let policy = Policy {
        succeeded: Keep::For(week),
        dead: Keep::Forever,
        types: Vec::new(),
    };
    store.retention().keep(&policy).await.unwrap();
    let later = at(8 * 24 * 3600);
    while store.retention().purge(later, 9).await.unwrap().looked > 0 {}
    assert_eq!(found(store, &claimed[1]).await, None);
}
