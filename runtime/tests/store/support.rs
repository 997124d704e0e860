//! An application on a file of its own.

use std::path::PathBuf;

use buildamp_runtime::{App, Config, Event};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tempfile::TempDir;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    pub text: String,
}

impl Event for Noted {
    const TYPE: &'static str = "desk.noted";

    fn subject(&self) -> Option<String> {
        Some(format!("note/{}", self.text))
    }
}

pub fn noted(text: &str) -> Noted {
    Noted {
        text: text.to_owned(),
    }
}

/// What the handler of a [`Noted`] emits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    pub text: String,
}

impl Event for Filed {
    const TYPE: &'static str = "desk.filed";
}

/// A folder with the application's file in it.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn config(&self) -> Config {
        let mut config = Config::default();
        config.store.url = format!("sqlite:{}", self.file().display());
        config
    }

    pub fn app(&self) -> App {
        App::new(self.config())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("desk.db")
    }

    /// A connection that the application knows nothing of.
    pub async fn stranger(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite:{}", self.file().display()))
            .await
            .unwrap()
    }

    /// The first column of what a query finds, as text.
    pub async fn read(&self, sql: &str) -> Vec<String> {
        let mut stranger = self.stranger().await;
        sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT CAST(found AS TEXT) FROM (SELECT NULL AS found WHERE false UNION ALL {sql})"
        )))
        .fetch_all(&mut stranger)
        .await
        .unwrap()
    }

    /// The texts of the events on record, in order.
    pub async fn texts(&self) -> Vec<String> {
        self.read("SELECT data ->> 'text' FROM buildamp_events")
            .await
    }
}
