//! How the database is reached, and its schema.

use std::time::{Duration, Instant};

use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::{DatabaseError, Error as SqlxError},
    migrate::{Migrate, MigrateError, Migrator},
    query_as::query_as,
    raw_sql::raw_sql,
};
use sqlx_postgres::{PgConnectOptions, PgConnection};

use super::failed;
use crate::{
    Error, Migration, Result, Schema,
    store::schema::{self, Applied, Dialect, Down, Known},
};

/// What every connection is opened with: `postgres://user:password@host:port/database` and the parameters that libpq
/// takes.
///
/// A transaction in which nothing happens for as long as one may be open is ended by the server, so that nobody waits for
/// what a vanished process has locked.
pub(super) fn options(url: &str, tx_timeout: Duration) -> Result<PgConnectOptions> {
    let options: PgConnectOptions = url.parse().map_err(|error| {
        Error::Config(format!(
            "store.url is no URL of PostgreSQL: {error}; write \"postgres://user@host/database\""
        ))
    })?;
    let timeout = tx_timeout.as_millis().max(1).to_string();
    Ok(options.application_name("buildamp").options([
        ("idle_in_transaction_session_timeout", &*timeout),
        // Nothing here runs for so long that compiling it would pay.
        ("jit", "off"),
    ]))
}

/// Brings the schema up to date. Processes that start at once do it one after the other, and each step is one transaction.
pub(super) async fn migrate(options: &PgConnectOptions) -> Result<()> {
    // Where nothing is to be done the user need not own the schema, and waits for nobody.
    let is_done = |it: &Migration| it.applied && !it.differs;
    if schema(options).await?.migrations.iter().all(is_done) {
        return Ok(());
    }
    let mut patient = Patient::new(options).await?;
    let mut migrator = migrator();
    migrator.set_locking(false);
    while let Err(error) = migrator
        .run_direct(None, &mut patient.connection, false)
        .await
    {
        patient.pause(error).await?;
    }
    patient.done().await
}

/// How long a step waits for a lock. Whoever comes after it waits behind it for as long.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '500ms'";

/// How long to let others pass before the next try.
const PAUSE: Duration = Duration::from_millis(500);

/// After so long it is the operator who has to see what holds the lock.
const PATIENCE: Duration = Duration::from_mins(1);

/// The one that changes the schema, alone among all processes, and gives way to those who use it meanwhile.
pub(super) struct Patient {
    pub connection: PgConnection,
    give_up: Instant,
}

impl Patient {
    /// Waits until no other process changes the schema.
    pub(super) async fn new(options: &PgConnectOptions) -> Result<Self> {
        let mut connection = options.connect().await.map_err(failed)?;
        connection.lock().await.map_err(failed)?;
        let timeout = raw_sql(LOCK_TIMEOUT).execute(&mut connection).await;
        timeout.map_err(failed)?;
        Ok(Self {
            connection,
            give_up: Instant::now() + PATIENCE,
        })
    }

    /// Lets others pass when it was a lock that the step has waited for in vain.
    pub(super) async fn pause(&self, error: MigrateError) -> Result<()> {
        if !is_locked(&error) {
            return Err(failed(error));
        }
        if Instant::now() >= self.give_up {
            return Err(failed(format!(
                "for {PATIENCE:?} a transaction has held a lock on what is to be migrated; `SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in%'` shows which, end it and try again: {error}"
            )));
        }
        tracing::info!("the schema is in use by a long transaction, its migration waits");
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    pub(super) async fn done(self) -> Result<()> {
        // With the connection goes the lock.
        self.connection.close().await.map_err(failed)
    }
}

fn is_locked(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == LOCK_NOT_AVAILABLE)
}

/// Whether it is because of a table that is not there.
pub(super) fn is_no_table(error: &dyn DatabaseError) -> bool {
    error.code().as_deref() == Some(UNDEFINED_TABLE)
}

