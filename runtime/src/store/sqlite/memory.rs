//! Where the database lies: in a file, or in the memory of the process.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

use super::{Sqlite, line::Line, open, read::Readers, writer::Writers};
use crate::{
    Error, Result,
    store::{Capabilities, Reach},
};

pub(super) enum Place {
    File(PathBuf),
    Memory(Memory),
}

/// A database without a file. It is there as long as a connection to it is.
pub(super) struct Memory {
    /// No other store of this process has it.
    name: String,
    /// Does nothing, and keeps what is stored when the connection that writes is given up.
    held: OnceCell<Mutex<SqliteConnection>>,
}

impl Sqlite {
    pub(crate) const IN_A_FILE: Capabilities = Capabilities {
        persistence: true,
        cross_instance: Reach::Machine,
        reads_beside_writes: true,
    };
    pub(crate) const IN_MEMORY: Capabilities = Capabilities {
        persistence: false,
        cross_instance: Reach::Process,
        reads_beside_writes: false,
    };
}

impl Place {
    pub(super) fn of(url: &str) -> Result<Self> {
        match url.strip_prefix("memory:") {
            None => open::path(url).map(Self::File),
            Some("") => Ok(Self::Memory(Memory {
                name: format!("/buildamp-{}", Uuid::now_v7()),
                held: OnceCell::new(),
            })),
            Some(_) => Err(Error::Config(format!(
                "store.url = {url:?}: write \"memory:\" and nothing behind it, each application has a store of its own there"
            ))),
        }
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        match self {
            Self::File(_) => Sqlite::IN_A_FILE,
            Self::Memory(_) => Sqlite::IN_MEMORY,
        }
    }

    /// What every connection is opened with.
    pub(super) fn options(&self, tx_timeout: Duration) -> SqliteConnectOptions {
        match self {
            Self::File(path) => open::options(path, tx_timeout),
            // Connections of one process share what SQLite's own memdb holds under a name that begins with a slash:
            // https://github.com/sqlite/sqlite/blob/version-3.50.2/src/memdb.c#L55
            Self::Memory(memory) => open::options(memory.name.as_ref(), tx_timeout)
                .vfs("memdb")
                .journal_mode(SqliteJournalMode::Memory)
                .synchronous(SqliteSynchronous::Off),
        }
    }

    /// Where processes that write wait for each other: a store in memory has one alone.
    pub(super) fn line(&self, tx_timeout: Duration) -> Option<Line> {
        match self {
            Self::File(path) => Some(Line::before(path, tx_timeout.saturating_mul(2))),
            Self::Memory(_) => None,
        }
    }

    /// Where it is read: there is no write-ahead log in memory, by which readers would go on beside the writer, so they take
    /// turns with it.
    pub(super) fn readers(
        &self,
        options: &SqliteConnectOptions,
        writers: &Arc<Writers>,
    ) -> Readers {
        match self {
            Self::File(_) => Readers::new(options),
            Self::Memory(_) => Readers::in_turn(Arc::clone(writers)),
        }
    }

    /// Whether there is a database.
    pub(super) fn exists(&self) -> bool {
        match self {
            Self::File(path) => path.is_file(),
            Self::Memory(memory) => memory.held.initialized(),
        }
    }

    /// Keeps what is in memory from now on.
    pub(super) async fn hold(&self, options: &SqliteConnectOptions) -> Result<()> {
        if let Self::Memory(memory) = self {
            let hold = async || open::connect(options).await.map(Mutex::new);
            memory.held.get_or_try_init(hold).await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.fmt(f),
            Self::Memory(memory) => f.write_str(&memory.name),
        }
    }
}
