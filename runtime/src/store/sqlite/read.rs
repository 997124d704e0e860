//! What is on record, read over connections that cannot write.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use jiff::Timestamp;
use sqlx_core::{
    Either,
    describe::Describe,
    error::Error as SqlxError,
    executor::{Execute, Executor},
    pool::{Pool, PoolOptions},
    query::query,
    query_scalar::query_scalar,
    row::Row,
    sql_str::SqlStr,
};
use sqlx_sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqliteQueryResult, SqliteRow, SqliteStatement,
    SqliteTypeInfo,
};

use super::{failed, rows, watcher::Watcher, writer::Writers};
use crate::{
    Attempt, Consumer, Delivery, DeliveryFilter, DeliveryId, Envelope, EventFilter, EventId,
    EventQueue, Result, Schedule, State, Stats,
    secret::Secrets,
    store::{
        Expected, Look, Looked, Orphans, Received, Records, StoredResult, WorkerId, glob::glob,
        missing, owned::Owned,
    },
};

/// An executor of sqlx's for statements that read.
pub(super) enum Readers {
    /// Beside the writer.
    Beside(Box<Beside>),
    /// On the writer's connection, in turn with what is written.
    InTurn(Arc<Writers>),
}

pub(super) struct Beside {
    pool: Pool<Sqlite>,
    watcher: Watcher,
}

impl Readers {
    pub(super) fn new(options: &SqliteConnectOptions) -> Self {
        let options = options.clone().read_only(true).create_if_missing(false);
        let pool = PoolOptions::new()
            .max_connections(4)
            .connect_lazy_with(options.clone());
        Self::Beside(Box::new(Beside {
            watcher: Watcher::new(&options),
            pool,
        }))
    }

    pub(super) fn in_turn(writers: Arc<Writers>) -> Self {
        Self::InTurn(writers)
    }

    /// Reads what is looked at all the time.
    pub(super) async fn watch<R: Send + 'static>(
        &self,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R, SqlxError>>
        + Send
        + 'static,
    ) -> Result<R, SqlxError> {
        match self {
            Self::Beside(beside) => beside.watcher.read(what).await,
            Self::InTurn(writers) => writers.read(what).await,
        }
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").finish_non_exhaustive()
    }
}

impl<'r> Executor<'r> for &'r Readers {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, SqlxError>>
    where
        'r: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Readers::Beside(beside) => beside.pool.fetch_many(query),
            Readers::InTurn(writers) => match Owned::new(query) {
                Ok(query) => writers
                    .read(|connection| connection.fetch_many(query).try_collect::<Vec<_>>().boxed())
                    .map_ok(|rows| stream::iter(rows).map(Ok))
                    .try_flatten_stream()
                    .boxed(),
                Err(error) => stream::once(future::err(error)).boxed(),
            },
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, SqlxError>>
    where
        'r: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Readers::Beside(beside) => beside.pool.fetch_optional(query),
            Readers::InTurn(writers) => match Owned::new(query) {
                Ok(query) => writers
                    .read(|connection| connection.fetch_optional(query))
                    .boxed(),
                Err(error) => future::err(error).boxed(),
            },
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, SqlxError>>
    where
        'r: 'e,
    {
        match self {
            Readers::Beside(beside) => beside.pool.prepare_with(sql, parameters),
            Readers::InTurn(writers) => writers
                .read(|connection| connection.prepare_with(sql, &[]))
                .boxed(),
        }
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, SqlxError>>
    where
        'r: 'e,
    {
        match self {
            Readers::Beside(beside) => beside.pool.describe(sql),
            Readers::InTurn(writers) => writers.read(|connection| connection.describe(sql)).boxed(),
        }
    }
}

/// The condition on the column that has an index, for the planner; the others only filter what it finds.
pub(super) fn events_by(filter: &EventFilter) -> &'static str {
    match filter {
        EventFilter { id: Some(_), .. } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND id = ?1 ORDER BY seq DESC LIMIT ?13"
            )
        }
        EventFilter {
            correlation_id: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND correlation_id = ?4 ORDER BY seq DESC LIMIT ?13"
            )
        }
        EventFilter {
            session_id: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND session_id = ?5 ORDER BY seq DESC LIMIT ?13"
            )
        }
        EventFilter {
            subject: Some(_),
            tenant: Some(_),
            ..
        } => {
            concat!(
                include_str!("sql/events.sql"),
                "AND tenant = ?7 AND subject = ?6 ORDER BY seq DESC LIMIT ?13"
            )
        }
        _ => concat!(
            include_str!("sql/events.sql"),
            "ORDER BY seq DESC LIMIT ?13"
        ),
    }
}

