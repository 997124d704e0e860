//! Events, deliveries and browser sessions in PostgreSQL: many machines, one database.
//!
//! Everything lies in the schema `buildamp`. Each statement is in a file of its own under `sql/`, and rows go in as arrays.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_postgres::{PgConnectOptions, PgConnection};
use tokio_util::task::AbortOnDropHandle;

use super::{
    Acting, Calls, Capabilities, Claim, Claimed, ConsumerSpec, DeliveryAction, DeliveryId, Emitted,
    Erasing, LimitedClaim, LimitedClaimed, Messages, NewEvent, NewMessage, NewWorker, Reach, Ready,
    Receipt, Received, Records, Rescued, Retention, Schema, Sessions, Settlement, Step, Store,
    Taken, Timetable, Upkeep, WorkerId, failed, missing,
};
use crate::{Config, Result, core::Bell, progress, tx::Connection};

mod alone;
mod calls;
mod doubt;
mod emit;
mod emits;
mod erasing;
mod executor;
mod hour;
mod inbox;
mod limited;
mod messages;
mod open;
mod part;
mod pool;
mod read;
mod receipts;
mod register;
mod rescue;
mod retention;
mod rows;
mod sessions;
mod settle;
mod storing;
mod tenants;
#[cfg(test)]
mod tests;
mod timetable;
mod together;
mod tx;
mod unsent;
mod upkeep;
mod wake;
mod write;

pub use executor::PostgresExecutor;
pub(crate) use executor::{Link, Source};
pub(crate) use part::Part;
pub(crate) use tx::PostgresTx;

use alone::Alone;
use doubt::Doubt;
use emits::Emits;
use hour::Hour;
use messages::append;
use pool::Pool;
use read::Readers;
use receipts::Receipts;
use rows::Micros;
use storing::Storing;
use tenants::Tenants;
use together::Together;
use tx::OwnTx;
use wake::{Wake, Work};
use write::on_postgres;

pub(crate) struct Postgres {
    options: PgConnectOptions,
    /// The application's connections: its transactions and what it emits.
    pool: Pool,
    /// The engine's own, so that signs of life wait behind no transaction of the application.
    own: Pool,
    /// Those of them that look for deliveries, take them and give them back.
    working: Pool,
    doubt: Doubt,
    /// Closes connections that nobody takes.
    idle: OnceLock<AbortOnDropHandle<()>>,
    storing: Storing,
    emits: Together<Emits>,
    receipts: Together<Receipts>,
    readers: Readers,
    wake: Wake,
    hour: Hour,
    tenants: Tenants,
    tx_timeout: Duration,
    /// How many entries behind a place can be asked for.
    history: u32,
}

/// How long to wait for a connection: whoever emits while the database is away is told so.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the server may take for what the engine asks of it.
const ANSWER: Duration = Duration::from_secs(10);

/// The application's connections besides those of handlers that have a transaction open.
const SPARE: usize = 6;

/// The engine's: one tells, the others look.
const OWN: usize = 5;

/// It claims, settles and extends at once, and looks around.
const WORKING: usize = 5;

impl Postgres {
    pub(crate) const CAPABILITIES: Capabilities = Capabilities {
        persistence: true,
        cross_instance: Reach::Machines,
        reads_beside_writes: true,
    };

    pub(super) fn new(config: &Config, bell: Arc<Bell>) -> Result<Self> {
        let tx_timeout = config.processor.tx_timeout;
        let options = open::options(&config.store.url, tx_timeout)?;
        let connections = config.processor.workers.saturating_add(SPARE);
        let doubt = Doubt::default();
        let pool = |most, settings| Pool::new(&options, most, settings, &doubt);
        let own = pool(OWN, None)?;
        let working = pool(WORKING, Some(include_str!("postgres/sql/by_index.sql")))?;
        let application = pool(connections, None)?;
        let wake = Wake::new(&own, &options, bell, &doubt);
        let storing = Storing::default();
        let alone = Alone::new(&application, &wake, &doubt);
        Ok(Self {
            readers: Readers::new(&own, &working),
            emits: Together::new(Emits {
                alone: alone.clone(),
                storing: storing.clone(),
            }),
            storing,
            receipts: Together::new(Receipts(alone)),
            wake,
            hour: Hour::new(&own, &doubt),
            doubt,
            idle: OnceLock::new(),
            tenants: Tenants::new(config),
            pool: application,
            working,
            own,
            options,
            tx_timeout,
            history: config.sse.history,
        })
    }

    async fn open(&self) -> Result<OwnTx> {
        let (storing, wake) = (self.storing.clone(), self.wake.clone());
        OwnTx::begin(&self.pool, self.tx_timeout, storing, wake).await
    }
}

#[async_trait]
impl Store for Postgres {
    fn capabilities(&self) -> Capabilities {
        Self::CAPABILITIES
    }

    async fn migrate(&self) -> Result<()> {
        open::migrate(&self.options).await
    }

    async fn schema(&self) -> Result<Schema> {
        open::schema(&self.options).await
    }

