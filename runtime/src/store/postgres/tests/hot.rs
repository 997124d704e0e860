//! That what a worker does all the time reads hardly more than it has to, whatever the planner believes of the tables.
//!
//! The server itself tells how it ran each statement that the engine sent, and what each step of it read:
//! <https://www.postgresql.org/docs/15/auto-explain.html>

use std::{cell::RefCell, sync::Arc};

use serde_json::Value;
use servers::Postgres as Server;
use sqlx_core::{raw_sql::raw_sql, sql_str::AssertSqlSafe};

use super::{
    super::{Config, ConsumerSpec, Postgres, Store},
    again,
};
use crate::{
    DeliveryAction, Limits,
    store::{
        LimitedClaim, To, WorkerId,
        conformance::{at, claim, consumer, end, register, worker},
    },
};

/// Of these the least things are read, where there are many.
const TABLES: [&str; 5] = [
    "events",
    "deliveries",
    "attempts",
    "messages",
    "stream_entries",
];
/// How many messages there are.
const MESSAGES: i64 = 8_000;
/// How many a step may read: there are as many that run or wait for their keys, and hardly more than are asked for of the rest.
const FEW: u64 = 400;

const KEYED: Limits = Limits::new().concurrency_per_key(1);
const ORDERED: Limits = Limits::new().in_order();

/// What the planner believes, by what was there when it looked: before the tables were filled, and after.
const BELIEFS: [(&str, &str, &str); 6] = [
    ("nothing", "", ""),
    ("that there is nothing", "ANALYZE", ""),
    ("that all wait", "", "ANALYZE"),
    (
        "that all run",
        "",
        "UPDATE buildamp.deliveries SET worker = buildamp.new_id(), claimed_at = now(), lease_until = now();
         ANALYZE",
    ),
    (
        "that all have succeeded",
        "",
        "UPDATE buildamp.deliveries SET state = 'succeeded'; ANALYZE",
    ),
    (
        "that all are dead",
        "",
        "UPDATE buildamp.deliveries SET state = 'dead', dead_reason = 'fatal'; ANALYZE",
    ),
];

/// How it is in truth: hardly anything waits, of two consumers by a hundred keys, and a few are lost.
const FILL: &str = "
    INSERT INTO buildamp.events
        (id, source, type, version, time, data, tenant, correlation_id, run_at, priority, progress)
    SELECT id, '/test', 'a.b', 1, 'epoch', '{}', 'default', id, 'epoch', 0, false
    FROM (SELECT buildamp.new_id() AS id FROM generate_series(1, 8000)) AS new;
    INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
    SELECT
        buildamp.delivery_id(event.seq, consumer.id), event.seq, consumer.id, 0, event.run_at, 5,
        CASE WHEN consumer.by_key THEN 'key ' || event.seq % 100 END
    FROM buildamp.events AS event CROSS JOIN buildamp.consumers AS consumer
    WHERE consumer.name = 'free' OR event.seq % 8 = 0;
    INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
    SELECT id, 1, buildamp.new_id(), 'epoch', 'epoch', 'failed', 'no' FROM buildamp.deliveries;
    INSERT INTO buildamp.messages (body, overflow, sent_at, streams)
    SELECT '{}', 'disconnect', now(), 1 FROM generate_series(1, 8000);
    INSERT INTO buildamp.stream_entries (message_id, stream_id, seq, previous_id)
    SELECT id, 1, id, id - 1 FROM buildamp.messages;
    INSERT INTO buildamp.continuations (correlation_id, tenant, event)
    SELECT correlation_id, 'default', '{}' FROM buildamp.events LIMIT 1;
    INSERT INTO buildamp.purge (succeeded, dead, passed) VALUES ('1 day', '1 day', 0)";
