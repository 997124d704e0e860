//! Moves what the write-ahead log holds into the database beside the writer. A commit that did so, as SQLite has it, would keep
//! all others waiting for as long as some megabytes take.

use std::time::Duration;

use sqlx_core::{query_as::query_as, sql_str::SqlStr};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::mpsc;

use super::{failed, open};
use crate::Result;

/// Fewer pages may stay in the log, as SQLite has it.
const ENOUGH: i64 = 1000;

/// What was written while others were moved takes a fraction of their time.
const TIMES: usize = 3;

/// With so many pages in the log a commit does move them, so that the log begins anew: beside one that writes all the time nobody
/// else ever comes to its end. Most of them have been moved then.
pub(super) const AT_MOST: &str = "8192";

/// How often the log is looked at while it is written to.
const PAUSE: Duration = Duration::from_millis(100);

/// Who is told of each commit. It ends with the sender.
pub(super) fn start(options: SqliteConnectOptions) -> mpsc::Sender<()> {
    let (written, told) = mpsc::channel(1);
    tokio::spawn(keep_short(options, told));
    written
}

async fn keep_short(options: SqliteConnectOptions, mut written: mpsc::Receiver<()>) {
    let mut connection = None;
    while written.recv().await.is_some() {
        tokio::time::sleep(PAUSE).await;
        let moved = match &mut connection {
            Some(connection) => move_enough(connection).await,
            None => match open::connect(&options).await {
                Ok(opened) => move_enough(connection.insert(opened)).await,
                Err(error) => Err(error),
            },
        };
        if let Err(error) = moved {
            tracing::debug!(%error, "the write-ahead log could not be moved into the database, a commit will do it");
            connection = None;
        }
    }
}

/// What is written meanwhile is moved as well, a few times: the log begins anew when all of it is in the database at the moment of
/// a commit.
async fn move_enough(connection: &mut SqliteConnection) -> Result<()> {
    for _ in 0..TIMES {
        let (_, written, moved) = checkpoint(connection, "PRAGMA wal_checkpoint(NOOP)").await?;
        if written < ENOUGH || written == moved {
            break;
        }
        checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

/// Whether another one was at it, how many pages are in the log, and how many of them in the database:
/// <https://www.sqlite.org/pragma.html#pragma_wal_checkpoint>.
async fn checkpoint(
    connection: &mut SqliteConnection,
    how: &'static str,
) -> Result<(bool, i64, i64)> {
    let how = SqlStr::from_static(how);
    query_as(how).fetch_one(connection).await.map_err(failed)
}