    fn script(&self, after: i64) -> String {
        open::script(after)
    }

    async fn start(&self) -> Result<()> {
        self.tenants.check(&self.own).await?;
        self.hour.follow().await?;
        self.wake.listen();
        self.idle.get_or_init(|| {
            let pools = [&self.pool, &self.own, &self.working].map(Pool::clone);
            AbortOnDropHandle::new(tokio::spawn(Pool::close_idle(pools)))
        });
        Ok(())
    }

    async fn begin(&self) -> Result<Connection<'static>> {
        let own = self.open().await?;
        Ok(Connection::Postgres(PostgresTx::Own(own)))
    }

    async fn begin_for(&self, tenant: Option<&str>) -> Result<Connection<'static>> {
        let own = self.open().await?;
        let own = own.enter(&self.tenants, tenant).await?;
        Ok(Connection::Postgres(PostgresTx::Own(own)))
    }

    async fn emit(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>> {
        self.store_events(on, events).await
    }

    async fn hand_over(&self, event: &NewEvent, to: Ready<'_>) -> Result<(Emitted, Vec<Claimed>)> {
        self.store_and_claim(event, to).await
    }

    async fn take(
        &self,
        on: &mut Connection<'_>,
        events: &[&NewEvent],
        to: Ready<'_>,
    ) -> Result<Vec<Claimed>> {
        self.take_stored(on, events, to).await
    }

    async fn act_as(&self, on: &mut Connection<'_>, who: Acting) -> Result<Acting> {
        self.tenants
            .act_as(on_postgres(on)?.connection().await?, who)
            .await
    }

    async fn debounce(&self, on: &mut Connection<'_>, event: &NewEvent, key: &str) -> Result<()> {
        let debounce = query(include_str!("postgres/sql/debounce.sql"))
            .bind(event.tenant.clone())
            .bind(event.event_type.clone())
            .bind(key.to_owned())
            .bind(event.id.as_uuid())
            .bind(Micros(event.run_at));
        let mut write = self.begin_write(Some(on), Work::ALL).await?;
        let superseded = debounce.fetch_all(write.on()).await.map_err(failed)?;
        if !superseded.is_empty() {
            let (mut ids, mut consumers) = (Vec::<i64>::new(), Vec::<String>::new());
            for row in &superseded {
                ids.push(rows::get(row, "superseded")?);
                consumers.push(rows::get(row, "consumer_name")?);
            }
            let taken = query(include_str!("postgres/sql/superseded.sql"))
                .bind(ids)
                .bind(consumers);
            tell(write.on(), taken, event.time, progress::cancelled).await?;
        }
        write.commit().await
    }

    async fn receive(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        now: Timestamp,
    ) -> Result<bool> {
        self.note_received(on, message, now).await
    }

    async fn receive_event(&self, event: &NewEvent, receipt: &Receipt) -> Result<Option<Emitted>> {
        self.receipts.receive(event, receipt).await
    }

    async fn keep_answer(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        answer: &str,
    ) -> Result<()> {
        self.note_answer(on, message, answer).await
    }

    async fn forget_debounces(&self, now: Timestamp) -> Result<u64> {
        let forget = query(include_str!("postgres/sql/debounces_forget.sql")).bind(Micros(now));
        let forgotten = forget.execute(&self.own).await.map_err(failed)?;
        Ok(forgotten.rows_affected())
    }

    async fn register(
        &self,
        worker: &NewWorker<'_>,
        consumers: &[ConsumerSpec],
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<()> {
        self.make_known(worker, consumers, now, alive_until).await
    }

    async fn claim(&self, claim: Claim<'_>) -> Result<Vec<Claimed>> {
        let take = taking(query(CLAIM), &claim)
            .bind(claim.consumers.to_vec())
            .bind(i64::from(claim.limit));
        let taken = self.write_one(&self.working, Work::NONE, take).await?;
        taken.iter().map(rows::claimed).collect()
    }

    async fn claim_limited(&self, claim: LimitedClaim) -> Result<LimitedClaimed> {
        let mut write = self.begin_on(&self.working, Work::NONE).await?;
        let claimed = super::limited::claim(write.on(), &claim).await?;
        write.commit().await?;
        Ok(claimed)
    }

    async fn extend(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
        until: Timestamp,
    ) -> Result<Vec<(DeliveryId, u32)>> {
        let extend = query(include_str!("postgres/sql/extend.sql"))
            .bind(worker.0)
            .bind(Micros(until));
        let extend = rows::bind_held(extend, held)?;
        let kept = self.write_one(&self.working, Work::NONE, extend).await?;
        Ok(missing(held, &rows::ids(&kept)?.into_iter().collect()))
    }

    async fn settle(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>> {
        self.end(on, ends, now).await
    }

    async fn end_leases(&self, of: &[WorkerId], now: Timestamp) -> Result<()> {
        let end = query(include_str!("postgres/sql/end_leases.sql"))
            .bind(rows::column(of, |worker| worker.0))
            .bind(Micros(now));
        self.write_one(&self.working, Work::NONE, end)
            .await
            .map(drop)
    }

    async fn rescue(&self, now: Timestamp, max_lost: u32) -> Result<Rescued> {
        self.take_over(now, max_lost).await
    }

    async fn act(
        &self,
        action: DeliveryAction,
        on: &[DeliveryId],
        now: Timestamp,
    ) -> Result<Vec<DeliveryId>> {
        let act = query(match action {
            DeliveryAction::Replay => include_str!("postgres/sql/replay.sql"),
            DeliveryAction::Discard => include_str!("postgres/sql/discard.sql"),
            DeliveryAction::Cancel => include_str!("postgres/sql/cancel.sql"),
            DeliveryAction::RunNow => include_str!("postgres/sql/run_now.sql"),
        });
        let act = act
            .bind(rows::column(on, |delivery| delivery.0))
            .bind(Micros(now));
        let mut write = self.begin_on(&self.own, Work::ALL).await?;
        let done = rows::ids(&act.fetch_all(write.on()).await.map_err(failed)?)?;
        if action == DeliveryAction::Cancel {
            tell_of(write.on(), done.clone(), now, progress::cancelled).await?;
        }
        write.commit().await?;
        let mut done: Vec<DeliveryId> = done.into_iter().map(DeliveryId).collect();
        done.sort_unstable();
        Ok(done)
    }

    async fn keep_step(&self, step: &Step<'_>, result: &str, now: Timestamp) -> Result<bool> {
        let keep = query(include_str!("postgres/sql/step_keep.sql"))
            .bind(step.delivery.0)
            .bind(i32::try_from(step.attempt).map_err(failed)?)
            .bind(step.worker.0)
            .bind(step.name.to_owned())
            .bind(result.to_owned())
            .bind(Micros(now));
        self.change_one(keep, Work::NONE).await
    }

    async fn pause(&self, consumer: &str, since: Option<Timestamp>) -> Result<bool> {
        let pause = query(include_str!("postgres/sql/pause.sql"))
            .bind(consumer.to_owned())
            .bind(since.map(Micros));
        self.change_one(pause, Work::DELIVERIES).await
    }

    async fn retire(&self, consumer: &str, now: Timestamp) -> Result<bool> {
        let retire = query(include_str!("postgres/sql/retire.sql"))
            .bind(consumer.to_owned())
            .bind(Micros(now));
        self.change_one(retire, Work::NONE).await
    }

    fn patience(&self) -> Option<Duration> {
        Some(ANSWER)
    }

    fn give_up(&self) {
        self.doubt.arises();
    }

    fn now(&self) -> Option<Timestamp> {
        self.hour.now()
    }

    fn records(&self) -> &dyn Records {
        &self.readers
    }

    fn timetable(&self) -> &dyn Timetable {
        self
    }

    fn upkeep(&self) -> &dyn Upkeep {
        self
    }

    fn sessions(&self) -> &dyn Sessions {
        self
    }

    fn messages(&self) -> &dyn Messages {
        self
    }

    fn retention(&self) -> &dyn Retention {
        self
    }

    fn calls(&self) -> &dyn Calls {
        self
    }

    fn erasing(&self) -> &dyn Erasing {
        self
    }
}

/// Takes what is due, and reads it.
const CLAIM: &str = concat!(
    include_str!("postgres/sql/claim.sql"),
    include_str!("postgres/sql/claimed.sql")
);
/// Takes what was found by key, and reads it.
const CLAIM_THESE: &str = concat!(
    include_str!("postgres/sql/claim_these.sql"),
    include_str!("postgres/sql/claimed.sql")
);

/// Who takes, when, and until when.
fn taking(take: rows::Statement, claim: &Claim<'_>) -> rows::Statement {
    take.bind(claim.worker.0)
        .bind(Micros(claim.now))
        .bind(Micros(claim.lease_until))
}

/// Tells, in the words of `what`, of deliveries that were taken from a worker or called off.
async fn tell_of(
    connection: &mut PgConnection,
    deliveries: Vec<i64>,
    now: Timestamp,
    what: fn(&Taken, Timestamp) -> Result<Option<Box<NewMessage>>>,
) -> Result<()> {
    let taken = query(include_str!("postgres/sql/taken.sql")).bind(deliveries);
    tell(connection, taken, now, what).await
}

/// The same of those that a statement names.
async fn tell(
    connection: &mut PgConnection,
    taken: rows::Statement,
    now: Timestamp,
    what: fn(&Taken, Timestamp) -> Result<Option<Box<NewMessage>>>,
) -> Result<()> {
    let taken = taken.fetch_all(&mut *connection).await.map_err(failed)?;
    let mut told = Vec::new();
    for row in &taken {
        told.extend(what(&rows::taken(row)?, now)?);
    }
    let told: Vec<&NewMessage> = told.iter().map(|message| &**message).collect();
    append(connection, &told).await
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("host", &self.options.get_host())
            .field("database", &self.options.get_database())
            .finish_non_exhaustive()
    }
}