const TRUTH: &str = "
    UPDATE buildamp.deliveries
    SET state = 'succeeded', attempt = 1, dead_reason = NULL, worker = NULL, claimed_at = NULL, lease_until = NULL;
    UPDATE buildamp.deliveries SET state = 'pending' WHERE limit_key IS NOT NULL AND event_seq % 5 = 0;
    UPDATE buildamp.deliveries SET state = 'retrying' WHERE limit_key IS NULL AND event_seq % 100 = 0;
    UPDATE buildamp.deliveries
    SET state = 'retrying', attempt = 2, worker = buildamp.new_id(), claimed_at = 'epoch', lease_until = 'epoch'
    WHERE limit_key IS NULL AND event_seq % 400 = 1;
    INSERT INTO buildamp.holds (look_at, worker, deliveries)
    SELECT lease_until, worker, ARRAY[id] FROM buildamp.deliveries WHERE worker IS NOT NULL";

/// A server that tells of each statement how it was run.
struct Explaining {
    server: Server,
    belief: &'static str,
    /// What was read that need not be.
    problems: RefCell<Vec<String>>,
}

impl Explaining {
    /// Runs something, whose statements read no more of the tables than they have to, and something of this one.
    async fn reads<R>(&self, table: &str, what: &str, run: impl Future<Output = R>) -> R {
        let before = self.server.log().len();
        let done = run.await;
        let plans = plans(&self.server.log()[before..]);
        let mut read = Vec::new();
        for plan in &plans {
            let mut found = Vec::new();
            judge(&plan["Plan"], &mut read, &mut found);
            found.extend(plan.get("JIT").map(|_| "it is compiled".to_owned()));
            let belief = self.belief;
            let found = found
                .into_iter()
                .map(|it| format!("{what}, when the planner believes {belief}: {it}"));
            self.problems.borrow_mut().extend(found);
        }
        assert!(
            read.contains(&table),
            "{what} reads {read:?}, not {table}: {plans:#?}"
        );
        done
    }
}

/// The plans in a log: JSON, in the lines that are indented.
fn plans(log: &str) -> Vec<Value> {
    let mut lines = log.lines();
    let mut plans = Vec::new();
    while let Some(line) = lines.next() {
        if line.ends_with(" plan:") {
            let plan: Vec<&str> = lines
                .by_ref()
                .take_while(|line| *line != "\t}")
                .chain(["}"])
                .collect();
            plans.push(serde_json::from_str(&plan.join("\n")).unwrap());
        }
    }
    plans
}

/// Looks at a step of a plan and at those below it. `read`: of which tables they are, and `problems`: what is wrong with them.
fn judge<'p>(step: &'p Value, read: &mut Vec<&'p str>, problems: &mut Vec<String>) {
    let text = |name: &str| step[name].as_str().unwrap_or_default();
    let (kind, of, by) = (text("Node Type"), text("Relation Name"), text("Index Name"));
    let is_of = |table: &&str| of == *table || (of.is_empty() && by.starts_with(*table));
    read.push(of);
    if kind.contains("Scan")
        && let Some(table) = TABLES.into_iter().find(is_of)
    {
        let count = |what: &str| step[what].as_u64().unwrap_or_default();
        let rows = count("Actual Rows")
            + count("Rows Removed by Filter")
            + count("Rows Removed by Index Recheck");
        let rows = rows * count("Actual Loops");
        if kind == "Seq Scan" || rows > FEW {
            problems.push(format!(
                "{rows} rows of {table} by {kind}, {by}, where {}",
                text("Index Cond")
            ));
        }
    }
    for step in step["Plans"].as_array().into_iter().flatten() {
        judge(step, read, problems);
    }
}

async fn run(store: &Postgres, sql: &'static str) {
    raw_sql(sql).execute(&store.pool).await.unwrap();
}