/// The same for deliveries.
pub(super) fn deliveries_by(filter: &DeliveryFilter) -> &'static str {
    macro_rules! page {
        ($condition:literal) => {
            concat!(
                include_str!("sql/deliveries.sql"),
                include_str!("sql/deliveries_page.sql"),
                $condition,
                " ORDER BY delivery.id DESC LIMIT ?9"
            )
        };
    }
    match filter {
        DeliveryFilter { id: Some(_), .. } => page!("AND delivery.id = ?1"),
        DeliveryFilter { event: Some(_), .. } => {
            page!("AND delivery.event_seq = (SELECT seq FROM buildamp_events WHERE id = ?2)")
        }
        DeliveryFilter {
            state: Some(State::Dead),
            ..
        } => page!("AND delivery.state = 'dead'"),
        _ => page!(""),
    }
}

#[async_trait]
impl Records for Readers {
    async fn next_due(&self, consumers: &[String]) -> Result<Option<Timestamp>> {
        let due = query_scalar(include_str!("sql/next_due.sql")).bind(rows::json(consumers)?);
        let due = self.watch(|on| due.fetch_one(on).boxed()).await;
        let due: Option<i64> = due.map_err(failed)?;
        due.map(rows::timestamp).transpose()
    }

    async fn open(&self, consumers: &[String]) -> Result<u64> {
        let open = query_scalar(include_str!("sql/open.sql")).bind(rows::json(consumers)?);
        let open: i64 = open.fetch_one(self).await.map_err(failed)?;
        u64::try_from(open).map_err(failed)
    }

    /// In memory nobody else writes, and who writes here rings the bell.
    fn tells_of_changes(&self) -> bool {
        matches!(self, Self::Beside(_))
    }

    async fn changed(&self) -> Result<bool> {
        match self {
            Self::Beside(beside) => beside.watcher.changed().await.map_err(failed),
            Self::InTurn(_) => Ok(false),
        }
    }

    async fn latest_events(
        &self,
        filter: &EventFilter,
        before: Option<i64>,
        limit: Option<u32>,
    ) -> Result<Vec<(i64, Envelope)>> {
        let of_type = filter.event_type.as_deref().map(glob).transpose()?;
        let events = query(events_by(filter))
            .bind(filter.id.map(|id| id.to_string()))
            .bind(of_type.as_ref().map(|of_type| of_type.glob.clone()))
            .bind(of_type.and_then(|of_type| of_type.dots))
            .bind(filter.correlation_id.map(|id| id.to_string()))
            .bind(&filter.session_id)
            .bind(&filter.subject)
            .bind(&filter.tenant)
            .bind(&filter.source)
            .bind(&filter.actor)
            .bind(filter.since.map(Timestamp::as_microsecond))
            .bind(filter.until.map(Timestamp::as_microsecond))
            .bind(before)
            .bind(limit.map_or(-1, i64::from));
        events
            .fetch(self)
            .map_err(failed)
            .and_then(async |row| {
                let seq = row.try_get("seq").map_err(failed)?;
                let mut event = rows::envelope(&row)?;
                event.erased_at = rows::maybe_time(&row, "erased_at")?;
                Ok((seq, event))
            })
            .try_collect()
            .await
    }

    async fn deliveries(&self, events: &[EventId]) -> Result<Vec<Delivery>> {
        let deliveries = query(concat!(
            include_str!("sql/deliveries.sql"),
            include_str!("sql/deliveries_of.sql")
        ));
        let deliveries = deliveries.bind(rows::json(events)?);
        let deliveries = deliveries.fetch_all(self).await.map_err(failed)?;
        deliveries.iter().map(rows::delivery).collect()
    }

    async fn latest_deliveries(
        &self,
        filter: &DeliveryFilter,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let of_type = filter.event_type.as_deref().map(glob).transpose()?;
        let deliveries = query(deliveries_by(filter))
            .bind(filter.id.map(|id| id.0))
            .bind(filter.event.map(|id| id.to_string()))
            .bind(&filter.consumer)
            .bind(filter.state.map(State::name))
            .bind(of_type.as_ref().map(|of_type| of_type.glob.clone()))
            .bind(of_type.and_then(|of_type| of_type.dots))
            .bind(&filter.tenant)
            .bind(before.map(|before| before.0))
            .bind(i64::from(limit));
        let deliveries = deliveries.fetch_all(self).await.map_err(failed)?;
        deliveries.iter().map(rows::delivery).collect()
    }

    async fn lost(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
    ) -> Result<Vec<(DeliveryId, u32)>> {
        let kept = query(include_str!("sql/kept.sql"))
            .bind(worker.0.to_string())
            .bind(rows::held(held)?);
        let kept = kept.fetch_all(self).await.map_err(failed)?;
        Ok(missing(held, &rows::ids(&kept)?.into_iter().collect()))
    }

