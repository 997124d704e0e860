//! The connection on which a worker looks around, a dozen times a second: a pool asks twice whether a connection is there, each
//! time that it is used.

use std::{fs, path::PathBuf, time::SystemTime};

use futures_util::future::BoxFuture;
use sqlx_core::{
    connection::ConnectOptions, error::Error as SqlxError, query_scalar::query_scalar,
};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::Mutex;

/// Opened when it is needed, and anew after an error.
pub(super) struct Watcher {
    options: SqliteConnectOptions,
    /// The write-ahead log, which each commit writes to.
    log: PathBuf,
    watching: Mutex<Option<Watching>>,
}

struct Watching {
    connection: SqliteConnection,
    /// The version of the database when it was asked for last; nobody knows what happened before.
    seen: Option<i64>,
    /// How the log stood before that.
    log: Option<Log>,
    /// Whether it stood so at the time before, too: whatever is written to it now has another time.
    is_settled: bool,
}

/// When the log was last written to, and its size.
type Log = (SystemTime, u64);

impl Watcher {
    pub(super) fn new(options: &SqliteConnectOptions) -> Self {
        let mut log = options.get_filename().as_os_str().to_owned();
        log.push("-wal");
        Self {
            options: options.clone(),
            log: log.into(),
            watching: Mutex::new(None),
        }
    }

    pub(super) async fn read<R>(
        &self,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R, SqlxError>>,
    ) -> Result<R, SqlxError> {
        let mut watching = self.watching.lock().await;
        let read = what(&mut self.open(&mut watching).await?.connection).await;
        if read.is_err() {
            *watching = None;
        }
        read
    }

    /// Whether anything was written since the last call, by whichever connection. Called less often than the times of files go on,
    /// which is a hundredth of a second.
    pub(super) async fn changed(&self) -> Result<bool, SqlxError> {
        let mut watching = self.watching.lock().await;
        let it = self.open(&mut watching).await?;
        let log = self.log();
        let is_the_same = log.is_some() && log == it.log;
        if is_the_same && it.is_settled {
            return Ok(false);
        }
        let version = query_scalar("PRAGMA data_version")
            .fetch_one(&mut it.connection)
            .await;
        match version {
            Ok(version) => {
                it.log = log;
                it.is_settled = is_the_same;
                Ok(it.seen.replace(version) != Some(version))
            }
            Err(error) => {
                *watching = None;
                Err(error)
            }
        }
    }

    /// Asking the file system costs a hundredth of asking SQLite. Windows says late when a file was written to.
    fn log(&self) -> Option<Log> {
        let log = fs::metadata(&self.log).ok().filter(|_| cfg!(unix))?;
        Some((log.modified().ok()?, log.len()))
    }

    /// It stays where it is when whoever reads does not wait for the answer.
    async fn open<'w>(
        &self,
        watching: &'w mut Option<Watching>,
    ) -> Result<&'w mut Watching, SqlxError> {
        match watching.take() {
            Some(open) => Ok(watching.insert(open)),
            None => Ok(watching.insert(Watching {
                connection: self.options.connect().await?,
                seen: None,
                log: None,
                is_settled: false,
            })),
        }
    }
}
