//! A store does what it says that it can, and no more.

use std::time::Duration;

use super::{at, emit, event};
use crate::{
    EventFilter,
    store::{Reach, Store},
};

async fn events(store: &dyn Store) -> usize {
    let events = store.records().events(&EventFilter::default()).await;
    events.unwrap().len()
}

/// `other` was opened as `store` was.
pub(crate) async fn b23_another_instance_sees_what_is_stored_where_the_store_says_so(
    store: &dyn Store,
    other: &dyn Store,
) {
    emit(store, &[event("a.b")]).await;
    assert_eq!(events(store).await, 1);
    let shared = store.capabilities().cross_instance > Reach::Process;
    assert_eq!(events(other).await, usize::from(shared));
}

/// `later` was opened as the first one was that an event was stored in, when that was gone.
pub(crate) async fn b23_what_is_stored_outlives_the_instance_where_the_store_says_so(
    later: &dyn Store,
) {
    let kept = later.capabilities().persistence;
    assert_eq!(events(later).await, usize::from(kept));
    assert_eq!(later.capabilities().warning().is_none(), kept);
}

pub(crate) async fn what_is_on_record_is_read_beside_a_transaction_where_the_store_says_so(
    store: &dyn Store,
) {
    let open = store.begin().await.unwrap();
    let read = store.records().queue(at(0));
    let beside = store.capabilities().reads_beside_writes;
    // Below the time after which a transaction is taken away.
    let patience = Duration::from_millis(if beside { 3000 } else { 200 });
    let read = tokio::time::timeout(patience, read).await;
    assert_eq!(read.is_ok(), beside);
    drop(open);
    store.records().queue(at(0)).await.unwrap();
}