/// How the schema stands. Nothing is changed.
pub(super) async fn schema(options: &PgConnectOptions) -> Result<Schema> {
    let mut connection = options.connect().await.map_err(failed)?;
    let applied: Result<Vec<Applied>, _> =
        query_as("SELECT version, description, checksum FROM buildamp.migrations ORDER BY version")
            .fetch_all(&mut connection)
            .await;
    connection.close().await.map_err(failed)?;
    let applied = match applied {
        Err(SqlxError::Database(error)) if is_no_table(&*error) => Vec::new(),
        applied => applied.map_err(failed)?,
    };
    Ok(schema::schema(MIGRATIONS, DOWN, &migrator(), applied))
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
const UNDEFINED_TABLE: &str = "42P01";
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// Where it is kept which of them were applied.
pub(super) const TABLE: &str = "buildamp.migrations";

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
    (11, "tenants", include_str!("migrations/0011_tenants.sql")),
    (12, "erasure", include_str!("migrations/0012_erasure.sql")),
    (13, "secrets", include_str!("migrations/0013_secrets.sql")),
    (
        15,
        "hand_over",
        include_str!("migrations/0015_hand_over.sql"),
    ),
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
        19,
        "debounce_by_sql",
        include_str!("migrations/0019_debounce_by_sql.sql"),
    ),
    (
        20,
        "single_events",
        include_str!("migrations/0020_single_events.sql"),
    ),
    (
        21,
        "last_attempts",
        include_str!("migrations/0021_last_attempts.sql"),
    ),
    (22, "holds", include_str!("migrations/0022_holds.sql")),
    (23, "chains", include_str!("migrations/0023_chains.sql")),
    (24, "modes", include_str!("migrations/0024_modes.sql")),
    (25, "inbox", include_str!("migrations/0025_inbox.sql")),
    (26, "origins", include_str!("migrations/0026_origins.sql")),
    (27, "calls", include_str!("migrations/0027_calls.sql")),
    (28, "answers", include_str!("migrations/0028_answers.sql")),
    (29, "receipts", include_str!("migrations/0029_receipts.sql")),
    (
        30,
        "lone_events",
        include_str!("migrations/0030_lone_events.sql"),
    ),
    (
        31,
        "bare_statements",
        include_str!("migrations/0031_bare_statements.sql"),
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
    (11, include_str!("migrations/0011_tenants.down.sql")),
    (12, include_str!("migrations/0012_erasure.down.sql")),
    (13, include_str!("migrations/0013_secrets.down.sql")),
    (15, include_str!("migrations/0015_hand_over.down.sql")),
    (16, include_str!("migrations/0016_processes.down.sql")),
    (17, include_str!("migrations/0017_results.down.sql")),
    (18, include_str!("migrations/0018_continuations.down.sql")),
    (19, include_str!("migrations/0019_debounce_by_sql.down.sql")),
    (20, include_str!("migrations/0020_single_events.down.sql")),
    (21, include_str!("migrations/0021_last_attempts.down.sql")),
    (22, include_str!("migrations/0022_holds.down.sql")),
    (23, include_str!("migrations/0023_chains.down.sql")),
    (24, include_str!("migrations/0024_modes.down.sql")),
    (25, include_str!("migrations/0025_inbox.down.sql")),
    (26, include_str!("migrations/0026_origins.down.sql")),
    (27, include_str!("migrations/0027_calls.down.sql")),
    (28, include_str!("migrations/0028_answers.down.sql")),
    (29, include_str!("migrations/0029_receipts.down.sql")),
    (30, include_str!("migrations/0030_lone_events.down.sql")),
    (31, include_str!("migrations/0031_bare_statements.down.sql")),
];

/// The steps behind one, for another tool to apply.
pub(super) fn script(after: i64) -> String {
    // As sqlx makes it: https://github.com/transact-rs/sqlx/blob/main/sqlx-postgres/src/migrate.rs
    let dialect = Dialect {
        table: include_str!("sql/migrations.sql"),
        name: TABLE,
        bytes: ("'\\x", "'"),
    };
    schema::script(MIGRATIONS, &migrator(), after, &dialect)
}

fn migrator() -> Migrator {
    let mut migrator = schema::migrator(MIGRATIONS, TABLE);
    migrator.create_schema("buildamp");
    migrator
}
