//! What handlers have done in parts.

use super::{at, claim, consumer, emit, end, event, register, worker};
use crate::store::{Claimed, Step, Store, To, WorkerId};

fn step<'a>(of: &Claimed, worker: WorkerId, name: &'a str) -> Step<'a> {
    Step {
        delivery: of.delivery,
        worker,
        attempt: of.attempt,
        name,
    }
}

/// A step's result is found by every later attempt, also after a replay; of an attempt that has lost its delivery nothing is
/// kept.
pub(crate) async fn a_step_is_kept_by_the_attempt_that_holds_the_delivery(store: &dyn Store) {
    let (me, other) = (worker(), worker());
    register(store, me, &[consumer("c", "*")]).await;
    emit(store, &[event("a.b")]).await;
    let first = claim(store, me, &["c"], 1, 0).await.remove(0);
    let found = async |name: &str| store.records().step(first.delivery, name).await.unwrap();
    let keep = async |of: &Claimed, worker, name: &str, result: &str| {
        let step = step(of, worker, name);
        store.keep_step(&step, result, at(1)).await.unwrap()
    };
    assert_eq!(found("charge").await, None);
    let result = r#"{"n":1.0,"text":"\u0000 é"}"#;
    assert!(keep(&first, me, "charge", result).await);
    assert_eq!(found("charge").await.as_deref(), Some(result));
    assert!(!keep(&first, me, "charge", "2").await, "it is there");
    assert!(!keep(&first, other, "mail", "2").await);
    store.rescue(at(31), 3).await.unwrap();
    assert!(!keep(&first, me, "mail", "2").await);
    let second = claim(store, other, &["c"], 1, 31).await.remove(0);
    assert!(!keep(&first, me, "mail", "2").await);
    assert!(keep(&second, other, "mail", "null").await);
    assert_eq!(found("charge").await.as_deref(), Some(result));
    assert_eq!(found("mail").await.as_deref(), Some("null"));
    let done = end(&second, other, To::Succeeded);
    store.settle(None, &[done], at(40)).await.unwrap();
    assert!(!keep(&second, other, "later", "2").await);
}
