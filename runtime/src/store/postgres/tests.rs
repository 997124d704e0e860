//! The conformance suite on PostgreSQL, and what only PostgreSQL has.

use std::{collections::HashMap, slice, sync::Arc, time::Duration};

use futures_util::future::join_all;
use sqlx_core::{
    connection::ConnectOptions,
    query::query,
    query_scalar::query_scalar,
    raw_sql::raw_sql,
    row::Row,
    sql_str::{AssertSqlSafe, SqlSafeStr},
};
use sqlx_postgres::PgListener;

use super::{
    Config, ConsumerSpec, NewEvent, Postgres, SPARE, Settlement, Store, WorkerId, limited,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Tenancy,
    store::{
        Change, Emitted, NewSession, Start, To,
        conformance::{self, at, claim, consumer, emit, event, messages, worker},
        drift,
        limited::Scan,
    },
};

mod hot;
mod migrations;
mod plans;

/// A store in a database of its own.
async fn store() -> Postgres {
    fresh().await.0
}

async fn fresh() -> (Postgres, Config) {
    let mut config = Config::default();
    config.store.url = servers::Postgres::shared().database();
    (again(&config).await, config)
}

async fn again(config: &Config) -> Postgres {
    let store = Postgres::new(config, Arc::default()).unwrap();
    store.migrate().await.unwrap();
    store
}

/// Processes that start at once bring the schema up to date once, and make one consumer of the same name.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f11_processes_that_start_at_once_agree() {
    let mut config = Config::default();
    config.store.url = servers::Postgres::shared().database();
    let past = ConsumerSpec {
        start: Start::Beginning,
        ..consumer("late", "*")
    };
    let first = Postgres::new(&config, Arc::default()).unwrap();
    first.migrate().await.unwrap();
    let old = event("a.b");
    emit(&first, slice::from_ref(&old)).await;
    let starts = (0..6).map(|_| {
        let (config, specs) = (config.clone(), [past.clone(), consumer("now", "*")]);
        tokio::spawn(async move {
            let store = Postgres::new(&config, Arc::default()).unwrap();
            store.migrate().await.unwrap();
            conformance::register(&store, worker(), &specs).await;
        })
    });
    for started in join_all(starts).await {
        started.unwrap();
    }
    assert_eq!(conformance::deliveries(&first, old.id).await.len(), 1);
}

/// Messages are numbered in the order of the commits, and a transaction that sends early and goes on keeps nobody waiting.
#[tokio::test(flavor = "multi_thread")]
async fn h9_who_sends_and_does_not_commit_holds_up_nobody() {
    let store = store().await;
    messages::watch(&store, "default", "a").await;
    let mut open = store.begin().await.unwrap();
    let early = [messages::to("a", "early")];
    let sent = store.messages().append(Some(&mut open), &early).await;
    sent.unwrap();
    let quick = [messages::to("a", "quick")];
    let quick = messages::send(&store, &quick);
    tokio::time::timeout(Duration::from_secs(2), quick)
        .await
        .expect("the other transaction waits for nothing");
    open.commit().await.unwrap();
    let posted = messages::everything(&store).await;
    let bodies: Vec<&str> = posted.iter().map(|posted| &*posted.body).collect();
    assert_eq!(bodies, ["\"quick\"", "\"early\""]);
}

