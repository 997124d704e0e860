//! What an application by hand stores with: sqlx, in a transaction of two statements.

use std::sync::Arc;

use sqlx::{
    Executor as _, PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Done;

/// A database, as durable as BuildAmp has it.
#[derive(Debug, Clone)]
pub enum Bare {
    Postgres(Arc<PgPool>),
    Sqlite(Arc<SqlitePool>),
}

/// What a request stores: a row of its own, with an id and a text, and an event.
#[derive(Debug)]
pub struct Stored {
    pub id: String,
    pub text: String,
    pub event: String,
}

const CREATE: &str = "CREATE TABLE own (id text PRIMARY KEY, text text NOT NULL, at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)";
const CREATE_ON_POSTGRES: &str =
    "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL, data text NOT NULL,
        at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)";
const CREATE_ON_SQLITE: &str =
    "CREATE TABLE events (id INTEGER PRIMARY KEY, type TEXT NOT NULL, data TEXT NOT NULL,
        at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)";
const OWN: &str = "INSERT INTO own (id, text) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const EVENT: &str = "INSERT INTO events (type, data) VALUES ('bench.edge', $1)";

impl Bare {
    pub async fn open(url: &str) -> Done<Self> {
        if !url.starts_with("sqlite:") {
            let pool = PgPoolOptions::new().max_connections(16);
            let pool = pool.connect(url).await?;
            pool.execute(CREATE).await?;
            pool.execute(CREATE_ON_POSTGRES).await?;
            return Ok(Self::Postgres(Arc::new(pool)));
        }
        let options = url.parse::<SqliteConnectOptions>()?;
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        // SQLite has one writer.
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options).await?;
        pool.execute(CREATE).await?;
        pool.execute(CREATE_ON_SQLITE).await?;
        Ok(Self::Sqlite(Arc::new(pool)))
    }

    /// Stores the row, and the event if the row is new.
    pub async fn store(&self, stored: &Stored) -> sqlx::Result<()> {
        let own = (OWN, &stored.id, &stored.text);
        match self {
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let new = sqlx::query(own.0).bind(own.1).bind(own.2);
                if new.execute(&mut *tx).await?.rows_affected() == 1 {
                    let event = sqlx::query(EVENT).bind(&stored.event);
                    event.execute(&mut *tx).await?;
                }
                tx.commit().await
            }
            Self::Sqlite(pool) => {
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                let new = sqlx::query(own.0).bind(own.1).bind(own.2);
                if new.execute(&mut *tx).await?.rows_affected() == 1 {
                    let event = sqlx::query(EVENT).bind(&stored.event);
                    event.execute(&mut *tx).await?;
                }
                tx.commit().await
            }
        }
    }
}