    async fn orphans(
        &self,
        worker: WorkerId,
        machine: Option<&str>,
        now: Timestamp,
    ) -> Result<Orphans> {
        let orphans = query(include_str!("sql/orphans.sql"))
            .bind(worker.0.to_string())
            .bind(machine.map(str::to_owned))
            .bind(now.as_microsecond());
        let found = self.watch(|on| orphans.fetch_all(on).boxed()).await;
        rows::orphans(&found.map_err(failed)?)
    }

    async fn step(&self, delivery: DeliveryId, name: &str) -> Result<Option<String>> {
        let step = query_scalar(include_str!("sql/step.sql"))
            .bind(delivery.0)
            .bind(name.to_owned());
        step.fetch_optional(self).await.map_err(failed)
    }

    async fn result(&self, delivery: DeliveryId) -> Result<Option<StoredResult>> {
        let result = query(include_str!("sql/result.sql")).bind(delivery.0);
        let result = result.fetch_optional(self).await.map_err(failed)?;
        result.as_ref().map(rows::result).transpose()
    }

    async fn attempts(&self, delivery: DeliveryId) -> Result<Vec<Attempt>> {
        let attempts = query(include_str!("sql/attempts.sql")).bind(delivery.0);
        attempts
            .fetch_all(self)
            .await
            .map_err(failed)?
            .iter()
            .map(rows::attempt)
            .collect()
    }

    async fn received(&self, message: Received<'_>) -> Result<Option<Timestamp>> {
        let received = query_scalar(include_str!("sql/received.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned());
        let at: Option<i64> = received.fetch_optional(self).await.map_err(failed)?;
        at.map(|at| Timestamp::from_microsecond(at).map_err(failed))
            .transpose()
    }

    async fn answer(&self, message: Received<'_>) -> Result<Option<String>> {
        let answer = query_scalar(include_str!("sql/answer.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned());
        let answer: Option<Option<String>> = answer.fetch_optional(self).await.map_err(failed)?;
        Ok(answer.flatten())
    }

    async fn queue(&self, now: Timestamp) -> Result<EventQueue> {
        let queue = query(include_str!("sql/queue.sql")).fetch_one(self);
        rows::queue(&queue.await.map_err(failed)?, now)
    }

    async fn stats(&self, now: Timestamp) -> Result<Stats> {
        let stats = query(include_str!("sql/stats.sql")).bind(now.as_microsecond());
        rows::stats(&stats.fetch_one(self).await.map_err(failed)?)
    }

    async fn stored(&self, events: &[EventId]) -> Result<Vec<EventId>> {
        let stored = query(include_str!("sql/stored.sql")).bind(rows::json(events)?);
        let stored = stored.fetch_all(self).await.map_err(failed)?;
        stored.iter().map(|row| rows::parsed(row, "id")).collect()
    }

    async fn secrets(&self) -> Result<Vec<(String, Secrets)>> {
        let secrets = query(include_str!("sql/secrets.sql")).fetch_all(self);
        let secrets = secrets.await.map_err(failed)?;
        let read = |row: &SqliteRow| {
            let paths: &str = row.try_get("secrets").map_err(failed)?;
            Ok((
                row.try_get("type").map_err(failed)?,
                serde_json::from_str(paths).map_err(failed)?,
            ))
        };
        secrets.iter().map(read).collect()
    }

    async fn crons(&self) -> Result<Vec<Schedule>> {
        let crons = query(include_str!("sql/crons.sql")).fetch_all(self);
        let crons = crons.await.map_err(failed)?;
        crons.iter().map(rows::schedule).collect()
    }

    async fn expects(&self) -> Result<Vec<Expected>> {
        let expects = query(include_str!("sql/expects.sql")).fetch_all(self);
        let expects = expects.await.map_err(failed)?;
        expects.iter().map(rows::expected).collect()
    }

    async fn look(&self, look: &Look<'_>) -> Result<Looked> {
        let pattern = glob(look.on)?;
        let found = query(include_str!("sql/expect_look.sql"))
            .bind(look.after)
            .bind(i64::from(look.limit))
            .bind(pattern.glob)
            .bind(pattern.dots)
            .bind(look.subject.map(str::to_owned))
            .bind(look.tenant.map(str::to_owned))
            .bind(look.except.to_owned())
            .bind(look.since.as_microsecond());
        rows::looked(&found.fetch_one(self).await.map_err(failed)?)
    }

    async fn consumers(&self, now: Timestamp) -> Result<Vec<Consumer>> {
        let consumers = query(include_str!("sql/consumers.sql")).bind(now.as_microsecond());
        consumers
            .fetch_all(self)
            .await
            .map_err(failed)?
            .iter()
            .map(rows::consumer)
            .collect()
    }
}
