//! What only SQLite has of sessions, streams and messages.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use sqlx_core::{query_scalar::query_scalar, raw_sql::raw_sql};
use tempfile::TempDir;

use super::{config, plans::use_indexes, store, stranger};
use crate::core::Bell;
use crate::store::{
    EventFilter, NewEvent, Store, Target,
    conformance::{
        at, emit, event,
        messages::{everything, message, resume, send, to, watch},
        register, worker,
    },
    sqlite::{Sqlite, open},
};

#[tokio::test]
async fn p9_sessions_and_messages_are_found_by_their_indexes() {
    let folder = TempDir::new().unwrap();
    let table: [(&str, &[&str]); 13] = [
        (include_str!("../sql/session_find.sql"), &["(token_hash=?)"]),
        (include_str!("../sql/session_read.sql"), &["(id=?)"]),
        (include_str!("../sql/session_renew.sql"), &["(id=?)"]),
        (include_str!("../sql/session_rotate.sql"), &["(id=?)"]),
        (include_str!("../sql/session_change.sql"), &["(id=?)"]),
        (
            include_str!("../sql/session_expire.sql"),
            &["buildamp_sessions_expiry (expires_at<?)"],
        ),
        (
            include_str!("../sql/append.sql"),
            &[
                "VIRTUAL TABLE",
                "(tenant=? AND session_id=?)",
                "buildamp_sessions_actor (tenant=? AND actor=?)",
                "(tenant=?)",
                "PRIMARY KEY (message_id>?)",
                "PRIMARY KEY (message_id=?)",
            ],
        ),
        (
            include_str!("../sql/stream_missed.sql"),
            &["PRIMARY KEY (message_id=? AND stream_id=?)"],
        ),
        (
            include_str!("../sql/stream_watched.sql"),
            &["INTEGER PRIMARY KEY (rowid=?)"],
        ),
        (
            include_str!("../sql/messages_since.sql"),
            &["PRIMARY KEY (message_id=?)"],
        ),
        (
            include_str!("../sql/messages_forget.sql"),
            &["buildamp_messages_sent (sent_at<?)"],
        ),
        (
            include_str!("../sql/streams_forget.sql"),
            &["buildamp_streams_watched (watched_at<?)"],
        ),
        (include_str!("../sql/taken.sql"), &["INTEGER PRIMARY KEY"]),
    ];
    use_indexes(&folder, &table).await;
}

/// A message to everybody is one write, however many they are.
#[tokio::test]
async fn f10_a_message_to_10000_streams_is_a_handful_of_statements() {
    const MANY: u64 = 10_000;
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    watch(&store, "default", "0").await;
    let more =
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 9999)
        INSERT INTO buildamp_streams (tenant, session_id, epoch, watched_at)
        SELECT 'default', CAST(n AS TEXT), 'e1', 0 FROM number";
    raw_sql(more)
        .execute(&mut stranger(&folder).await)
        .await
        .unwrap();
    let begun = Instant::now();
    for body in ["1", "2"] {
        send(&store, &[message("default", Target::Tenant, body)]).await;
    }
    send(&store, &[to("77", 3)]).await;
    let stored = everything(&store).await;
    let reached: Vec<usize> = stored.iter().map(|posted| posted.to.len()).collect();
    assert_eq!(reached, [10_000, 10_000, 1]);
    assert!(stored[1].to.iter().all(|(_, seq)| *seq == 2));
    assert_eq!(stored[2].to[0].1, 3);
    // Generous: a statement for each stream would take a multiple.
    let took = begun.elapsed();
    assert!(
        took.as_secs() < 3,
        "{took:?} for two messages to {MANY} streams"
    );
    // A message is forgotten with all its entries, so one of these is enough for a statement.
    for forgotten in [1, 1, 1, 0] {
        let messages = store.messages();
        let done = messages.forget(at(9), Timestamp::UNIX_EPOCH, 500);
        assert_eq!(done.await.unwrap(), forgotten);
    }
}

/// A file that the first release wrote, with what was in it.
#[tokio::test]
async fn f11_a_file_of_the_first_schema_opens_with_what_is_in_it() {
    let folder = TempDir::new().unwrap();
    let path = open::path(&config(&folder).store.url).unwrap();
    let options = open::options(&path, Duration::from_secs(1));
    let mut first = open::migrator();
    first.migrations.to_mut().truncate(1);
    open::migrate_by(&options, &first).await.unwrap();
    let mut stranger = stranger(&folder).await;
    let old = "INSERT INTO buildamp_events
        (id, source, type, version, time, data, tenant, session_id, correlation_id, run_at, priority)
        VALUES ('0199d3a0-0000-7000-8000-000000000001', '/buildamp/old', 'a.b', 1, 1, '{}', 'default', 's',
            '0199d3a0-0000-7000-8000-000000000001', 1, 0)";
    raw_sql(old).execute(&mut stranger).await.unwrap();

    let store = Sqlite::new(&config(&folder), Arc::default()).unwrap();
    store.migrate().await.unwrap();
    emit(&store, &[event("a.b")]).await;
    let all = EventFilter::default();
    assert_eq!(store.records().events(&all).await.unwrap().len(), 2);
    let flags: String = query_scalar("SELECT group_concat(progress) FROM buildamp_events")
        .fetch_one(&mut stranger)
        .await
        .unwrap();
    assert_eq!(flags, "0,0");
    register(&store, worker(), &[]).await;
    watch(&store, "default", "s").await;
    send(&store, &[to("s", 1)]).await;
    assert_eq!(resume(&store, "s", None).await.seq, 1);
    let versions: String = query_scalar("SELECT group_concat(version) FROM buildamp_migrations")
        .fetch_one(&mut stranger)
        .await
        .unwrap();
    let known: Vec<String> = open::MIGRATIONS.iter().map(|it| it.0.to_string()).collect();
    assert_eq!(versions, known.join(","));
}

/// Whoever waits for messages hears of those that are on disk, and of nothing else.
#[tokio::test]
async fn h9_the_bell_rings_after_the_commit_of_a_message() {
    let folder = TempDir::new().unwrap();
    let bell = Arc::<Bell>::default();
    let store = Sqlite::new(&config(&folder), Arc::clone(&bell)).unwrap();
    store.migrate().await.unwrap();
    let rings = async || {
        let ring = tokio::time::timeout(Duration::ZERO, bell.messages.notified());
        ring.await.is_ok()
    };
    watch(&store, "default", "a").await;
    emit(&store, &[event("a.b")]).await;
    assert!(!rings().await);
    send(&store, &[to("a", 1)]).await;
    assert!(rings().await);
    let mut tx = store.begin().await.unwrap();
    let sent = [to("a", 2)];
    let append = store.messages().append(Some(&mut tx), &sent);
    append.await.unwrap();
    assert!(!rings().await, "it is not there yet");
    tx.commit().await.unwrap();
    assert!(rings().await);
    let told = NewEvent {
        told: Some(Box::new(to("a", 3))),
        ..event("a.b")
    };
    emit(&store, &[told]).await;
    assert!(rings().await && !rings().await);
}
