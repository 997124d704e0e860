//! That what is done all the time, and what an operator leafs through, is found by an index.

use sqlx_core::{raw_sql::raw_sql, sql_str::AssertSqlSafe};
use sqlx_sqlite::SqliteConnection;
use tempfile::TempDir;

use super::{store, stranger};
use crate::{
    ErasureKind, State,
    store::{
        DeliveryFilter, DeliveryId, EventFilter,
        conformance::event,
        sqlite::{
            CLAIM, Row,
            emit::CLAIMED,
            erasing::find_by,
            limited, query,
            read::{deliveries_by, events_by},
        },
    },
};

/// What the application has had found out of the tables, and how.
const ANALYSED: [(&str, &str); 4] = [
    ("never", ""),
    ("when they were empty", "ANALYZE"),
    (
        "when each had a row",
        "ANALYZE;
         DELETE FROM sqlite_stat1;
         INSERT INTO sqlite_stat1 (tbl, idx, stat)
            SELECT tbl_name, name, '1 1 1 1 1 1' FROM sqlite_schema WHERE type = 'index';",
    ),
    (
        "when no row was other than the rest",
        "ANALYZE;
         DELETE FROM sqlite_stat1;
         INSERT INTO sqlite_stat1 (tbl, idx, stat)
            SELECT tbl_name, name, '1000000 1000000 1000000 1000000 1000000 1000000'
            FROM sqlite_schema WHERE type = 'index';",
    ),
];

#[tokio::test]
async fn p9_hot_statements_and_timelines_use_their_indexes() {
    let folder = TempDir::new().unwrap();
    let by = |filter: EventFilter| events_by(&filter);
    let all = EventFilter::default;
    let id = event("a").id;
    let any = DeliveryFilter::default;
    let table: [(&str, &[&str]); 20] = [
        (
            CLAIM.within,
            &["buildamp_deliveries_waiting (consumer_id=? AND priority=? AND run_at<?)"],
        ),
        (
            include_str!("../sql/next_due.sql"),
            &["buildamp_deliveries_waiting (consumer_id=? AND priority=?)"],
        ),
        (
            include_str!("../sql/open.sql"),
            &["buildamp_deliveries_waiting (consumer_id=?)"],
        ),
        (CLAIMED, &["INTEGER PRIMARY KEY"]),
        (include_str!("../sql/extend.sql"), &["INTEGER PRIMARY KEY"]),
        (include_str!("../sql/settle.sql"), &["INTEGER PRIMARY KEY"]),
        (include_str!("../sql/succeed.sql"), &["INTEGER PRIMARY KEY"]),
        (
            include_str!("../sql/rescue.sql"),
            &["buildamp_deliveries_running"],
        ),
        (include_str!("../sql/kept.sql"), &["INTEGER PRIMARY KEY"]),
        (include_str!("../sql/cancel.sql"), &["INTEGER PRIMARY KEY"]),
        (include_str!("../sql/replay.sql"), &["INTEGER PRIMARY KEY"]),
        (
            concat!(
                include_str!("../sql/deliveries.sql"),
                include_str!("../sql/deliveries_of.sql")
            ),
            &["(event_seq=?)"],
        ),
        (
            deliveries_by(&DeliveryFilter {
                event: Some(id),
                ..any()
            }),
            &["(event_seq=?)"],
        ),
        (
            deliveries_by(&DeliveryFilter {
                state: Some(State::Dead),
                ..any()
            }),
            &["buildamp_deliveries_dead"],
        ),
        (
            deliveries_by(&DeliveryFilter {
                id: Some(DeliveryId(1)),
                ..any()
            }),
            &["INTEGER PRIMARY KEY"],
        ),
        (
            by(EventFilter {
                id: Some(id),
                ..all()
            }),
            &["(id=?)"],
        ),
        (
            by(EventFilter {
                correlation_id: Some(id.into()),
                ..all()
            }),
            &["buildamp_events_correlation"],
        ),
        (
            by(EventFilter {
                session_id: Some(String::new()),
                ..all()
            }),
            &["buildamp_events_session"],
        ),
        (
            by(EventFilter {
                subject: Some(String::new()),
                tenant: Some(String::new()),
                ..all()
            }),
            &["buildamp_events_subject (tenant=? AND subject=?)"],
        ),
        (
            "SELECT * FROM buildamp_events WHERE tenant = ?1 AND actor = ?2 AND time > ?3 ORDER BY time",
            &["buildamp_events_actor (tenant=? AND actor=? AND time>?)"],
        ),
    ];
    use_indexes(&folder, &table).await;
}

/// So is what becomes of an event at once. (Of triggers SQLite does not tell how they go about it.)
#[tokio::test]
async fn p9_an_emit_reads_by_indexes() {
    let folder = TempDir::new().unwrap();
    let table: [(&str, &[&str]); 3] = [
        (
            concat!(
                include_str!("../sql/claimed.sql"),
                include_str!("../sql/event.sql"),
                include_str!("../sql/claimed_at_once.sql")
            ),
            &["(id=?)", "(event_seq=?)"],
        ),
        (
            include_str!("../sql/known.sql"),
            &["buildamp_events_idempotency (tenant=? AND idempotency_key=?)"],
        ),
        (
            include_str!("../sql/left.sql"),
            &[
                "buildamp_events_idempotency (tenant=? AND idempotency_key=?)",
                "(event_seq=?)",
            ],
        ),
    ];
    use_indexes(&folder, &table).await;
}

