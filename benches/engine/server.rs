//! The database that all are measured on, and what it and its clients have spent.

use std::{fs, process};

use servers::Postgres;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tempfile::TempDir;

use super::Done;

/// Where the subjects have their databases.
pub enum Place {
    /// On a server.
    Postgres(Server),
    /// In files of their own.
    Sqlite(Files),
}

impl Place {
    /// A new database, with nothing to be written for those before.
    pub async fn database(&mut self) -> Done<String> {
        match self {
            Self::Postgres(server) => server.database().await,
            Self::Sqlite(files) => Ok(files.database()),
        }
    }

    /// Writes out what waits to be written.
    pub async fn settle(&mut self) -> Done {
        match self {
            Self::Postgres(server) => server.settle().await,
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// What was spent so far in this database.
    pub async fn spent(&mut self, url: &str) -> Done<Spent> {
        match self {
            Self::Postgres(server) => server.spent(url).await,
            Self::Sqlite(_) => Ok(Spent {
                cpu: of_clients() / TICKS,
                ..Spent::default()
            }),
        }
    }
}

/// A folder with a file for each database.
pub struct Files {
    folder: TempDir,
    made: u32,
}

impl Files {
    pub fn new() -> Done<Self> {
        Ok(Self {
            folder: TempDir::new()?,
            made: 0,
        })
    }

    fn database(&mut self) -> String {
        self.made += 1;
        let file = self.folder.path().join(format!("{}.db", self.made));
        format!("sqlite:{}", file.display())
    }
}

/// The server.
pub struct Server {
    cluster: Postgres,
    admin: PgConnection,
    postmaster: u32,
}

/// What was spent so far, by everybody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    pub statements: f64,
    pub commits: f64,
    pub flushes: f64,
    pub wal_bytes: f64,
    /// Seconds of all processors, of the server and of the processes that were waited for.
    pub cpu: f64,
}

impl Server {
    pub async fn start() -> Done<Self> {
        let cluster = Postgres::start(&["shared_preload_libraries=pg_stat_statements"]);
        let url = cluster.database();
        let mut admin = PgConnection::connect(&url).await?;
        sqlx::query("CREATE EXTENSION pg_stat_statements")
            .execute(&mut admin)
            .await?;
        let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
            .fetch_one(&mut admin)
            .await?;
        let postmaster = stat(backend.unsigned_abs()).ok_or("no backend")?.parent;
        Ok(Self {
            cluster,
            admin,
            postmaster,
        })
    }

    /// A new database; what was written before is on disk, so that nobody pays for it.
    async fn database(&mut self) -> Done<String> {
        let url = self.cluster.database();
        self.settle().await?;
        Ok(url)
    }

    async fn settle(&mut self) -> Done {
        sqlx::query("CHECKPOINT").execute(&mut self.admin).await?;
        Ok(())
    }

    async fn spent(&mut self, url: &str) -> Done<Spent> {
        // What other sessions have counted is there once they have ended, or a moment later.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        let cpu = self.cpu();
        let name = url.rsplit('/').next().unwrap_or_default();
        let spent = AssertSqlSafe(format!(
            "SELECT
                (SELECT coalesce(sum(calls), 0)::float8 FROM pg_stat_statements WHERE dbid = d.oid) AS statements,
                s.xact_commit::float8 AS commits, w.wal_sync::float8 AS flushes, w.wal_bytes::float8 AS wal_bytes
            FROM pg_database AS d JOIN pg_stat_database AS s ON s.datid = d.oid CROSS JOIN pg_stat_wal AS w
            WHERE d.datname = '{name}'"
        ));
        let row = sqlx::query(spent).fetch_one(&mut self.admin).await?;
        Ok(Spent {
            statements: row.try_get("statements")?,
            commits: row.try_get("commits")?,
            flushes: row.try_get("flushes")?,
            wal_bytes: row.try_get("wal_bytes")?,
            cpu,
        })
    }

    fn cpu(&self) -> f64 {
        let server = fs::read_dir("/proc").into_iter().flatten().flatten();
        let server = server.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let server: u64 = server
            .filter_map(|id: u32| Some((id, stat(id)?)))
            .map(|(id, stat)| match id == self.postmaster {
                true => stat.own + stat.of_ended,
                false if stat.parent == self.postmaster => stat.own,
                false => 0,
            })
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a sum of times")]
        let ticks = server as f64;
        (of_clients() + ticks) / TICKS
    }
}

impl Spent {
    /// For each of so many, since then.
    pub fn each_since(self, before: Self, n: f64) -> Self {
        Self {
            statements: (self.statements - before.statements) / n,
            commits: (self.commits - before.commits) / n,
            flushes: (self.flushes - before.flushes) / n,
            wal_bytes: (self.wal_bytes - before.wal_bytes) / n,
            cpu: (self.cpu - before.cpu) / n,
        }
    }
}

/// Ticks in a second, as `/proc` counts on Linux. <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
pub const TICKS: f64 = 100.0;

/// Ticks of the processes that were waited for.
fn of_clients() -> f64 {
    let ticks = stat(process::id()).map_or(0, |own| own.of_ended);
    #[expect(clippy::cast_precision_loss, reason = "a sum of times")]
    let ticks = ticks as f64;
    ticks
}

pub struct Stat {
    parent: u32,
    pub own: u64,
    of_ended: u64,
}

/// What a process has spent so far; `None` where there is none.
pub fn stat(process: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: ticks(11)? + ticks(12)?,
        of_ended: ticks(13)? + ticks(14)?,
    })
}
