//! What the database itself holds and refuses.

use std::{slice, sync::Arc};

use futures_util::future::{join_all, try_join_all};
use sqlx_core::{query_scalar::query_scalar, raw_sql::raw_sql};
use tempfile::TempDir;

use super::{config, store, stranger};
use crate::{
    Result,
    store::{
        EventFilter, Store, To,
        conformance::{at, claim, consumer, deliveries, emit, end, event, register, worker},
        drift,
        glob::glob,
        sqlite::Sqlite,
    },
};

#[tokio::test]
async fn p7_the_database_refuses_to_change_or_delete_an_event() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let kept = event("a.b");
    emit(&store, slice::from_ref(&kept)).await;
    let mut stranger = stranger(&folder).await;
    for refused in [
        "UPDATE buildamp_events SET data = '{}'",
        "DELETE FROM buildamp_events",
        "INSERT OR REPLACE INTO buildamp_events SELECT * FROM buildamp_events",
        "INSERT OR REPLACE INTO buildamp_events SELECT e.seq + 1, e.id, e.source, e.type, e.version, e.subject, e.time, '{}',
            e.tenant, e.actor, e.session_id, e.correlation_id, e.causation_id, e.traceparent, e.partition_key,
            e.idempotency_key, e.run_at, e.priority, e.max_attempts, e.progress, e.erased_at FROM buildamp_events AS e",
    ] {
        let error = raw_sql(refused).execute(&mut stranger).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{refused}: {error}");
    }
    let stored = store
        .records()
        .events(&EventFilter::default())
        .await
        .unwrap();
    assert_eq!(
        (stored.len(), stored[0].id, stored[0].data.get()),
        (1, kept.id, kept.data.as_str())
    );
}

/// How a pattern is meant: `*` is one segment, `**` at the end at least one, alone everything.
fn matches(pattern: &str, event_type: &str) -> bool {
    let segments: Vec<&str> = event_type.split('.').collect();
    let parts: Vec<&str> = pattern.split('.').collect();
    if pattern == "*" || pattern == "**" {
        return true;
    }
    let fits = |(part, segment): (&&str, &&str)| *part == "*" || part == segment;
    match parts.split_last() {
        Some((&"**", before)) => {
            segments.len() > before.len() && before.iter().zip(&segments).all(fits)
        }
        _ => parts.len() == segments.len() && parts.iter().zip(&segments).all(fits),
    }
}

#[tokio::test]
async fn b15_a_subscription_matches_in_sql_as_it_reads() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let patterns = [
        "*",
        "**",
        "a",
        "a.b",
        "a.*",
        "*.b",
        "*.*",
        "a.**",
        "*.**",
        "a.*.c",
        "*.*.c",
        "*.b.*",
        "a.b.c",
        "a.*.**",
        "public.users.*",
        "*.*.create",
        "a_b.*",
        "a.b?",
        "a.[b]",
    ];
    let types = [
        "a",
        "b",
        "ab",
        "a.b",
        "a.c",
        "b.b",
        "a.b.c",
        "a.x.c",
        "a.b.c.d",
        "a.x.y.c",
        "x.b.y",
        "public.users.create",
        "public.users",
        "public.users.x.create",
        "chat.message",
        "a_b.c",
        "axb.c",
        "a.bx",
        "a.b?",
        "a.[b]",
        "A.B",
    ];
    let consumers: Vec<_> = patterns
        .iter()
        .map(|pattern| consumer(pattern, pattern))
        .collect();
    register(&store, worker(), &consumers).await;
    for event_type in types {
        let emitted = event(event_type);
        emit(&store, slice::from_ref(&emitted)).await;
        let reached: Vec<String> = deliveries(&store, emitted.id)
            .await
            .into_iter()
            .map(|d| d.consumer)
            .collect();
        let meant: Vec<&str> = patterns
            .into_iter()
            .filter(|pattern| matches(pattern, event_type))
            .collect();
        assert_eq!(reached, meant, "{event_type}");
    }
}

