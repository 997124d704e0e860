//! The conformance suite on SQLite without a file.

use std::sync::Arc;

use futures_util::{FutureExt, TryFutureExt};
use sqlx_core::raw_sql::raw_sql;

use super::{Config, Sqlite, Store};
use crate::{
    EventFilter,
    store::{
        conformance::{emit, event},
        sqlite::{failed, writer::Work},
    },
    tx::Connection,
};

async fn store(config: &Config) -> Sqlite {
    let store = Sqlite::new(config, Arc::default()).unwrap();
    store.migrate().await.unwrap();
    store
}

async fn fresh() -> (Sqlite, Config) {
    let mut config = Config::default();
    config.store.url = "memory:".to_owned();
    (store(&config).await, config)
}

/// What is stored is there as long as the store is, also when the connection that writes is given up.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_outlives_the_connection_that_writes() {
    let (store, _config) = fresh().await;
    emit(&store, &[event("a.b")]).await;
    let mut tx = store.begin().await.unwrap();
    let Connection::Sqlite(open) = &mut tx else {
        panic!("it is SQLite")
    };
    let broken = open.guard().await.unwrap().run(Work::NONE, |connection| {
        raw_sql("ROLLBACK")
            .execute(connection)
            .map_err(failed)
            .boxed()
    });
    broken.await.unwrap_err();
    drop(tx);
    emit(&store, &[event("a.c")]).await;
    let events = store.records().events(&EventFilter::default()).await;
    assert_eq!(events.unwrap().len(), 2);
}