/// Statements by what they are for, each with the index that it is to use.
fn hot_statements(
    me: WorkerId,
    ends: &[Settlement],
) -> Vec<(&'static str, &'static str, rows::Statement)> {
    let names = || vec!["c".to_owned()];
    let explained = |sql: &str| query(AssertSqlSafe(format!("EXPLAIN {sql}")).into_sql_str());
    let settle = explained(include_str!("sql/settle.sql"));
    let succeeded = explained(include_str!("sql/settle_succeeded.sql"));
    let scan = |in_order| Scan {
        consumer: 1,
        after: "",
        now: at(1),
        keys: 9,
        most_per_key: Some(1),
        bucket: None,
        limit: 9,
        in_order,
    };
    vec![
        (
            "claim",
            "deliveries_waiting",
            explained(super::CLAIM)
                .bind(me.0)
                .bind(Micros(at(1)))
                .bind(Micros(at(30)))
                .bind(names())
                .bind(10_i64),
        ),
        (
            "next_due",
            "deliveries_waiting",
            explained(include_str!("sql/next_due.sql")).bind(names()),
        ),
        (
            "queue",
            "deliveries_dead",
            explained(include_str!("sql/queue.sql")),
        ),
        (
            "settle",
            "deliveries_pkey",
            rows::bind_ends(settle, ends).unwrap().bind(Micros(at(2))),
        ),
        (
            "settle_succeeded",
            "deliveries_pkey",
            rows::bind_succeeded(succeeded.bind(me.0).bind(Micros(at(2))), ends).unwrap(),
        ),
        (
            "extend",
            "deliveries_pkey",
            explained(include_str!("sql/extend.sql"))
                .bind(me.0)
                .bind(Micros(at(60)))
                .bind(vec![1_i64])
                .bind(vec![1_i32]),
        ),
        (
            "keys_by_due",
            "deliveries_by_key",
            limited::bind_scan(explained(limited::BY_DUE), &scan(false)).unwrap(),
        ),
        (
            "keys_in_order",
            "deliveries_in_order",
            limited::bind_scan(explained(limited::IN_ORDER), &scan(true)).unwrap(),
        ),
        (
            "limits_running",
            "deliveries_counted",
            explained(include_str!("sql/limits_running.sql")).bind(1),
        ),
        (
            "rescue",
            "holds_pkey",
            explained(include_str!("sql/rescue.sql"))
                .bind(Micros(at(99)))
                .bind(3_i64)
                .bind(500_i64),
        ),
    ]
}

/// What runs all the time finds its rows by an index, whatever the planner knows of the table.
#[tokio::test(flavor = "multi_thread")]
async fn hot_statements_read_no_table_from_end_to_end() {
    let store = store().await;
    let me = worker();
    conformance::register(&store, me, &[consumer("c", "*"), consumer("other", "x")]).await;
    for _ in 0..5 {
        let events: Vec<NewEvent> = (0..1000).map(|_| event("a.b")).collect();
        emit(&store, &events).await;
    }
    let claimed = claim(&store, me, &["c"], 10, 1).await;
    let ends: Vec<Settlement> = claimed
        .iter()
        .map(|claimed| conformance::end(claimed, me, To::Succeeded))
        .collect();
    for (name, index, explain) in hot_statements(me, &ends) {
        let pool = if name == "queue" {
            &store.own
        } else {
            &store.working
        };
        let plan = explain.fetch_all(pool).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{name}:\n{plan}");
        for hot in ["deliveries", "events", "attempts", "holds"] {
            assert!(
                !plan.contains(&format!("Seq Scan on {hot}")),
                "{name}:\n{plan}"
            );
        }
    }
}

/// The purge reads as much as it lets go, however much there is and whatever the planner knows of it.
#[tokio::test(flavor = "multi_thread")]
async fn k23_the_purge_reads_no_table_from_end_to_end() {
    let store = store().await;
    conformance::register(&store, worker(), &[consumer("c", "*")]).await;
    for _ in 0..3 {
        let events: Vec<NewEvent> = (0..1000).map(|_| event("a.b")).collect();
        emit(&store, &events).await;
    }
    let explained = |sql: &str| query(AssertSqlSafe(format!("EXPLAIN {sql}")).into_sql_str());
    let seqs: Vec<i64> = (1..=500).collect();
    let table = [
        (
            "events_pkey purge_later_due",
            explained(include_str!("sql/purge_look.sql"))
                .bind(Micros(at(99)))
                .bind(500_i64),
        ),
        (
            "deliveries_pkey",
            explained(include_str!("sql/purge_hold.sql")).bind(seqs.clone()),
        ),
        (
            "events_pkey deliveries_pkey attempts_pkey steps_pkey",
            explained(include_str!("sql/purge.sql"))
                .bind(Micros(at(99)))
                .bind(seqs),
        ),
    ];
    let mut write = store.begin_on(&store.own, Work::NONE).await.unwrap();
    let begin = raw_sql(include_str!("sql/purge_begin.sql"));
    begin.execute(write.on()).await.unwrap();
    for (indexes, explain) in table {
        let plan = explain.fetch_all(write.on()).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let plan = plan.join("\n");
        for index in indexes.split(' ') {
            assert!(plan.contains(&format!("using {index}")), "{index}:\n{plan}");
        }
        for hot in ["deliveries", "events ", "attempts", "steps", "purge_later"] {
            assert!(!plan.contains(&format!("Seq Scan on {hot}")), "{plan}");
        }
    }
}

