//! How the file is opened, and its schema.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::{DatabaseError, Error as SqlxError},
    migrate::Migrator,
    query_as::query_as,
    query_scalar::query_scalar,
    raw_sql::raw_sql,
    sql_str::AssertSqlSafe,
};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::failed;
use crate::{
    Error, Result, Schema,
    store::schema::{self, Applied, Dialect, Down, Known},
};

/// The file that a URL names: `sqlite:buildamp.db`, `sqlite:///var/lib/app.db`.
pub(super) fn path(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let problem = |problem: &str| Err(Error::Config(format!("store.url = {url:?}: {problem}")));
    match path {
        "" => problem("write the path of a file behind `sqlite:`"),
        ":memory:" => {
            problem("write `memory:`, which is SQLite without a file, or the path of a file")
        }
        _ if path.contains('?') => {
            problem("parameters are not taken, the pragmas are set as durability needs them")
        }
        _ => Ok(PathBuf::from(path)),
    }
}

/// What every connection is opened with.
///
/// `synchronous = FULL` because a commit is only reported when it is on disk. Waiting for another process's lock ends
/// within twice the time that a transaction may be open, and so within a lease.
pub(super) fn options(path: &Path, tx_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(tx_timeout.saturating_mul(2))
}

/// How long processes that create a file at once wait for each other.
const PATIENCE: Duration = Duration::from_secs(5);

/// How soon one of them tries again.
const AGAIN: Duration = Duration::from_millis(10);

/// Connects. The switch of a new file to the write-ahead log does not wait for other processes that do the same, so it is
/// tried again.
pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) => {
                let file = options.get_filename().display();
                return Err(match failed(error) {
                    Error::StorageFull(error) => Error::StorageFull(error),
                    error => Error::Store(format!("{file} cannot be opened: {error}").into()),
                });
            }
            Ok(connection) => return Ok(connection),
        }
    }
}

fn is_busy(error: &SqlxError) -> bool {
    // The primary code is the lowest byte: https://www.sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

/// Brings the schema up to date. In one exclusive transaction, so that processes that start at once do it once.
pub(super) async fn migrate(options: &SqliteConnectOptions) -> Result<()> {
    migrate_by(options, &migrator()).await
}

pub(super) async fn migrate_by(options: &SqliteConnectOptions, migrator: &Migrator) -> Result<()> {
    let mut connection = connect(options).await?;
    let give_up = Instant::now() + PATIENCE;
    while !is_current(&mut connection, migrator).await {
        match connection.begin_with("BEGIN IMMEDIATE").await {
            Ok(mut transaction) => {
                let done = migrator.run_direct(None, &mut *transaction, false).await;
                done.map_err(failed)?;
                transaction.commit().await.map_err(failed)?;
                break;
            }
            // Beside one that is about to make the file SQLite does not wait, whatever the connection says.
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) => return Err(failed(error)),
        }
    }
    forget_statistics(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)
}

