//! What looks on while workers are killed: a connection of its own, and the workers as processes.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::{WORKER, processes::Process};

/// A connection of its own.
pub enum Onlooker {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Onlooker {
    pub async fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        Ok(if url.starts_with("sqlite:") {
            Self::Sqlite(SqliteConnection::connect(url).await?)
        } else {
            Self::Postgres(PgConnection::connect(url).await?)
        })
    }

    /// The engine's tables are called alike, with a prefix on SQLite and in a schema on PostgreSQL.
    pub async fn scalar(&mut self, sql: &str) -> Result<i64, sqlx::Error> {
        match self {
            Self::Sqlite(db) => {
                let query = sqlx::query_scalar(AssertSqlSafe(sql));
                query.fetch_one(db).await
            }
            Self::Postgres(db) => {
                let sql = sql.replace("buildamp_", "buildamp.");
                let query = sqlx::query_scalar(AssertSqlSafe(sql));
                query.fetch_one(db).await
            }
        }
    }

    /// The deliveries that are running, each with its attempt.
    pub async fn running(&mut self) -> Result<Vec<(i64, i64)>, sqlx::Error> {
        match self {
            Self::Sqlite(db) => {
                let running =
                    "select id, attempt from buildamp_deliveries where worker is not null";
                sqlx::query_as(running).fetch_all(db).await
            }
            Self::Postgres(db) => {
                let running =
                    "select id, attempt::bigint from buildamp.deliveries where worker is not null";
                sqlx::query_as(running).fetch_all(db).await
            }
        }
    }

    /// What the database itself says of its pages.
    pub async fn integrity(&mut self) -> Result<String, sqlx::Error> {
        match self {
            Self::Sqlite(db) => {
                let check = sqlx::query_scalar("pragma integrity_check");
                check.fetch_one(db).await
            }
            // It has no such question; it was not the server that was killed.
            Self::Postgres(_) => Ok("ok".to_owned()),
        }
    }
}

/// How many of them no further attempt has taken up. What a worker had sent to the server before it was killed may have been
/// committed after it.
pub fn waiting(orphans: &[(i64, i64)]) -> String {
    let attempts: Vec<String> = orphans
        .iter()
        .map(|(id, attempt)| format!("({id}, {attempt})"))
        .collect();
    format!(
        "with orphan (id, attempt) as (values {}) select count(*) from orphan natural join buildamp_deliveries \
         where state <> 'succeeded'",
        attempts.join(", ")
    )
}

pub async fn wait(
    db: &mut Onlooker,
    sql: &str,
    so: impl Fn(i64) -> bool,
) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    loop {
        let count = db.scalar(sql).await?;
        if so(count) {
            return Ok(());
        }
        check(
            begun.elapsed() < Duration::from_mins(1),
            format!("after a minute still {count}: {sql}"),
        )?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub fn check(holds: bool, otherwise: String) -> Result<(), Box<dyn Error>> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

/// A worker as a process of its own.
pub fn start(url: &str) -> Result<Process, Box<dyn Error>> {
    Ok(Process::start(&[(WORKER, url)])?)
}
