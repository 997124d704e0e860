//! What ought to come.

use std::time::Duration;

use super::{at, emit, event};
use crate::store::{EventFilter, ExpectSpec, Expected, Look, NewEvent, Store};

const EVERY: Duration = Duration::from_mins(1);

fn spec(every: Duration) -> ExpectSpec {
    ExpectSpec {
        name: "backup".to_owned(),
        on: "backup.*".to_owned(),
        subject: Some("database/".to_owned()),
        tenant: None,
        every,
    }
}

async fn stands(store: &dyn Store) -> Expected {
    store.records().expects().await.unwrap().remove(0)
}

/// A restart goes on where it stands; one that says something else begins anew, with what is stored from then on.
pub(crate) async fn k20_what_is_expected_is_a_row(store: &dyn Store) {
    store
        .timetable()
        .register_expect(&spec(EVERY), at(0))
        .await
        .unwrap();
    let first = stands(store).await;
    let on_record = &first.on_record;
    assert_eq!((&*on_record.name, &*on_record.on), ("backup", "backup.*"));
    assert_eq!(on_record.subject.as_deref(), Some("database/"));
    assert_eq!((on_record.every, on_record.deadline), (EVERY, at(60)));
    assert_eq!((on_record.last_seen_at, on_record.missed_at), (None, None));
    store
        .timetable()
        .register_expect(&spec(EVERY), at(30))
        .await
        .unwrap();
    assert_eq!(stands(store).await, first);
    emit(store, &[event("a.b")]).await;
    store
        .timetable()
        .register_expect(&spec(2 * EVERY), at(30))
        .await
        .unwrap();
    let anew = stands(store).await;
    assert_eq!(anew.on_record.deadline, at(150));
    assert!(anew.looked_seq > first.looked_seq && anew.turn > first.turn);
    let wrong = ExpectSpec {
        on: "backup..done".to_owned(),
        ..spec(EVERY)
    };
    let refused = store
        .timetable()
        .register_expect(&wrong, at(30))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("backup..done"), "{refused}");
}

/// One alone moves it on, and only with what it emits.
pub(crate) async fn k20_what_is_missed_is_told_once_together_with_its_event(store: &dyn Store) {
    store
        .timetable()
        .register_expect(&spec(EVERY), at(0))
        .await
        .unwrap();
    let mut missed = stands(store).await;
    missed.on_record.missed_at = Some(at(60));
    let tell = async |commit: bool| {
        let mut transaction = store.begin().await.unwrap();
        let moved = store
            .timetable()
            .move_expect(Some(&mut transaction), &missed)
            .await;
        let moved = moved.unwrap();
        let told = [event("told")];
        store.emit(Some(&mut transaction), &told).await.unwrap();
        if moved && commit {
            transaction.commit().await.unwrap();
        }
        moved
    };
    assert!(tell(false).await, "and rolled back");
    assert_eq!(stands(store).await.on_record.missed_at, None);
    assert!(tell(true).await);
    assert!(!tell(true).await);
    assert_eq!(stands(store).await.on_record.missed_at, Some(at(60)));
    let all = EventFilter::default();
    assert_eq!(store.records().events(&all).await.unwrap().len(), 1);
    let back = Expected {
        turn: missed.turn + 1,
        ..missed.clone()
    };
    assert!(store.timetable().move_expect(None, &back).await.unwrap());
    assert!(!store.timetable().move_expect(None, &back).await.unwrap());
}

/// What counts is found behind the last look, part by part.
pub(crate) async fn k20_what_was_stored_is_looked_at(store: &dyn Store) {
    let stored = |event_type: &str, subject: Option<&str>, second| NewEvent {
        subject: subject.map(str::to_owned),
        time: at(second),
        ..event(event_type)
    };
    let all = [
        stored("backup.done", Some("database/1"), 10),
        stored("backup.done", Some("DATABASE/1"), 11),
        stored("backup.done", None, 12),
        stored("backup.late", Some("database/1"), 13),
        stored("backup.done.twice", Some("database/1"), 14),
        stored("backupxdone", Some("database/1"), 15),
        NewEvent {
            tenant: "other".to_owned(),
            ..stored("backup.done", Some("database/1"), 16)
        },
    ];
    emit(store, &all).await;
    let any = Look {
        after: 0,
        limit: 100,
        on: "backup.*",
        subject: Some("database/"),
        tenant: None,
        except: "backup.late",
        since: at(0),
        settled_until: at(99),
    };
    let look = async |look: &Look<'_>| store.records().look(look).await.unwrap();
    let found = look(&any).await;
    assert_eq!((found.read, found.seen), (7, Some(at(16))));
    assert_eq!(found.settled, found.last);
    let of = Look {
        tenant: Some("default"),
        ..any
    };
    assert_eq!(look(&of).await.seen, Some(at(10)));
    let behind = Look {
        since: at(10),
        ..of
    };
    assert_eq!(look(&behind).await.seen, None, "it was seen before");
    let part = look(&Look { limit: 3, ..of }).await;
    assert_eq!((part.read, part.seen), (3, Some(at(10))));
    let rest = Look {
        after: part.last.unwrap(),
        ..of
    };
    assert_eq!((look(&rest).await.read, look(&rest).await.seen), (4, None));
    let everything = Look {
        on: "*",
        subject: None,
        except: "",
        ..any
    };
    assert_eq!(look(&everything).await.seen, Some(at(16)));
    let end = Look {
        after: found.last.unwrap(),
        ..any
    };
    let nothing = look(&end).await;
    assert_eq!(
        (nothing.read, nothing.last, nothing.settled),
        (0, None, None)
    );
}