/// However much has ended, measuring the queue does not read it.
#[tokio::test]
async fn k20_the_queue_is_measured_by_its_indexes() {
    let folder = TempDir::new().unwrap();
    let wanted = [
        "buildamp_deliveries_waiting (consumer_id=?)",
        "INDEX buildamp_deliveries_dead",
    ];
    let table: [(&str, &[&str]); 2] = [
        (include_str!("../sql/queue.sql"), &wanted),
        (include_str!("../sql/stored.sql"), &["(id=?)"]),
    ];
    use_indexes(&folder, &table).await;
}

/// Claims of consumers with limits skip from key to key.
#[tokio::test]
async fn p9_claims_under_limits_use_their_indexes() {
    let folder = TempDir::new().unwrap();
    let table: [(&str, &[&str]); 3] = [
        (
            limited::BY_DUE,
            &[
                "buildamp_deliveries_by_key (consumer_id=? AND limit_key=?)",
                "buildamp_deliveries_running (consumer_id=? AND limit_key=?)",
            ],
        ),
        (
            limited::IN_ORDER,
            &["buildamp_deliveries_in_order (consumer_id=? AND limit_key=?)"],
        ),
        (
            include_str!("../sql/limits_running.sql"),
            &["buildamp_deliveries_running (consumer_id=?)"],
        ),
    ];
    use_indexes(&folder, &table).await;
}

/// The purge reads as much as it lets go, however much there is.
#[tokio::test]
async fn k23_the_purge_reads_no_table_from_end_to_end() {
    let folder = TempDir::new().unwrap();
    let wanted = [
        "buildamp_purge_later_due (look_at<?)",
        "(event_seq=?)",
        "(delivery_id=?)",
        "INTEGER PRIMARY KEY (rowid>?)",
        "INTEGER PRIMARY KEY (rowid=?)",
        "SCAN batch",
        "SEARCH batch",
    ];
    let purge = include_str!("../sql/purge.sql");
    use_indexes(&folder, &[(purge, &wanted)]).await;
}

/// So does an erasure.
#[tokio::test]
async fn p7_an_erasure_reads_no_table_from_end_to_end() {
    let folder = TempDir::new().unwrap();
    let wanted = [
        "SCAN json_each",
        "(event_seq=?)",
        "(delivery_id=?)",
        "(tenant=? AND type=?",
        "INTEGER PRIMARY KEY (rowid=?)",
    ];
    let table: [(&str, &[&str]); 7] = [
        (include_str!("../sql/erase.sql"), &wanted),
        (
            find_by(ErasureKind::Subject),
            &["buildamp_events_subject (tenant=? AND subject=?)"],
        ),
        (
            find_by(ErasureKind::Actor),
            &["buildamp_events_actor (tenant=? AND actor=?)"],
        ),
        (find_by(ErasureKind::Event), &["(id=?)"]),
        (include_str!("../sql/erase_unended.sql"), &["(event_seq=?)"]),
        (
            include_str!("../sql/erase_messages.sql"),
            &[
                "(tenant=? AND session_id=?)",
                "(message_id=? AND stream_id=?)",
            ],
        ),
        (
            include_str!("../sql/erasure_unfinished.sql"),
            &["buildamp_erasures_digest (digest=?)"],
        ),
    ];
    use_indexes(&folder, &table).await;
}

/// That each of these statements is planned with one of the indexes that are wanted, and reads no table as a whole, whatever the
/// application's statistics say.
pub(super) async fn use_indexes(folder: &TempDir, table: &[(&str, &[&str])]) {
    drop(store(folder).await);
    for (analysed, how) in ANALYSED {
        let mut open = stranger(folder).await;
        uses_indexes(&mut open, "never", table[0].0, table[0].1).await;
        let mut other = stranger(folder).await;
        raw_sql(how).execute(&mut other).await.unwrap();
        // The application starts again, beside one that runs.
        drop(store(folder).await);
        let mut new = stranger(folder).await;
        for (sql, wanted) in table {
            uses_indexes(&mut open, analysed, sql, wanted).await;
            uses_indexes(&mut new, analysed, sql, wanted).await;
        }
    }
}

async fn uses_indexes(stranger: &mut SqliteConnection, analysed: &str, sql: &str, wanted: &[&str]) {
    let sql: String = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut unused = wanted.to_vec();
    for statement in sql.split_inclusive(';').filter(|it| {
        ["SELECT", "UPDATE", "VALUES"]
            .iter()
            .any(|word| it.contains(word))
    }) {
        let rows = query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
            .fetch_all(&mut *stranger)
            .await;
        let plan: Vec<String> = rows.unwrap().iter().map(|row| row.get("detail")).collect();
        let is_used = |index: &&str| plan.iter().any(|step| step.contains(index));
        assert!(
            wanted.iter().any(is_used),
            "none of {wanted:?} is in {plan:#?} of {statement}, analysed {analysed}"
        );
        unused.retain(|index| !is_used(index));
        let scans = [
            "SCAN buildamp",
            "SCAN d",
            "SCAN entry",
            "SCAN event",
            "SCAN head",
            "SCAN message",
            "SCAN old",
            "SCAN session",
            "SCAN stream",
        ];
        // The indexes of what runs and of dead letters hold that and nothing else.
        let reads_all = |step: &&String| {
            scans.iter().any(|scan| step.starts_with(scan))
                && !step.ends_with("_running")
                && !step.ends_with("_dead")
        };
        assert_eq!(
            plan.iter().find(reads_all),
            None,
            "{plan:#?} of {statement}, analysed {analysed}"
        );
    }
    assert_eq!(
        unused, [""; 0],
        "are not used by {sql}, analysed {analysed}"
    );
}
