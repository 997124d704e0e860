//! What an operator does to the schema of a file.

use std::{fs::File, io::Read, path::Path};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::Error as SqlxError,
    migrate::Migrate,
    query_as::query_as,
    query_scalar::query_scalar,
    raw_sql::raw_sql,
    sql_str::AssertSqlSafe,
};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection};

use super::{Sqlite, failed, memory::Place, open};
use crate::{
    Finding, Migration, Result,
    store::{
        Store,
        drift::{Catalogs, Part, Upkeep},
        schema,
    },
};

#[async_trait]
impl Upkeep for Sqlite {
    async fn unfit(&self) -> Result<Option<String>> {
        let applied = query_as(include_str!("sql/applied.sql"));
        let applied = self.readers.watch(|on| applied.fetch_all(on).boxed());
        let applied: Vec<(i64, String, bool)> = match applied.await {
            // It was taken back so far that nothing tells any more what breaks with whom.
            Err(SqlxError::Database(error)) if open::is_no_table(&*error) => {
                let known = self.schema().await?.migrations.into_iter();
                let applied = known.filter(|it| it.applied);
                applied.map(|it| (it.version, it.name, false)).collect()
            }
            applied => applied.map_err(failed)?,
        };
        Ok(schema::unfit(open::MIGRATIONS, &applied))
    }

    async fn examine(&self) -> Result<Vec<Finding>> {
        let path = match &self.place {
            Place::File(path) => path,
            Place::Memory(_) => return Ok(vec![Finding::ok("database", "SQLite, in memory")]),
        };
        let shown = path.display();
        if !path.is_file() {
            let says = format!("there is no file {shown} yet");
            let help = "`buildamp migrate up` makes it, as the application does when it starts";
            return Ok(vec![Finding::warning("database", says, help)]);
        }
        Ok(vec![
            Finding::ok("database", format!("SQLite, {shown}")),
            journal(path)?,
            disk(path),
        ])
    }

    async fn undo(&self, back: &[&Migration]) -> Result<()> {
        let mut connection = self.look().await?;
        let transaction = connection.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = transaction.map_err(failed)?;
        for step in schema::undoing(back) {
            let undone = transaction.revert(open::TABLE, &step).await;
            undone.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        connection.close().await.map_err(failed)
    }

    async fn catalogs(&self, up: &[&'static str], down: &[&'static str]) -> Result<Catalogs> {
        let found = if self.place.exists() {
            let mut connection = self.look().await?;
            let found = catalog(&mut connection).await?;
            connection.close().await.map_err(failed)?;
            found
        } else {
            Vec::new()
        };
        let nowhere = SqliteConnectOptions::new().in_memory(true);
        let mut connection = nowhere.connect().await.map_err(failed)?;
        run(&mut connection, up).await?;
        let made = catalog(&mut connection).await?;
        run(&mut connection, down).await?;
        let left = catalog(&mut connection).await?;
        Ok(Catalogs { found, made, left })
    }

    async fn count(&self, part: &Part) -> Result<u64> {
        let mut connection = self.look().await?;
        let count = query_scalar(AssertSqlSafe(schema::count(part)));
        let count: i64 = count.fetch_one(&mut connection).await.map_err(failed)?;
        connection.close().await.map_err(failed)?;
        count.try_into().map_err(failed)
    }
}

impl Sqlite {
    /// A connection to a file that is there.
    async fn look(&self) -> Result<SqliteConnection> {
        open::connect(&self.options.clone().create_if_missing(false)).await
    }
}

async fn run(connection: &mut SqliteConnection, steps: &[&'static str]) -> Result<()> {
    for &step in steps {
        let done = raw_sql(step).execute(&mut *connection).await;
        done.map_err(failed)?;
    }
    Ok(())
}

async fn catalog(connection: &mut SqliteConnection) -> Result<Vec<Part>> {
    let parts: Vec<(String, Option<String>, String, String)> =
        query_as(include_str!("sql/catalog.sql"))
            .fetch_all(connection)
            .await
            .map_err(failed)?;
    let part = |(kind, parent, name, definition): (_, _, _, String)| {
        Part::new(kind, parent, name, &definition)
    };
    Ok(parts.into_iter().map(part).collect())
}

/// Whether readers and the writer go on beside each other. Looking at the file's header sets nothing, as opening it would:
/// <https://www.sqlite.org/fileformat2.html#file_format_version_numbers>
fn journal(path: &Path) -> Result<Finding> {
    let mut header = Vec::new();
    let file = File::open(path)?;
    file.take(20).read_to_end(&mut header)?;
    Ok(match header.get(18..) {
        Some([2, 2]) => Finding::ok("journal", "journal_mode = WAL"),
        _ => Finding::warning(
            "journal",
            "the file is not in WAL mode: somebody has changed it, and readers and the writer hold each other up",
            "the application sets it when it starts; `PRAGMA journal_mode = WAL` does so now",
        ),
    })
}

/// On whose word SQLite's locks cannot be relied.
const NETWORKS: [&str; 11] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.glusterfs",
    "fuse.sshfs",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
];

/// Whether the file lies on a disk of this machine, where the machine tells: <https://www.sqlite.org/useovernet.html>
fn disk(path: &Path) -> Finding {
    let Some(kind) = file_system(path) else {
        return Finding::ok("disk", "this machine does not tell which file system it is");
    };
    if NETWORKS.contains(&kind.as_str()) {
        let says = format!(
            "the file lies on a network file system ({kind}), where two processes can destroy it"
        );
        let help = "let `[store] url` name a file on a disk of this machine, or use PostgreSQL";
        return Finding::problem("disk", says, help);
    }
    Finding::ok("disk", format!("the file lies on this machine ({kind})"))
}

/// The kind of the file system that is mounted nearest: `36 35 98:0 / /mnt rw master:1 - ext3 /dev/root rw`.
fn file_system(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let mounts = mounts.lines().filter_map(|line| {
        let (place, what) = line.split_once(" - ")?;
        let place = place.split(' ').nth(4)?;
        path.starts_with(place)
            .then_some((place.len(), what.split(' ').next()?))
    });
    let nearest = mounts.max_by_key(|(length, _)| *length);
    nearest.map(|(_, kind)| kind.to_owned())
}
