//! What a claim takes beside few and beside many deliveries, that wait or have ended.
//!
//! It runs the engine's own statements as the engine does, since what a claim takes cannot be seen from outside.

use std::time::{Duration, Instant};

use buildamp_runtime::{App, Config};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, types::Uuid};

use super::{
    Done,
    server::Place,
    subject::{at, sorted},
};

/// How many wait before there are many.
const FEW: u64 = 10_000;
/// How many claims are timed, and of how many deliveries each.
const CLAIMS: u64 = 1_000;
const EACH: i64 = 5;
/// So many are added or ended in one transaction.
const CHUNK: u64 = 100_000;

const POSTGRES: &str = concat!(
    include_str!("../../runtime/src/store/postgres/sql/claim.sql"),
    include_str!("../../runtime/src/store/postgres/sql/claimed.sql")
);
const SQLITE: &str = include_str!("../../runtime/src/store/sqlite/sql/claim.sql");

enum Database {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// How long claims took, in nanoseconds, from the least to the most.
struct Times {
    /// Without their commits, which are the disk's alone.
    alone: Vec<i64>,
    whole: Vec<i64>,
}

/// Fills two databases and prints a table. Their claims take turns, since what a disk does meanwhile is more than what is to be
/// seen.
pub async fn run(mut place: Place, many: u64) -> Done {
    let mut little = Database::new(&mut place).await?;
    let mut much = Database::new(&mut place).await?;
    println!(
        "| beside | claims of {EACH}, p50 in ms | p99 | times the p99 beside few | without commits, p50 in ms | p99 | times |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    little.add(FEW).await?;
    much.add(FEW + many).await?;
    lines(&mut little, &mut much, &format!("{many} that wait")).await?;
    little.end_all().await?;
    much.end_all().await?;
    little.add(FEW).await?;
    much.add(FEW).await?;
    let ended = format!("{many} that have ended, and {FEW} that wait");
    lines(&mut little, &mut much, &ended).await
}

/// Times claims beside few and beside many.
async fn lines(little: &mut Database, much: &mut Database, what: &str) -> Done {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    little.settle().await?;
    much.settle().await?;
    for _ in 0..CLAIMS {
        few.push(little.claim().await?);
        many.push(much.claim().await?);
    }
    let (few, many) = (Times::of(&few), Times::of(&many));
    few.print(&format!("{FEW} that wait, in turn with those below"), &few);
    many.print(what, &few);
    Ok(())
}

impl Times {
    fn of(claims: &[(Duration, Duration)]) -> Self {
        let nanos = |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
        Self {
            alone: sorted(claims.iter().map(|&(alone, _)| nanos(alone))),
            whole: sorted(claims.iter().map(|&(_, whole)| nanos(whole))),
        }
    }

    fn print(&self, what: &str, few: &Self) {
        let times = |own: &[i64], few: &[i64]| {
            let (p50, p99) = (at(own, 50), at(own, 99));
            format!("{p50:.3} | {p99:.3} | {:.2}", p99 / at(few, 99))
        };
        let (whole, alone) = (
            times(&self.whole, &few.whole),
            times(&self.alone, &few.alone),
        );
        println!("| {what} | {whole} | {alone} |");
    }
}

impl Database {
    /// An empty one, where a consumer is on record since a worker has been there.
    async fn new(place: &mut Place) -> Done<Self> {
        let url = place.database().await?;
        let mut config = Config::default();
        config.store.url.clone_from(&url);
        let app = App::new(config).on("bench", |_: super::subject::Payload, _| async {
            Done::Ok(())
        });
        app.run_until_empty().await?;
        Self::open(&url).await
    }

    async fn open(url: &str) -> Done<Self> {
        if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(url).await?;
            connection.execute("PRAGMA synchronous = FULL").await?;
            return Ok(Self::Sqlite(connection));
        }
        let mut connection = PgConnection::connect(url).await?;
        let by_index = include_str!("../../runtime/src/store/postgres/sql/by_index.sql");
        sqlx::raw_sql(by_index).execute(&mut connection).await?;
        Ok(Self::Postgres(connection))
    }

    /// Adds events that are due, with their deliveries.
    async fn add(&mut self, n: u64) -> Done {
        for from in (0..n).step_by(usize::try_from(CHUNK)?) {
            let n = CHUNK.min(n - from);
            match self {
                Self::Postgres(connection) => {
                    let add = format!(
                        "WITH stored AS (
                            INSERT INTO buildamp.events
                                (id, source, type, version, time, data, tenant, correlation_id, run_at, priority, progress)
                            SELECT id, '/bench', 'bench.payload', 1, now(), '{{\"id\":1,\"email\":\"\"}}', 'default', id, now(), 0, false
                            FROM (SELECT buildamp.new_id() AS id FROM generate_series(1, {n})) AS new
                            RETURNING seq, run_at
                        )
                        INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts)
                        SELECT buildamp.delivery_id(stored.seq, consumer.id), stored.seq, consumer.id, 0, stored.run_at, 5
                        FROM stored CROSS JOIN buildamp.consumers AS consumer"
                    );
                    connection.execute(AssertSqlSafe(add)).await?;
                }
                Self::Sqlite(connection) => {
                    let add = format!(
                        "BEGIN;
                        WITH RECURSIVE last (seq) AS (SELECT coalesce(max(seq), 0) FROM buildamp_events),
                        numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {n}),
                        -- In the order of time, as ids are.
                        new (id) AS (
                            SELECT format('%016x', last.seq + number) || lower(hex(randomblob(8))) FROM last CROSS JOIN numbers
                        )
                        INSERT INTO buildamp_events
                            (id, source, type, version, time, data, tenant, correlation_id, run_at, priority, progress)
                        SELECT id, '/bench', 'bench.payload', 1, 1, '{{\"id\":1,\"email\":\"\"}}', 'default', id, unixepoch() * 1000000, 0, 0
                        FROM new;
                        INSERT INTO buildamp_deliveries (event_seq, consumer_id, priority, run_at, max_attempts)
                        SELECT event.seq, consumer.id, 0, event.run_at, 5
                        FROM buildamp_events AS event CROSS JOIN buildamp_consumers AS consumer
                        WHERE event.seq > (SELECT coalesce(max(event_seq), 0) FROM buildamp_deliveries);
                        COMMIT"
                    );
                    sqlx::raw_sql(AssertSqlSafe(add))
                        .execute(connection)
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Ends whatever is there, and cleans up as the database does by itself in time.
    async fn end_all(&mut self) -> Done {
        match self {
            Self::Postgres(connection) => {
                let last = "SELECT max(event_seq) FROM buildamp.deliveries";
                let last: i64 = sqlx::query_scalar(last).fetch_one(&mut *connection).await?;
                for from in (0..=last).step_by(usize::try_from(CHUNK)?) {
                    let end = format!(
                        "UPDATE buildamp.deliveries
                        SET state = 'succeeded', worker = NULL, claimed_at = NULL, lease_until = NULL
                        WHERE id BETWEEN buildamp.delivery_id({from}, 0) AND buildamp.last_delivery_id({from} + {CHUNK} - 1)"
                    );
                    connection.execute(AssertSqlSafe(end)).await?;
                }
                connection.execute("VACUUM buildamp.deliveries").await?;
            }
            Self::Sqlite(connection) => {
                let end = "UPDATE buildamp_deliveries
                    SET state = 'succeeded', worker = NULL, claimed_at = NULL, lease_until = NULL";
                connection.execute(end).await?;
            }
        }
        Ok(())
    }

    /// Writes out what waits to be written.
    async fn settle(&mut self) -> Done {
        match self {
            Self::Postgres(connection) => connection.execute("CHECKPOINT").await.map(drop)?,
            Self::Sqlite(connection) => {
                let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
                connection.execute(checkpoint).await.map(drop)?;
            }
        }
        Ok(())
    }

    /// How long one takes without its commit, and with it.
    async fn claim(&mut self) -> Done<(Duration, Duration)> {
        // The times are no parameters here, for which sqlx would want a library of dates.
        let on_postgres = POSTGRES.replace("$2", "now()").replace("$3", "now()");
        let on_postgres = on_postgres.replace("$4", "$2").replace("$5", "$3");
        let begun = Instant::now();
        let (claimed, alone) = match self {
            Self::Postgres(connection) => {
                let mut transaction = connection.begin().await?;
                let claim = sqlx::query(AssertSqlSafe(on_postgres))
                    .bind(Uuid::nil())
                    .bind(vec!["bench".to_owned()])
                    .bind(EACH);
                let claimed = claim.fetch_all(&mut *transaction).await?.len();
                let alone = begun.elapsed();
                transaction.commit().await?;
                (claimed, alone)
            }
            Self::Sqlite(connection) => {
                let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
                let claim = sqlx::query(SQLITE)
                    .bind(Uuid::nil().to_string())
                    .bind(i64::MAX)
                    .bind(i64::MAX)
                    .bind("[\"bench\"]")
                    .bind(EACH);
                let claimed = claim.fetch_all(&mut *transaction).await?.len();
                let alone = begun.elapsed();
                transaction.commit().await?;
                (claimed, alone)
            }
        };
        if i64::try_from(claimed)? != EACH {
            return Err(format!("{claimed} were claimed, not {EACH}").into());
        }
        Ok((alone, begun.elapsed()))
    }
}
