//! The conformance suite on SQLite, and what only SQLite has.

use std::{sync::Arc, time::Duration};

use sqlx_core::connection::ConnectOptions;
use tempfile::TempDir;

use super::{Config, Sqlite, Store, open};

mod memory;
mod plans;
mod schema;
mod streams;
mod writing;

fn config(folder: &TempDir) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.path().join("test.db").display());
    config
}

async fn store(folder: &TempDir) -> Sqlite {
    let store = Sqlite::new(&config(folder), Arc::default()).unwrap();
    store.migrate().await.unwrap();
    store
}

/// A connection that the store knows nothing of.
async fn stranger(folder: &TempDir) -> sqlx_sqlite::SqliteConnection {
    let path = open::path(&config(folder).store.url).unwrap();
    open::options(&path, Duration::from_secs(1))
        .connect()
        .await
        .unwrap()
}
