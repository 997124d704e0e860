//! The writer: groups, turns, and what a claim costs.

use std::{
    slice,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::{join_all, poll_immediate};
use sqlx_core::raw_sql::raw_sql;
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use super::{store, stranger};
use crate::store::{
    Claim, Emitted, EventFilter, NewEvent, Store,
    conformance::{at, claim, consumer, emit, event, register, worker},
    sqlite::lane::Turn,
};

#[tokio::test(flavor = "multi_thread")]
async fn one_commit_makes_a_group_of_transactions_durable() {
    const MANY: usize = 200;
    let folder = TempDir::new().unwrap();
    let store = Arc::new(store(&folder).await);
    register(store.as_ref(), worker(), &[consumer("c", "*")]).await;
    let before = store.writers.acquire(Turn::Urgent).await.unwrap().commits;
    let tasks = (0..MANY).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut tx = store.begin().await?;
            store.emit(Some(&mut tx), &[event("a.b")]).await?;
            tx.commit().await
        })
    });
    for done in join_all(tasks).await {
        done.unwrap().unwrap();
    }
    let commits = store.writers.acquire(Turn::Urgent).await.unwrap().commits - before;
    assert!(
        commits < MANY / 4,
        "{commits} commits for {MANY} transactions"
    );
    assert_eq!(
        store
            .records()
            .events(&EventFilter::default())
            .await
            .unwrap()
            .len(),
        MANY
    );
    assert_eq!(
        store.records().open(&["c".to_owned()]).await.unwrap(),
        MANY as u64
    );
}

/// Settles and claims that are asked for together share a commit, and none of them waits for transactions in the queue.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_urgent_waits_for_one_transaction_at_most() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(store(&folder).await);
    let me = worker();
    register(store.as_ref(), me, &[consumer("c", "*")]).await;
    emit(store.as_ref(), &[event("a.b")]).await;
    let held = store.begin().await.unwrap();
    let queued: Vec<_> = (0..3)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                tokio::time::sleep(Duration::from_secs(2)).await;
                tx.commit().await.unwrap();
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let urgent = async {
        let consumers = ["c".to_owned()];
        let claim = Claim {
            worker: me,
            consumers: &consumers,
            limit: 1,
            now: at(0),
            lease_until: at(30),
        };
        let (claimed, extended) = tokio::join!(store.claim(claim), store.extend(me, &[], at(60)));
        assert_eq!(claimed.unwrap().len(), 1);
        extended.unwrap();
    };
    let release = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        held.commit().await.unwrap();
    };
    let both = async { tokio::join!(urgent, release) };
    tokio::time::timeout(Duration::from_secs(1), both)
        .await
        .expect("the claim waited for the queue");
    for task in queued {
        task.abort();
    }
}

#[tokio::test]
async fn a_change_by_another_process_is_noticed() {
    let folder = TempDir::new().unwrap();
    let (mine, other) = (store(&folder).await, store(&folder).await);
    let changed = || async { mine.records().changed().await.unwrap() };
    assert!(
        changed().await,
        "nobody knows what happened before the first look"
    );
    assert!(!changed().await);
    emit(&other, &[event("a.b")]).await;
    assert!(changed().await);
    assert!(!changed().await);
}

/// A backlog of what is scheduled, or waits for others, costs a claim nothing.
#[tokio::test]
async fn a_claim_does_not_read_what_it_cannot_take() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let me = worker();
    register(
        &store,
        me,
        &[consumer("mine", "a.*"), consumer("theirs", "b.*")],
    )
    .await;
    let later = NewEvent {
        run_at: at(1_000_000),
        priority: -10,
        ..event("a.x")
    };
    let backlog: Vec<NewEvent> = (0..20_000)
        .map(|n| NewEvent {
            id: event("a.x").id,
            ..if n % 2 == 0 {
                later.clone()
            } else {
                event("b.x")
            }
        })
        .collect();
    emit(&store, &backlog).await;
    emit(&store, &[event("a.x")]).await;
    let started = Instant::now();
    for _ in 0..20 {
        claim(&store, me, &["mine"], 10, 0).await;
    }
    assert!(
        started.elapsed() < Duration::from_millis(400),
        "{:?} for 20 claims",
        started.elapsed()
    );
}

/// An event whose deliveries cannot be stored is not stored either, also when its transaction goes on and commits.
#[tokio::test]
async fn s6_an_emit_that_fails_half_way_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    register(&store, worker(), &[consumer("c", "a.*")]).await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON buildamp_deliveries
        BEGIN SELECT RAISE(ABORT, 'refused'); END";
    raw_sql(refuse)
        .execute(&mut stranger(&folder).await)
        .await
        .unwrap();
    let half_way = [event("a.b")];
    assert!(store.emit(None, &half_way).await.is_err());
    let mut tx = store.begin().await.unwrap();
    assert!(store.emit(Some(&mut tx), &half_way).await.is_err());
    let kept = event("kept");
    store
        .emit(Some(&mut tx), std::slice::from_ref(&kept))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let stored = store
        .records()
        .events(&EventFilter::default())
        .await
        .unwrap();
    assert_eq!(
        stored.iter().map(|event| event.id).collect::<Vec<_>>(),
        [kept.id]
    );
}

/// A process that writes all the time leaves the others their turns.
#[tokio::test(flavor = "multi_thread")]
async fn k22_processes_that_write_take_turns() {
    let folder = TempDir::new().unwrap();
    // Each has locks of its own, as another process has.
    let (busy, other) = (Arc::new(store(&folder).await), store(&folder).await);
    let emitting: Vec<_> = (0..16)
        .map(|_| {
            let busy = Arc::clone(&busy);
            AbortOnDropHandle::new(tokio::spawn(async move {
                loop {
                    emit(busy.as_ref(), &[event("a.b")]).await;
                }
            }))
        })
        .collect();
    let mut longest = Duration::ZERO;
    for _ in 0..50 {
        let asked = Instant::now();
        emit(&other, &[event("a.b")]).await;
        longest = longest.max(asked.elapsed());
    }
    drop(emitting);
    assert!(longest < Duration::from_secs(1), "{longest:?}");
}

/// Who begins to write and stops polling keeps neither this process waiting nor another.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_nobody_polls_is_done_all_the_same() {
    let folder = TempDir::new().unwrap();
    let (store, other) = (store(&folder).await, store(&folder).await);
    let [lies_still, dropped, beside, elsewhere] = [(); 4].map(|()| event("a.b"));
    let soon = Duration::from_secs(5);
    let mut writing = Box::pin(store.emit(None, slice::from_ref(&lies_still)));
    assert!(poll_immediate(&mut writing).await.is_none());
    let write = emit(&other, slice::from_ref(&elsewhere));
    timeout(soon, write).await.expect("the other process waits");
    let mut gone = Box::pin(store.emit(None, slice::from_ref(&dropped)));
    assert!(poll_immediate(&mut gone).await.is_none());
    drop(gone);
    let write = emit(&store, slice::from_ref(&beside));
    timeout(soon, write).await.expect("this process waits");
    assert_eq!(writing.await.unwrap(), [Emitted::Stored(lies_still.id)]);
    let stored = store.records().events(&EventFilter::default()).await;
    assert_eq!(stored.unwrap().len(), 4);
}
