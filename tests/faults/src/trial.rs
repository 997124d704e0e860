//! One scenario on one database with one seed.

use std::{fmt, path::PathBuf, sync::OnceLock};

use anyhow::Result;
use rand::{SeedableRng as _, rngs::StdRng};
use servers::Postgres;

/// A database that is under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Store {
    Sqlite,
    Postgres,
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// What a scenario is given.
#[derive(Debug, Clone)]
pub struct Trial {
    pub store: Store,
    pub seed: u64,
    /// Whether it is to take seconds and not minutes.
    pub short: bool,
    /// Where files and ledgers lie.
    pub folder: PathBuf,
}

impl Trial {
    /// All chance of a trial comes from here.
    pub fn chance(&self) -> StdRng {
        StdRng::seed_from_u64(self.seed)
    }

    /// The one or the other.
    pub fn either<T>(&self, full: T, short: T) -> T {
        if self.short { short } else { full }
    }

    /// A database on a server that nothing happens to, with its defaults.
    pub fn database(&self) -> String {
        static SERVER: OnceLock<Postgres> = OnceLock::new();
        match self.store {
            Store::Sqlite => self.file(),
            Store::Postgres => SERVER.get_or_init(|| Postgres::start(&[])).database(),
        }
    }

    /// An SQLite file in the folder.
    pub fn file(&self) -> String {
        format!("sqlite:{}", self.folder.join("events.db").display())
    }
}

/// What a scenario comes to.
pub type Outcome = Result<Vec<crate::figure::Figure>>;
