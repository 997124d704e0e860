//! What is on record, read over connections that cannot write.

use async_trait::async_trait;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx_core::{
    connection::ConnectOptions,
    pool::{Pool, PoolOptions},
    query::query,
    query_scalar::query_scalar,
};
use sqlx_sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection};
use tokio::sync::Mutex;

use super::{failed, rows};
use crate::{
    Attempt, Consumer, Delivery, DeliveryId, Envelope, EventId, Result,
    store::{EventFilter, Records},
};

pub(super) struct Readers {
    pool: Pool<Sqlite>,
    options: SqliteConnectOptions,
    /// The connection that watches for changes, and the version that it saw last.
    watcher: Mutex<Option<(SqliteConnection, i64)>>,
}

impl Readers {
    pub(super) fn new(options: &SqliteConnectOptions) -> Self {
        let options = options.clone().read_only(true).create_if_missing(false);
        let pool = PoolOptions::new()
            .max_connections(4)
            .connect_lazy_with(options.clone());
        Self {
            pool,
            options,
            watcher: Mutex::new(None),
        }
    }

    pub(super) fn pool(&self) -> &Pool<Sqlite> {
        &self.pool
    }
}

/// The condition on the column that has an index, for the planner; the others only filter what it finds.
pub(super) fn events_by(filter: &EventFilter) -> &'static str {
    match filter {
        EventFilter { id: Some(_), .. } => {
            concat!(include_str!("sql/events.sql"), "AND id = ?1 ORDER BY seq")
        }
        EventFilter {
            correlation_id: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND correlation_id = ?3 ORDER BY seq"
            )
        }
        EventFilter {
            session_id: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND session_id = ?4 ORDER BY seq"
            )
        }
        EventFilter {
            subject: Some(_),
            tenant: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND tenant = ?6 AND subject = ?5 ORDER BY seq"
            )
        }
        _ => concat!(include_str!("sql/events.sql"), "ORDER BY seq"),
    }
}

#[async_trait]
impl Records for Readers {
    async fn next_due(&self, consumers: &[String]) -> Result<Option<Timestamp>> {
        let due = query_scalar(include_str!("sql/next_due.sql")).bind(rows::json(consumers)?);
        let due: Option<i64> = due.fetch_one(&self.pool).await.map_err(failed)?;
        due.map(rows::timestamp).transpose()
    }

    async fn open(&self, consumers: &[String]) -> Result<u64> {
        let open = query_scalar(include_str!("sql/open.sql")).bind(rows::json(consumers)?);
        let open: i64 = open.fetch_one(&self.pool).await.map_err(failed)?;
        u64::try_from(open).map_err(failed)
    }

    async fn changed(&self) -> Result<bool> {
        let mut watcher = self.watcher.lock().await;
        let (connection, seen) = match watcher.take() {
            Some(kept) => watcher.insert(kept),
            // Nobody knows what happened before.
            None => watcher.insert((self.options.connect().await.map_err(failed)?, -1)),
        };
        match query_scalar("PRAGMA data_version")
            .fetch_one(connection)
            .await
        {
            Ok(version) => Ok(std::mem::replace(seen, version) != version),
            Err(error) => {
                *watcher = None;
                Err(failed(error))
            }
        }
    }

    async fn events(&self, filter: &EventFilter) -> Result<Vec<Envelope>> {
        let events = query(events_by(filter))
            .bind(filter.id.map(|id| id.to_string()))
            .bind(&filter.event_type)
            .bind(filter.correlation_id.map(|id| id.to_string()))
            .bind(&filter.session_id)
            .bind(&filter.subject)
            .bind(&filter.tenant);
        events
            .fetch(&self.pool)
            .map_err(failed)
            .and_then(async |row| rows::envelope(&row))
            .try_collect()
            .await
    }

    async fn deliveries(&self, events: &[EventId]) -> Result<Vec<Delivery>> {
        let deliveries = query(include_str!("sql/deliveries.sql")).bind(rows::json(events)?);
        deliveries
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?
            .iter()
            .map(rows::delivery)
            .collect()
    }

    async fn attempts(&self, delivery: DeliveryId) -> Result<Vec<Attempt>> {
        let attempts = query(include_str!("sql/attempts.sql")).bind(delivery.0);
        attempts
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?
            .iter()
            .map(rows::attempt)
            .collect()
    }

    async fn consumers(&self, now: Timestamp) -> Result<Vec<Consumer>> {
        let consumers = query(include_str!("sql/consumers.sql")).bind(now.as_microsecond());
        consumers
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?
            .iter()
            .map(rows::consumer)
            .collect()
    }
}