/// Ids do not end where 32 bits do.
#[tokio::test(flavor = "multi_thread")]
async fn k23_ids_go_on_beyond_32_bits() {
    let store = store().await;
    let me = worker();
    conformance::register(&store, me, &[consumer("c", "*")]).await;
    emit(&store, &[event("a.b")]).await;
    let far = "SELECT setval(pg_get_serial_sequence('buildamp.events', 'seq'), 4294967296)";
    raw_sql(far).execute(&store.pool).await.unwrap();
    let new = event("a.b");
    emit(&store, slice::from_ref(&new)).await;
    let claimed = claim(&store, me, &["c"], 9, 0).await;
    assert_eq!(claimed[1].delivery.0 >> 20, 4_294_967_297);
    let held: Vec<_> = claimed.iter().map(|it| (it.delivery, it.attempt)).collect();
    assert_eq!(store.extend(me, &held, at(60)).await.unwrap(), []);
    assert_eq!(store.rescue(at(61), 3).await.unwrap().retrying, 2);
    let again = claim(&store, me, &["c"], 9, 61).await;
    let ends: Vec<Settlement> = again
        .iter()
        .map(|it| conformance::end(it, me, To::Succeeded))
        .collect();
    let settled = store.settle(None, &ends, at(62)).await.unwrap();
    assert_eq!(settled, [true, true]);
    let delivery = conformance::deliveries(&store, new.id).await.remove(0);
    let attempts = store.records().attempts(delivery.id).await.unwrap();
    assert_eq!(attempts.len(), 2);
}

/// However many transactions the application has open, the engine's signs of life wait for none of them.
#[tokio::test(flavor = "multi_thread")]
async fn k22_signs_of_life_wait_behind_no_transaction() {
    let store = store().await;
    let me = worker();
    conformance::register(&store, me, &[consumer("c", "*")]).await;
    emit(&store, &[event("a.b")]).await;
    let mut open = Vec::new();
    for _ in 0..Config::default().processor.workers + SPARE {
        open.push(store.begin().await.unwrap());
    }
    let claimed = claim(&store, me, &["c"], 1, 1).await;
    let held = [(claimed[0].delivery, claimed[0].attempt)];
    let lost = store.extend(me, &held, at(90)).await.unwrap();
    assert!(lost.is_empty(), "{lost:?}");
}

/// What somebody changed by hand is named, each thing once; and looking keeps nobody waiting.
#[tokio::test(flavor = "multi_thread")]
async fn f11_what_was_changed_by_hand_is_named() {
    let store = store().await;
    let changes = "
        DROP INDEX buildamp.events_correlation;
        ALTER TABLE buildamp.events DISABLE TRIGGER events_no_change;
        DROP TRIGGER events_no_truncate ON buildamp.events;
        ALTER TABLE buildamp.consumers DROP COLUMN paused_at;
        ALTER TABLE buildamp.deliveries ALTER COLUMN max_attempts DROP NOT NULL;
        ALTER TABLE buildamp.consumers DROP CONSTRAINT consumers_max_attempts_check;
        CREATE INDEX own ON buildamp.events (source);
        DROP TABLE buildamp.steps;
        CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RETURN NEW; END $$;
        ALTER TYPE buildamp.state ADD VALUE 'lost';
    ";
    raw_sql(changes).execute(&store.pool).await.unwrap();
    let mut open = store.pool.begin().await.unwrap();
    let count = "SELECT count(*) FROM buildamp.events";
    raw_sql(count).execute(&mut *open).await.unwrap();
    let found = drift::differences(&store).await.unwrap();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "column buildamp.consumers.paused_at is missing",
            "column buildamp.deliveries.max_attempts is not as the migrations make it",
            "constraint buildamp.consumers.consumers_max_attempts_check is missing",
            "function buildamp.refuse_change() is not as the migrations make it",
            "index buildamp.events_correlation is missing",
            "table buildamp.steps is missing",
            "trigger buildamp.events.events_no_change is not as the migrations make it",
            "trigger buildamp.events.events_no_truncate is missing",
            "type buildamp.state is not as the migrations make it",
            "index buildamp.own is made by no migration of this build",
        ]
    );
}