#[test]
fn a_subscription_that_sql_cannot_match_is_refused() {
    for refused in ["", "a..b", ".a", "a.**.b", "**.b", "a.*.b.**"] {
        assert!(glob(refused).is_err(), "{refused}");
    }
    for taken in ["a.b.*.**", "*.*.**", "a.**"] {
        assert!(glob(taken).is_ok(), "{taken}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_processes_that_start_at_once_migrate_once_and_all_work() {
    let folder = TempDir::new().unwrap();
    let stores = try_join_all((0..8).map(|_| async {
        let store = Sqlite::new(&config(&folder), Arc::default())?;
        store.migrate().await?;
        Result::<Sqlite>::Ok(store)
    }));
    let stores = stores.await.unwrap();
    let me = worker();
    register(&stores[0], me, &[consumer("c", "*")]).await;
    join_all(stores.iter().map(|store| emit(store, &[]))).await;
    for store in &stores {
        emit(store, &[event("a.b")]).await;
    }
    assert_eq!(claim(&stores[7], me, &["c"], 99, 0).await.len(), 8);
    let mut stranger = stranger(&folder).await;
    let others = "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%migrations%' AND name NOT LIKE '%buildamp%'";
    let others: i64 = query_scalar(others).fetch_one(&mut stranger).await.unwrap();
    assert_eq!(others, 0, "sqlx's own table is the application's");
    let pragma: String = query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut stranger)
        .await
        .unwrap();
    assert_eq!(pragma, "ok");
}

#[tokio::test]
async fn a_migration_that_was_changed_afterwards_is_refused() {
    let folder = TempDir::new().unwrap();
    drop(store(&folder).await);
    let mut stranger = stranger(&folder).await;
    raw_sql("UPDATE buildamp_migrations SET checksum = x'00'")
        .execute(&mut stranger)
        .await
        .unwrap();
    let store = Sqlite::new(&config(&folder), Arc::default()).unwrap();
    assert!(
        store
            .migrate()
            .await
            .unwrap_err()
            .to_string()
            .contains("migration 1 was previously applied")
    );
}

/// What somebody changed by hand is named, each thing once.
#[tokio::test]
async fn f11_what_was_changed_by_hand_is_named() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let changes = "
        DROP INDEX buildamp_events_correlation;
        DROP TRIGGER buildamp_events_no_delete;
        ALTER TABLE buildamp_crons DROP COLUMN zone;
        ALTER TABLE buildamp_crons ADD COLUMN note TEXT;
        CREATE INDEX own ON buildamp_events (source);
        DROP TABLE buildamp_steps;
        CREATE TABLE mine (id INTEGER);
        DROP TRIGGER buildamp_events_no_update;
        CREATE TRIGGER buildamp_events_no_update BEFORE UPDATE ON buildamp_events BEGIN SELECT 1; END;
    ";
    let mut stranger = stranger(&folder).await;
    raw_sql(changes).execute(&mut stranger).await.unwrap();
    let found = drift::differences(&store).await.unwrap();
    let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
    found.sort();
    assert_eq!(
        found,
        [
            "column buildamp_crons.note is made by no migration of this build",
            "column buildamp_crons.zone is missing",
            "index buildamp_events_correlation is missing",
            "index own is made by no migration of this build",
            "table buildamp_steps is missing",
            "trigger buildamp_events_no_delete is missing",
            "trigger buildamp_events_no_update is not as the migrations make it",
        ]
    );
}

#[tokio::test]
async fn k23_ids_go_on_beyond_32_bits() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let me = worker();
    register(&store, me, &[consumer("c", "*")]).await;
    emit(&store, &[event("a.b")]).await;
    let far = "UPDATE sqlite_sequence SET seq = 4294967296 WHERE name IN ('buildamp_events', 'buildamp_deliveries')";
    raw_sql(far)
        .execute(&mut stranger(&folder).await)
        .await
        .unwrap();
    emit(&store, &[event("a.b")]).await;
    let claimed = claim(&store, me, &["c"], 9, 0).await;
    assert_eq!(claimed[1].delivery.0, 4_294_967_297);
    let ends: Vec<_> = claimed.iter().map(|c| end(c, me, To::Succeeded)).collect();
    assert_eq!(
        store.settle(None, &ends, at(1)).await.unwrap(),
        [true, true]
    );
}
