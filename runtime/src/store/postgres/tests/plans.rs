//! That what is read all the time, and what an operator leafs through, is found by an index.

use sqlx_core::{
    query::query,
    raw_sql::raw_sql,
    row::Row,
    sql_str::{AssertSqlSafe, SqlSafeStr},
};
use uuid::Uuid;

use super::{
    super::{
        Postgres,
        erasing::find_by,
        read::page_of,
        rows::{Micros, Statement},
    },
    store,
};
use crate::{
    ErasureKind, State,
    store::{
        DeliveryFilter, NewEvent,
        conformance::{self, consumer, emit, event, worker},
    },
};

/// What the planner believes of the tables, and how they come to be otherwise.
const BELIEFS: [(&str, &str); 3] = [
    ("nothing", ""),
    ("what is so", "ANALYZE"),
    (
        "that all is dead",
        "UPDATE buildamp.deliveries SET state = 'dead', dead_reason = 'fatal'; ANALYZE;
         UPDATE buildamp.deliveries SET state = 'succeeded', dead_reason = NULL WHERE id % 100 > 0;",
    ),
];

/// Statements by what they are for, each with its parameters and the index that it is to use.
fn statements() -> Vec<(&'static str, &'static str, Statement)> {
    let explained = |sql: &str| query(AssertSqlSafe(format!("EXPLAIN {sql}")).into_sql_str());
    let page = |filter: &DeliveryFilter| {
        explained(page_of(filter))
            .bind(filter.id.map(|id| id.0))
            .bind(filter.event.map(|id| id.as_uuid()))
            .bind(filter.consumer.clone())
            .bind(filter.state.map(State::name))
            .bind(None::<String>)
            .bind(None::<i32>)
            .bind(filter.tenant.clone())
            .bind(None::<i64>)
            .bind(50_i64)
    };
    let dead = DeliveryFilter {
        state: Some(State::Dead),
        ..DeliveryFilter::default()
    };
    let of_event = DeliveryFilter {
        event: Some(event("a").id),
        ..DeliveryFilter::default()
    };
    vec![
        ("dead letters", "deliveries_dead", page(&dead)),
        ("the latest deliveries", "deliveries_pkey", page(&DeliveryFilter::default())),
        ("an event's deliveries", "events_id_key", page(&of_event)),
        (
            "messages since",
            "stream_entries_pkey",
            explained(include_str!("../sql/messages_since.sql"))
                .bind(1_i64)
                .bind(100_i64),
        ),
        (
            "an idempotency key",
            "events_idempotency",
            explained("SELECT id FROM buildamp.events WHERE tenant = $1 AND idempotency_key = $2")
                .bind("default".to_owned())
                .bind("key".to_owned()),
        ),
        (
            "a chain of events",
            "events_correlation",
            explained(include_str!("../sql/events.sql"))
                .bind(None::<Uuid>)
                .bind(None::<String>)
                .bind(None::<i32>)
                .bind(Uuid::nil())
                .bind(None::<String>)
                .bind(None::<String>)
                .bind(None::<String>)
                .bind(None::<String>)
                .bind(None::<String>)
                .bind(None::<Micros>)
                .bind(None::<Micros>)
                .bind(None::<i64>)
                .bind(50_i64),
        ),
        (
            "chains that are waited for",
            "events_correlation",
            explained(include_str!("../sql/continuations.sql")).bind(50_i64),
        ),
        (
            "what is erased by subject",
            "events_subject",
            explained(find_by(ErasureKind::Subject))
                .bind("default".to_owned())
                .bind("none/1".to_owned())
                .bind(500_i64),
        ),
        (
            "what is erased by actor",
            "events_actor",
            explained(find_by(ErasureKind::Actor))
                .bind("default".to_owned())
                .bind("nobody".to_owned())
                .bind(500_i64),
        ),
        (
            "the timeline of a subject",
            "events_subject",
            explained("SELECT * FROM buildamp.events WHERE tenant = $1 AND subject = $2 ORDER BY \"time\" DESC LIMIT 50")
                .bind("default".to_owned())
                .bind("none/1".to_owned()),
        ),
        (
            "the timeline of an actor",
            "events_actor",
            explained("SELECT * FROM buildamp.events WHERE tenant = $1 AND actor = $2 ORDER BY \"time\" DESC LIMIT 50")
                .bind("default".to_owned())
                .bind("nobody".to_owned()),
        ),
    ]
}

async fn run(store: &Postgres, sql: &'static str) {
    raw_sql(sql).execute(&store.pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn p9_pages_and_look_ups_use_their_indexes_whatever_the_planner_believes() {
    let store = store().await;
    run(
        &store,
        "ALTER TABLE buildamp.events SET (autovacuum_enabled = false);
         ALTER TABLE buildamp.deliveries SET (autovacuum_enabled = false);
         ALTER TABLE buildamp.messages SET (autovacuum_enabled = false);
         ALTER TABLE buildamp.stream_entries SET (autovacuum_enabled = false)",
    )
    .await;
    conformance::register(&store, worker(), &[consumer("c", "*")]).await;
    for _ in 0..5 {
        let events: Vec<NewEvent> = (0..1000).map(|_| event("a.b")).collect();
        emit(&store, &events).await;
    }
    run(
        &store,
        "INSERT INTO buildamp.messages (body, overflow, sent_at, streams)
            SELECT '{}', 'disconnect', now(), 1 FROM generate_series(1, 5000);
         INSERT INTO buildamp.stream_entries (message_id, stream_id, seq, previous_id)
            SELECT id, 1, id, id - 1 FROM generate_series(1, 5000) AS id",
    )
    .await;
    for (belief, comes_by) in BELIEFS {
        run(&store, comes_by).await;
        for (what, index, explain) in statements() {
            let plan = explain.fetch_all(&store.pool).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
            let plan = plan.join("\n");
            assert!(
                plan.contains(index),
                "{what}, when the planner believes {belief}:\n{plan}"
            );
        }
    }
}

/// Nor is what an operator watches compiled for rows that are not there, which takes a hundred times as long as to read it.
#[tokio::test(flavor = "multi_thread")]
async fn k20_measuring_the_queue_compiles_nothing() {
    let store = store().await;
    conformance::register(&store, worker(), &[consumer("c", "*")]).await;
    let explain = format!("EXPLAIN {}", include_str!("../sql/queue.sql"));
    let explain = query(AssertSqlSafe(explain).into_sql_str());
    let plan = explain.fetch_all(&store.own).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    let plan = plan.join("\n");
    assert!(plan.contains("deliveries_waiting"), "{plan}");
    assert!(!plan.contains("JIT"), "{plan}");
}