/// A NOTIFY costs as much as an emit, so nobody is told where nobody listens. Whoever comes is told from then on.
#[tokio::test(flavor = "multi_thread")]
async fn k12_who_is_alone_tells_nobody() {
    let (store, config) = fresh().await;
    store.start().await.unwrap();
    let mut eavesdropper = PgListener::connect(&config.store.url).await.unwrap();
    eavesdropper.listen("buildamp").await.unwrap();
    let until_listen = async |wanted: i64| {
        let asked = async {
            while query_scalar::<_, i64>(include_str!("sql/listeners.sql"))
                .fetch_one(&store.pool)
                .await
                .unwrap()
                != wanted
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_secs(10), asked);
        asked.await.expect("so many listen");
    };
    let told = async |eavesdropper: &mut PgListener, within| {
        emit(&store, &[event("a.b")]).await;
        let told = tokio::time::timeout(within, eavesdropper.recv()).await;
        told.is_ok_and(|told| told.is_ok())
    };
    let (long, moment) = (Duration::from_secs(10), Duration::from_secs(3));
    until_listen(1).await;
    assert!(told(&mut eavesdropper, long).await, "it does not know yet");
    // It looks when it has told.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!told(&mut eavesdropper, moment).await);

    let other = again(&config).await;
    other.start().await.unwrap();
    until_listen(2).await;
    assert!(told(&mut eavesdropper, long).await);
    assert!(told(&mut eavesdropper, long).await);
}

/// What a role of tenants may do with sessions is to change the data of one of its own.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_session_is_changed_in_a_transaction_of_its_tenant() {
    let admin = store().await;
    let role = "session_tenants";
    let make = format!("CREATE ROLE {role} NOLOGIN; SELECT buildamp.admit('{role}')");
    let make = raw_sql(AssertSqlSafe(make)).execute(&admin.pool);
    make.await.unwrap();
    let mut config = Config {
        tenancy: Tenancy::Many,
        ..Config::default()
    };
    config.store.tenant_role = Some(role.to_owned());
    config.store.url = admin.options.to_url_lossy().to_string();
    let store = Postgres::new(&config, Arc::default()).unwrap();
    store.start().await.unwrap();
    let session = NewSession {
        id: "s".to_owned(),
        tenant: "a".to_owned(),
        token_hash: "hash".to_owned(),
        now: at(0),
        expires_at: at(99),
    };
    store.sessions().create(session).await.unwrap();
    for (tenant, changed) in [("a", true), ("b", false)] {
        let mut tx = store.begin_for(Some(tenant)).await.unwrap();
        let change: Change = Box::new(|_| Ok("{}".to_owned()));
        let done = store
            .sessions()
            .change(Some(&mut tx), "a", "s", at(1), change);
        assert_eq!(done.await.unwrap(), changed, "{tenant}");
        tx.commit().await.unwrap();
    }
}

/// Emits that come at once share a statement, and neither their failures nor their keys.
#[tokio::test(flavor = "multi_thread")]
async fn s6_emits_that_come_at_once_fail_alone() {
    let store = store().await;
    let emits: Vec<Vec<NewEvent>> = (0..60)
        .map(|n| {
            let one = NewEvent {
                data: if n % 20 == 7 { "no JSON" } else { "{}" }.to_owned(),
                idempotency_key: (n % 3 == 0).then(|| (n % 30).to_string()),
                ..event("a")
            };
            vec![one, event("b")]
        })
        .collect();
    let emitted = join_all(emits.iter().map(|events| store.emit(None, events))).await;
    let mut first = HashMap::new();
    for (events, emitted) in emits.iter().zip(emitted) {
        let refused = events[0].data == "no JSON";
        assert_eq!(emitted.is_err(), refused, "{emitted:?}");
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        let stored = store.records().stored(&ids).await.unwrap();
        let Ok(emitted) = emitted else {
            assert_eq!(stored, []);
            continue;
        };
        assert_eq!(emitted[1], Emitted::Stored(ids[1]));
        let new = stored.contains(&ids[0]);
        assert_eq!(emitted[0] == Emitted::Stored(ids[0]), new);
        if let Some(key) = &events[0].idempotency_key {
            let first = *first.entry(key).or_insert(emitted[0].id());
            assert_eq!(emitted[0].id(), first);
        }
    }
    assert_eq!(first.len(), 10);
}
