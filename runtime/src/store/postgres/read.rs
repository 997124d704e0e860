//! What is on record.

use async_trait::async_trait;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar};
use sqlx_postgres::PgRow;

use super::{
    failed,
    pool::Pool,
    rows::{self, Micros},
};
use crate::{
    Attempt, Consumer, Delivery, DeliveryFilter, DeliveryId, Envelope, EventFilter, EventId,
    EventQueue, Result, Schedule, State, Stats,
    secret::Secrets,
    store::{
        Expected, Look, Looked, Orphans, Received, Records, StoredResult, WorkerId, glob::glob,
        missing,
    },
};

/// The page of deliveries. That they are dead is said in the statement itself, or the planner could not know that their index is
/// enough.
pub(super) fn page_of(filter: &DeliveryFilter) -> &'static str {
    match filter.state {
        Some(State::Dead) => concat!(
            include_str!("sql/deliveries.sql"),
            "WHERE delivery.state = 'dead'\n",
            include_str!("sql/deliveries_page.sql")
        ),
        _ => concat!(
            include_str!("sql/deliveries.sql"),
            "WHERE true\n",
            include_str!("sql/deliveries_page.sql")
        ),
    }
}

pub(super) struct Readers {
    pool: Pool,
    /// Where what is looked at all the time goes by its indexes, whatever the planner believes.
    working: Pool,
}

impl Readers {
    pub(super) fn new(pool: &Pool, working: &Pool) -> Self {
        Self {
            pool: pool.clone(),
            working: working.clone(),
        }
    }
}

#[async_trait]
impl Records for Readers {
    async fn next_due(&self, consumers: &[String]) -> Result<Option<Timestamp>> {
        let due = query_scalar(include_str!("sql/next_due.sql")).bind(consumers.to_vec());
        let due: Option<Micros> = due.fetch_one(&self.working).await.map_err(failed)?;
        Ok(due.map(|due| due.0))
    }

    async fn open(&self, consumers: &[String]) -> Result<u64> {
        let open = query_scalar(include_str!("sql/open.sql")).bind(consumers.to_vec());
        let open: i64 = open.fetch_one(&self.pool).await.map_err(failed)?;
        u64::try_from(open).map_err(failed)
    }

    async fn latest_events(
        &self,
        filter: &EventFilter,
        before: Option<i64>,
        limit: Option<u32>,
    ) -> Result<Vec<(i64, Envelope)>> {
        let of_type = filter.event_type.as_deref().map(glob).transpose()?;
        let events = query(include_str!("sql/events.sql"))
            .bind(filter.id.map(|id| id.as_uuid()))
            .bind(of_type.as_ref().map(|of_type| of_type.like.clone()))
            .bind(of_type.and_then(|of_type| of_type.dots))
            .bind(filter.correlation_id.map(|id| id.as_uuid()))
            .bind(filter.session_id.clone())
            .bind(filter.subject.clone())
            .bind(filter.tenant.clone())
            .bind(filter.source.clone())
            .bind(filter.actor.clone())
            .bind(filter.since.map(Micros))
            .bind(filter.until.map(Micros))
            .bind(before)
            .bind(limit.map(i64::from));
        events
            .fetch(&self.pool)
            .map_err(failed)
            .and_then(async |row| {
                let mut event = rows::envelope(&row)?;
                event.erased_at = rows::maybe_time(&row, "erased_at")?;
                Ok((rows::get(&row, "seq")?, event))
            })
            .try_collect()
            .await
    }

    async fn deliveries(&self, events: &[EventId]) -> Result<Vec<Delivery>> {
        let deliveries = query(concat!(
            include_str!("sql/deliveries.sql"),
            include_str!("sql/deliveries_of.sql")
        ));
        let deliveries = deliveries.bind(rows::column(events, EventId::as_uuid));
        let deliveries = deliveries.fetch_all(&self.pool).await.map_err(failed)?;
        deliveries.iter().map(rows::delivery).collect()
    }

    async fn latest_deliveries(
        &self,
        filter: &DeliveryFilter,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let of_type = filter.event_type.as_deref().map(glob).transpose()?;
        let deliveries = query(page_of(filter))
            .bind(filter.id.map(|id| id.0))
            .bind(filter.event.map(|id| id.as_uuid()))
            .bind(filter.consumer.clone())
            .bind(filter.state.map(State::name))
            .bind(of_type.as_ref().map(|of_type| of_type.like.clone()))
            .bind(of_type.and_then(|of_type| of_type.dots))
            .bind(filter.tenant.clone())
            .bind(before.map(|before| before.0))
            .bind(i64::from(limit));
        let deliveries = deliveries.fetch_all(&self.pool).await.map_err(failed)?;
        deliveries.iter().map(rows::delivery).collect()
    }

    async fn lost(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
    ) -> Result<Vec<(DeliveryId, u32)>> {
        let kept = rows::bind_held(query(include_str!("sql/kept.sql")).bind(worker.0), held)?;
        let kept = kept.fetch_all(&self.working).await.map_err(failed)?;
        Ok(missing(held, &rows::ids(&kept)?.into_iter().collect()))
    }