/// What `ANALYZE` has found out of the engine's tables, when they were empty or had a few rows, would have the planner read them
/// whole. Without it SQLite goes by the indexes that the statements are written for.
///
/// Connections that are open hear of statistics when their table is made, and not when it is only written to. So it is made here.
async fn forget_statistics(connection: &mut SqliteConnection) -> Result<(), SqlxError> {
    let tables = "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')";
    let mut known: Vec<String> = query_scalar(tables).fetch_all(&mut *connection).await?;
    if known.is_empty() {
        let make = raw_sql("ANALYZE buildamp_migrations");
        make.execute(&mut *connection).await?;
        known = query_scalar(tables).fetch_all(&mut *connection).await?;
    }
    for table in known {
        let ours = format!("FROM {table} WHERE tbl GLOB 'buildamp_*'");
        let any = AssertSqlSafe(format!("SELECT EXISTS (SELECT 1 {ours})"));
        if query_scalar(any).fetch_one(&mut *connection).await? {
            let forget = raw_sql(AssertSqlSafe(format!("DELETE {ours}")));
            forget.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Whether nothing is to be done, found out without a lock. An error means that there is no table yet, or no good one.
async fn is_current(connection: &mut SqliteConnection, migrator: &Migrator) -> bool {
    let known = migrator
        .iter()
        .map(|step| (step.version, step.checksum.to_vec()));
    let applied = applied(connection).await;
    applied.is_ok_and(|applied| {
        // Others are of a newer build.
        let applied = applied
            .into_iter()
            .filter(|it| migrator.version_exists(it.0));
        known.eq(applied.map(|(version, _, checksum)| (version, checksum)))
    })
}

async fn applied(connection: &mut SqliteConnection) -> Result<Vec<Applied>, SqlxError> {
    query_as("SELECT version, description, checksum FROM buildamp_migrations ORDER BY version")
        .fetch_all(connection)
        .await
}

/// Whether it is because of a table that is not there.
pub(super) fn is_no_table(error: &dyn DatabaseError) -> bool {
    error.message().starts_with("no such table")
}

/// How the schema stands. The file is neither made nor changed.
pub(super) async fn schema(options: &SqliteConnectOptions, exists: bool) -> Result<Schema> {
    if !exists {
        return Ok(schema::schema(MIGRATIONS, DOWN, &migrator(), Vec::new()));
    }
    let options = options.clone().create_if_missing(false);
    let mut connection = connect(&options).await?;
    let applied = match applied(&mut connection).await {
        Err(SqlxError::Database(error)) if is_no_table(&*error) => Ok(Vec::new()),
        applied => applied,
    };
    connection.close().await.map_err(failed)?;
    let applied = applied.map_err(failed)?;
    Ok(schema::schema(MIGRATIONS, DOWN, &migrator(), applied))
}

/// Where it is kept which of them were applied.
pub(super) const TABLE: &str = "buildamp_migrations";

pub(super) const MIGRATIONS: &[Known] = &[
    (1, "events", include_str!("migrations/0001_events.sql")),
    (2, "sessions", include_str!("migrations/0002_sessions.sql")),
    (
        3,
        "operations",
        include_str!("migrations/0003_operations.sql"),
    ),
    (4, "steps", include_str!("migrations/0004_steps.sql")),
    (5, "crons", include_str!("migrations/0005_crons.sql")),
    (6, "limits", include_str!("migrations/0006_limits.sql")),
    (
        7,
        "debounces",
        include_str!("migrations/0007_debounces.sql"),
    ),
    (8, "growth", include_str!("migrations/0008_growth.sql")),
    (9, "expects", include_str!("migrations/0009_expects.sql")),
    (
        10,
        "compatibility",
        include_str!("migrations/0010_compatibility.sql"),
    ),
    (12, "erasure", include_str!("migrations/0012_erasure.sql")),
    (13, "secrets", include_str!("migrations/0013_secrets.sql")),
    (
        16,
        "processes",
        include_str!("migrations/0016_processes.sql"),
    ),
    (17, "results", include_str!("migrations/0017_results.sql")),
    (
        18,
        "continuations",
        include_str!("migrations/0018_continuations.sql"),
    ),
    (
        21,
        "last_attempts",
        include_str!("migrations/0021_last_attempts.sql"),
    ),
    (24, "modes", include_str!("migrations/0024_modes.sql")),
    (25, "inbox", include_str!("migrations/0025_inbox.sql")),
    (26, "origins", include_str!("migrations/0026_origins.sql")),
    (27, "calls", include_str!("migrations/0027_calls.sql")),
    (28, "answers", include_str!("migrations/0028_answers.sql")),
    (
        32,
        "new_events",
        include_str!("migrations/0032_new_events.sql"),
    ),
];

/// What takes each of them back.
const DOWN: &[Down] = &[
    (1, include_str!("migrations/0001_events.down.sql")),
    (2, include_str!("migrations/0002_sessions.down.sql")),
    (3, include_str!("migrations/0003_operations.down.sql")),
    (4, include_str!("migrations/0004_steps.down.sql")),
    (5, include_str!("migrations/0005_crons.down.sql")),
    (6, include_str!("migrations/0006_limits.down.sql")),
    (7, include_str!("migrations/0007_debounces.down.sql")),
    (8, include_str!("migrations/0008_growth.down.sql")),
    (9, include_str!("migrations/0009_expects.down.sql")),
    (10, include_str!("migrations/0010_compatibility.down.sql")),
    (12, include_str!("migrations/0012_erasure.down.sql")),
    (13, include_str!("migrations/0013_secrets.down.sql")),
    (16, include_str!("migrations/0016_processes.down.sql")),
    (17, include_str!("migrations/0017_results.down.sql")),
    (18, include_str!("migrations/0018_continuations.down.sql")),
    (21, include_str!("migrations/0021_last_attempts.down.sql")),
    (24, include_str!("migrations/0024_modes.down.sql")),
    (25, include_str!("migrations/0025_inbox.down.sql")),
    (26, include_str!("migrations/0026_origins.down.sql")),
    (27, include_str!("migrations/0027_calls.down.sql")),
    (28, include_str!("migrations/0028_answers.down.sql")),
    (32, include_str!("migrations/0032_new_events.down.sql")),
];

/// The steps behind one, for another tool to apply.
pub(super) fn script(after: i64) -> String {
    // As sqlx makes it: https://github.com/transact-rs/sqlx/blob/main/sqlx-sqlite/src/migrate.rs
    let dialect = Dialect {
        table: include_str!("sql/migrations.sql"),
        name: TABLE,
        bytes: ("X'", "'"),
    };
    schema::script(MIGRATIONS, &migrator(), after, &dialect)
}

pub(super) fn migrator() -> Migrator {
    schema::migrator(MIGRATIONS, TABLE)
}
