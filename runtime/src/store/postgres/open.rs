//! How the database is reached, and its schema.

use std::time::Duration;

use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::Error as SqlxError,
    migrate::Migrator,
    query_as::query_as,
};
use sqlx_postgres::PgConnectOptions;

use super::failed;
use crate::{
    Error, Result, Schema,
    store::schema::{self, Applied, Dialect, Known},
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
    Ok(options
        .application_name("buildamp")
        .options([("idle_in_transaction_session_timeout", timeout)]))
}

/// Brings the schema up to date. Processes that start at once do it one after the other.
pub(super) async fn migrate(options: &PgConnectOptions) -> Result<()> {
    let mut connection = options.connect().await.map_err(failed)?;
    let migrated = migrator().run_direct(None, &mut connection, false).await;
    migrated.map_err(failed)?;
    connection.close().await.map_err(failed)
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
        Err(SqlxError::Database(error)) if error.code().as_deref() == Some(UNDEFINED_TABLE) => {
            Vec::new()
        }
        applied => applied.map_err(failed)?,
    };
    Ok(schema::schema(MIGRATIONS, &migrator(), applied))
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
const UNDEFINED_TABLE: &str = "42P01";

const MIGRATIONS: &[Known] = &[
    (1, "events", include_str!("migrations/0001_events.sql")),
    (2, "sessions", include_str!("migrations/0002_sessions.sql")),
    (
        3,
        "operations",
        include_str!("migrations/0003_operations.sql"),
    ),
    (4, "steps", include_str!("migrations/0004_steps.sql")),
    (5, "crons", include_str!("migrations/0005_crons.sql")),
];

/// The steps behind one, for another tool to apply.
pub(super) fn script(after: i64) -> String {
    // As sqlx makes it: https://github.com/transact-rs/sqlx/blob/main/sqlx-postgres/src/migrate.rs
    let dialect = Dialect {
        table: include_str!("sql/migrations.sql"),
        name: "buildamp.migrations",
        bytes: ("'\\x", "'"),
    };
    schema::script(MIGRATIONS, &migrator(), after, &dialect)
}

fn migrator() -> Migrator {
    let mut migrator = schema::migrator(MIGRATIONS, "buildamp.migrations");
    migrator.create_schema("buildamp");
    migrator
}
