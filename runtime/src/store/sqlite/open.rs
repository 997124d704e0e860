//! How the file is opened, and its schema.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::{DatabaseError, Error as SqlxError},
    migrate::{Migration, MigrationType, Migrator},
    sql_str::SqlSafeStr,
};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::failed;
use crate::{Error, Result};

/// The file that a URL names: `sqlite:buildamp.db`, `sqlite:///var/lib/app.db`.
pub(super) fn path(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let problem = |problem: &str| Err(Error::Config(format!("store.url = {url:?}: {problem}")));
    match path {
        "" => problem("write the path of a file behind `sqlite:`"),
        ":memory:" => {
            problem("several connections read one file; use a file in a temporary folder instead")
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

/// Connects. The switch of a new file to the write-ahead log does not wait for other processes that do the same, so it is
/// tried again.
pub(super) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Err(error) => {
                return Err(failed(format!(
                    "{} cannot be opened: {error}",
                    options.get_filename().display()
                )));
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
    if !is_current(&mut connection, migrator).await {
        let mut transaction = connection
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed)?;
        migrator
            .run_direct(None, &mut *transaction, false)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)
}

/// Whether nothing is to be done, found out without a lock. An error means that there is no table yet, or no good one.
async fn is_current(connection: &mut SqliteConnection, migrator: &Migrator) -> bool {
    let applied: Result<Vec<(i64, Vec<u8>)>, SqlxError> = sqlx_core::query_as::query_as(
        "SELECT version, checksum FROM buildamp_migrations ORDER BY version",
    )
    .fetch_all(connection)
    .await;
    let known = migrator
        .iter()
        .map(|migration| (migration.version, migration.checksum.to_vec()));
    applied.is_ok_and(|applied| known.eq(applied))
}

pub(super) fn migrator() -> Migrator {
    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    let mut migrator = Migrator::with_migrations(vec![
        migration(1, "events", include_str!("migrations/0001_events.sql")),
        migration(2, "sessions", include_str!("migrations/0002_sessions.sql")),
    ]);
    // Not sqlx's own name, which belongs to the application's migrations.
    migrator.dangerous_set_table_name("buildamp_migrations");
    migrator
}
