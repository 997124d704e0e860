//! How the database is reached, and its schema.

use std::time::Duration;

use sqlx_core::{
    connection::{ConnectOptions, Connection},
    migrate::{Migration, MigrationType, Migrator},
    sql_str::SqlSafeStr,
};
use sqlx_postgres::PgConnectOptions;

use super::failed;
use crate::{Error, Result};

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

fn migrator() -> Migrator {
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
    migrator.create_schema("buildamp");
    // Not sqlx's own name, which belongs to the application's migrations.
    migrator.dangerous_set_table_name("buildamp.migrations");
    migrator
}