/// A store in a new database, filled so that the planner believes what it is to, all of whose connections are told of.
async fn deceived(server: &Server, before: &'static str, after: &'static str) -> Postgres {
    let mut config = Config::default();
    config.store.url = server.database();
    let store = again(&config).await;
    let limited = |name: &str, limits: Limits| ConsumerSpec {
        limits,
        ..consumer(name, "*")
    };
    let consumers = [
        consumer("free", "*"),
        limited("keyed", KEYED),
        limited("ordered", ORDERED),
    ];
    register(&store, worker(), &consumers).await;
    for sql in [before, FILL, after, TRUTH] {
        run(&store, sql).await;
    }
    let name = config.store.url.rsplit_once('/').unwrap().1;
    let tell = format!("ALTER DATABASE {name} SET auto_explain.log_min_duration = 0");
    raw_sql(AssertSqlSafe(tell))
        .execute(&store.pool)
        .await
        .unwrap();
    Postgres::new(&config, Arc::default()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn p9_k23_what_is_done_all_the_time_goes_by_indexes_whatever_the_planner_believes() {
    let settings = [
        "fsync=off",
        "autovacuum=off",
        "shared_preload_libraries=auto_explain",
        "auto_explain.log_analyze=on",
        "auto_explain.log_format=json",
        "auto_explain.log_nested_statements=on",
    ];
    let mut it = Explaining {
        server: Server::start(&settings),
        belief: "",
        problems: RefCell::default(),
    };
    for (belief, before, after) in BELIEFS {
        it.belief = belief;
        let store = deceived(&it.server, before, after).await;
        goes_by_indexes(&it, &store, worker()).await;
    }
    assert_eq!(it.problems.into_inner(), [""; 0]);
}

/// Each verb that a worker or the tail of messages goes through again and again, on its connections.
async fn goes_by_indexes(it: &Explaining, store: &Postgres, me: WorkerId) {
    let names = ["free", "keyed", "ordered"].map(str::to_owned);
    let records = store.records();
    let due = records.next_due(&names);
    let due = it.reads("deliveries", "next_due", due).await.unwrap();
    assert!(due.is_some());
    let orphans = records.orphans(me, Some("here"), at(0));
    let orphans = it.reads("holds", "orphans", orphans).await.unwrap();
    assert!(orphans.any);

    let claimed = claim(store, me, &["free"], 6, 0);
    let claimed = it.reads("deliveries", "claim", claimed).await;
    assert_eq!(claimed.len(), 6);
    for (name, limits) in [("keyed", KEYED), ("ordered", ORDERED)] {
        let claim = LimitedClaim {
            worker: me,
            consumer: name.to_owned(),
            limits,
            after: String::new(),
            limit: 5,
            now: at(0),
            lease_until: at(30),
        };
        let claimed = store.claim_limited(claim);
        let claimed = it.reads("deliveries", name, claimed).await.unwrap();
        assert_eq!(claimed.claimed.len(), 5);
    }

    let held: Vec<_> = claimed.iter().map(|it| (it.delivery, it.attempt)).collect();
    let lost = records.lost(me, &held);
    let lost = it.reads("deliveries", "lost", lost).await.unwrap();
    assert_eq!(lost, []);
    let extended = store.extend(me, &held, at(30));
    let extended = it.reads("deliveries", "extend", extended).await.unwrap();
    assert_eq!(extended, []);
    let retrying = To::Retrying {
        run_at: at(9),
        error: "no".to_owned(),
    };
    let ends = [
        end(&claimed[0], me, To::Succeeded),
        end(&claimed[1], me, retrying),
    ];
    let settled = store.settle(None, &ends, at(1));
    let settled = it.reads("deliveries", "settle", settled).await.unwrap();
    assert_eq!(settled, [true, true]);
    let called_off = [claimed[2].delivery];
    let act = store.act(DeliveryAction::Cancel, &called_off, at(1));
    let called_off = it.reads("deliveries", "cancel", act).await.unwrap();
    assert_eq!(called_off, [claimed[2].delivery]);

    let gone = [me];
    let ended = store.end_leases(&gone, at(2));
    it.reads("deliveries", "end_leases", ended).await.unwrap();
    let rescued = store.rescue(at(2), 3);
    let rescued = it.reads("attempts", "rescue", rescued).await.unwrap();
    assert!(rescued.retrying > 3);

    let waiting = store.timetable().continuations(10);
    let waiting = it.reads("deliveries", "continuations", waiting).await;
    assert_eq!(waiting.unwrap().len(), 1);
    let since = store.messages().since(MESSAGES - 10, 64);
    let since = it.reads("messages", "messages since", since).await.unwrap();
    assert_eq!(since.len(), 10);
    let purged = store.retention().purge(at(0), 20);
    let purged = it.reads("events", "purge", purged).await.unwrap();
    assert_eq!((purged.looked, purged.events > 9), (20, true));
}