    async fn orphans(
        &self,
        worker: WorkerId,
        machine: Option<&str>,
        now: Timestamp,
    ) -> Result<Orphans> {
        let orphans = query(include_str!("sql/orphans.sql"))
            .bind(worker.0)
            .bind(machine.map(str::to_owned))
            .bind(Micros(now));
        let found = orphans.fetch_all(&self.working).await.map_err(failed)?;
        let mut orphans = Orphans::default();
        for row in &found {
            orphans.any = rows::get(row, "found")?;
            let neighbour: Option<uuid::Uuid> = rows::get(row, "id")?;
            if let Some(neighbour) = neighbour {
                let process = rows::get(row, "process")?;
                orphans.neighbours.push((WorkerId(neighbour), process));
            }
        }
        Ok(orphans)
    }

    async fn step(&self, delivery: DeliveryId, name: &str) -> Result<Option<String>> {
        let step = query_scalar(include_str!("sql/step.sql"))
            .bind(delivery.0)
            .bind(name.to_owned());
        step.fetch_optional(&self.pool).await.map_err(failed)
    }

    async fn result(&self, delivery: DeliveryId) -> Result<Option<StoredResult>> {
        let result = query(include_str!("sql/result.sql")).bind(delivery.0);
        let result = result.fetch_optional(&self.pool).await.map_err(failed)?;
        result.as_ref().map(rows::result).transpose()
    }

    async fn attempts(&self, delivery: DeliveryId) -> Result<Vec<Attempt>> {
        let attempts = query(include_str!("sql/attempts.sql")).bind(delivery.0);
        let attempts = attempts.fetch_all(&self.pool).await.map_err(failed)?;
        attempts.iter().map(rows::attempt).collect()
    }

    async fn received(&self, message: Received<'_>) -> Result<Option<Timestamp>> {
        let received = query_scalar(include_str!("sql/received.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned());
        let at: Option<Micros> = received.fetch_optional(&self.pool).await.map_err(failed)?;
        Ok(at.map(|at| at.0))
    }

    async fn answer(&self, message: Received<'_>) -> Result<Option<String>> {
        let answer = query_scalar(include_str!("sql/answer.sql"))
            .bind(message.tenant.to_owned())
            .bind(message.consumer.to_owned())
            .bind(message.message.to_owned());
        let answer: Option<Option<String>> =
            answer.fetch_optional(&self.pool).await.map_err(failed)?;
        Ok(answer.flatten())
    }

    async fn queue(&self, now: Timestamp) -> Result<EventQueue> {
        let queue = query(include_str!("sql/queue.sql")).fetch_one(&self.pool);
        rows::queue(&queue.await.map_err(failed)?, now)
    }

    async fn stats(&self, now: Timestamp) -> Result<Stats> {
        let stats = query(include_str!("sql/stats.sql")).bind(Micros(now));
        rows::stats(&stats.fetch_one(&self.pool).await.map_err(failed)?)
    }

    async fn stored(&self, events: &[EventId]) -> Result<Vec<EventId>> {
        let stored = query_scalar(include_str!("sql/stored.sql"))
            .bind(rows::column(events, EventId::as_uuid));
        let stored: Vec<uuid::Uuid> = stored.fetch_all(&self.pool).await.map_err(failed)?;
        let ids = stored.into_iter().map(|id| id.try_into().map_err(failed));
        ids.collect()
    }

    async fn secrets(&self) -> Result<Vec<(String, Secrets)>> {
        let secrets = query(include_str!("sql/secrets.sql")).fetch_all(&self.pool);
        let secrets = secrets.await.map_err(failed)?;
        let read = |row: &PgRow| {
            let paths: &str = rows::get(row, "secrets")?;
            Ok((
                rows::get(row, "type")?,
                serde_json::from_str(paths).map_err(failed)?,
            ))
        };
        secrets.iter().map(read).collect()
    }

    async fn crons(&self) -> Result<Vec<Schedule>> {
        let crons = query(include_str!("sql/crons.sql")).fetch_all(&self.pool);
        let crons = crons.await.map_err(failed)?;
        crons.iter().map(rows::schedule).collect()
    }

    async fn expects(&self) -> Result<Vec<Expected>> {
        let expects = query(include_str!("sql/expects.sql")).fetch_all(&self.pool);
        let expects = expects.await.map_err(failed)?;
        expects.iter().map(rows::expected).collect()
    }

    async fn look(&self, look: &Look<'_>) -> Result<Looked> {
        let pattern = glob(look.on)?;
        let found = query(include_str!("sql/expect_look.sql"))
            .bind(look.after)
            .bind(i64::from(look.limit))
            .bind(pattern.like)
            .bind(pattern.dots)
            .bind(look.subject.map(str::to_owned))
            .bind(look.tenant.map(str::to_owned))
            .bind(look.except.to_owned())
            .bind(Micros(look.since))
            .bind(Micros(look.settled_until));
        rows::looked(&found.fetch_one(&self.pool).await.map_err(failed)?)
    }

    async fn consumers(&self, now: Timestamp) -> Result<Vec<Consumer>> {
        let consumers = query(include_str!("sql/consumers.sql")).bind(Micros(now));
        let consumers = consumers.fetch_all(&self.pool).await.map_err(failed)?;
        consumers.iter().map(rows::consumer).collect()
    }
}
