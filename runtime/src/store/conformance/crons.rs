//! What is emitted at certain times.

use super::{at, event};
use crate::store::{CronSpec, EventFilter, Schedule, Store, Tick};

/// A tick is moved on by one alone, and only with what it emits; a cron that says something else begins anew.
pub(crate) async fn h40_a_tick_is_taken_once_together_with_its_event(store: &dyn Store) {
    let spec = |expression: &str, next| CronSpec {
        name: "digest".to_owned(),
        expression: expression.to_owned(),
        zone: "UTC".to_owned(),
        next,
    };
    let stands = async || -> Schedule { store.records().crons().await.unwrap().remove(0) };
    let take = async |due, next, commit: bool| {
        let tick = Tick {
            cron: "digest",
            due: at(due),
            next,
            emitted: Some(at(due)),
        };
        let mut transaction = store.begin().await.unwrap();
        let taken = store
            .timetable()
            .tick(&mut transaction, &tick)
            .await
            .unwrap();
        let events = [event("a.b")];
        let emitted = store.emit(Some(&mut transaction), &events);
        emitted.await.unwrap();
        if taken && commit {
            transaction.commit().await.unwrap();
        }
        taken
    };
    let emitted = async || {
        let all = EventFilter::default();
        store.records().events(&all).await.unwrap().len()
    };
    store
        .timetable()
        .register_cron(&spec("* * * * *", Some(at(60))))
        .await
        .unwrap();
    assert!(take(60, Some(at(120)), false).await, "and rolled back");
    assert_eq!(
        (stands().await.next_run_at, emitted().await),
        (Some(at(60)), 0)
    );
    assert!(take(60, Some(at(120)), true).await);
    assert!(!take(60, Some(at(120)), true).await);
    let now = stands().await;
    assert_eq!(
        (now.next_run_at, now.last_run_at, emitted().await),
        (Some(at(120)), Some(at(60)), 1)
    );
    // What is paused emits nothing, and goes past its ticks.
    assert!(
        store
            .timetable()
            .pause_cron("digest", Some(at(100)))
            .await
            .unwrap()
    );
    assert!(
        !store
            .timetable()
            .pause_cron("nobody", Some(at(100)))
            .await
            .unwrap()
    );
    assert!(stands().await.paused);
    assert!(!take(120, Some(at(180)), true).await);
    let by = Tick {
        cron: "digest",
        due: at(120),
        next: Some(at(120)),
        emitted: None,
    };
    let mut transaction = store.begin().await.unwrap();
    assert!(store.timetable().tick(&mut transaction, &by).await.unwrap());
    transaction.commit().await.unwrap();
    assert!(store.timetable().pause_cron("digest", None).await.unwrap());
    assert_eq!(stands().await, now);
    // A process that starts later does not set it back.
    store
        .timetable()
        .register_cron(&spec("* * * * *", Some(at(300))))
        .await
        .unwrap();
    assert_eq!(stands().await, now);
    store
        .timetable()
        .register_cron(&spec("0 * * * *", Some(at(3600))))
        .await
        .unwrap();
    let anew = stands().await;
    assert_eq!(
        (&*anew.expression, anew.next_run_at),
        ("0 * * * *", Some(at(3600)))
    );
    assert!(take(3600, None, true).await);
    assert_eq!(stands().await.next_run_at, None);
}
