//! Where events and deliveries live: one small private trait in the field's verbs, one folder a database.
//!
//! Each write by a worker names the attempt that it belongs to and changes nothing when another attempt has taken
//! over. Time comes in as an argument.

#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "http")),
    allow(
        dead_code,
        unused_imports,
        reason = "an engine without one of the databases or a web server has nobody who would use all of it"
    )
)]

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use std::collections::HashSet;
use std::{fmt, pin::pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use tokio::time::timeout;

use crate::{
    Config, Envelope, Error, EventId, EventQueue, Mode, Result, core::Bell, secret::Secrets,
    tx::Connection,
};

mod calls;
mod capabilities;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod control;
pub(crate) mod drift;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod end;
mod erasing;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod failure;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod glob;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod limited;
mod message;
mod operate;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod owned;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod record;
mod retention;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod schema;
mod session;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod timetable;
mod work;

#[cfg(any(
    test,
    all(feature = "conformance", any(feature = "sqlite", feature = "postgres"))
))]
#[cfg_attr(
    not(feature = "conformance"),
    allow(dead_code, reason = "a store's own tests use its values alone")
)]
pub(crate) mod conformance;

pub use calls::{CallFilter, RecordedCall};
pub(crate) use calls::{Calls, NewCall};
pub(crate) use capabilities::{Capabilities, Reach};
pub(crate) use drift::Upkeep;
pub use drift::{DataLoss, Difference, Differs};
pub(crate) use erasing::{Erasing, NewErasure};
#[cfg(feature = "postgres")]
pub(crate) use failure::Refusal;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use failure::failed;
#[cfg(all(feature = "http", any(feature = "sqlite", feature = "postgres")))]
pub(crate) use failure::is_for_good;
pub(crate) use message::{
    Entry, Messages, NewMessage, Open, Opened, Position, Posted, Resume, StreamId, Target,
};
pub use operate::{DeliveryAction, DeliveryFilter, EventFilter, Migration, Schema};
pub use record::{
    Attempt, Consumer, DeadReason, Delivery, DeliveryCounts, Expectation, Schedule, State, Stats,
    Worker,
};
pub(crate) use retention::{EventType, Policy, Purged, Retention};
pub(crate) use session::{Actor, Change, NewSession, Sessions, StoredSession};
pub(crate) use timetable::Timetable;
pub(crate) use work::{
    Acting, Again, Claim, Claimed, ConsumerSpec, Emitted, ExpectSpec, Expected, LimitedClaim,
    LimitedClaimed, Look, Looked, NewEvent, NewResult, NewWorker, Orphans, Ready, Rescued,
    Settlement, Step, StoredResult, Taken, To, WorkerId,
};
#[cfg(any(test, feature = "cron"))]
pub(crate) use work::{CronSpec, Tick};
pub use work::{DeliveryId, Start};

/// Opens the store that the configuration names and brings its schema up to date. The bell is rung after the commit of
/// anything that may have made a delivery due or sent a message.
pub(crate) async fn open(config: &Config, bell: Arc<Bell>) -> Result<Arc<dyn Store>> {
    let store = choose(config, bell)?;
    store.migrate().await?;
    fits(store.as_ref()).await?;
    store.start().await?;
    if let Some((says, help)) = store.capabilities().warning() {
        tracing::warn!(help, "{says}");
    }
    Ok(store)
}

/// Whether this build can go on with the schema as it stands, to which other processes may have added.
pub(crate) async fn fits(store: &dyn Store) -> Result<()> {
    store
        .upkeep()
        .unfit()
        .await?
        .map_or(Ok(()), |why| Err(Error::Schema(why)))
}

/// Opens the store of an application that is there: makes no database and changes no schema.
pub(crate) async fn attach(config: &Config, bell: Arc<Bell>) -> Result<Arc<dyn Store>> {
    let store = outside(config, bell)?;
    let schema = store.schema().await?;
    if !schema.is_current() {
        return Err(Error::Config(format!(
            "the schema of the database is not the one of this build: {schema}; run `buildamp migrate up`, or the buildamp that the application was built with"
        )));
    }
    store.start().await?;
    Ok(store)
}

/// Brings the schema of the configured database up to date.
pub(crate) async fn migrate(config: &Config) -> Result<Schema> {
    let store = outside(config, Arc::default())?;
    store.migrate().await?;
    store.schema().await
}

/// The schema behind so many migrations as SQL, for the kind of database that is configured. It is not asked.
pub(crate) fn script(config: &Config, after: i64) -> Result<String> {
    Ok(choose(config, Arc::default())?.script(after))
}

/// How the schema of the configured database stands. There may be no database yet.
pub(crate) async fn schema(config: &Config) -> Result<Schema> {
    outside(config, Arc::default())?.schema().await
}

/// How the schema of the configured database differs from what the migrations make.
pub(crate) async fn differences(config: &Config) -> Result<Vec<Difference>> {
    let store = outside(config, Arc::default())?;
    drift::differences(store.as_ref()).await
}

/// Takes back the migrations behind number `to`; without one the last that was applied.
pub(crate) async fn take_back(
    config: &Config,
    to: Option<i64>,
    loss: DataLoss,
) -> Result<Vec<Migration>> {
    let store = outside(config, Arc::default())?;
    drift::take_back(store.as_ref(), to, loss).await
}

/// The store that the configuration names, for whoever is not the application: the memory of another process is out of reach.
fn outside(config: &Config, bell: Arc<Bell>) -> Result<Arc<dyn Store>> {
    let store = choose(config, bell)?;
    if store.capabilities().cross_instance == Reach::Process {
        return Err(Error::Config(format!(
            "store.url = {:?}: the store is in the memory of the process that runs the application, and no other can look into \
             it; ask within that process (`app.operations()`), or name a file (\"sqlite:app.db\")",
            config.store.url
        )));
    }
    Ok(store)
}

/// The store that the configuration names, for whoever only looks at it.
pub(crate) fn closed(config: &Config) -> Result<Arc<dyn Store>> {
    choose(config, Arc::default())
}

fn choose(config: &Config, bell: Arc<Bell>) -> Result<Arc<dyn Store>> {
    match Database::of(&config.store.url) {
        #[cfg(feature = "sqlite")]
        Some(Database::Sqlite) => Ok(Arc::new(sqlite::Sqlite::new(config, bell)?)),
        #[cfg(feature = "postgres")]
        Some(Database::Postgres) => Ok(Arc::new(postgres::Postgres::new(config, bell)?)),
        #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
        Some(other) => {
            drop(bell);
            let name = other.name();
            Err(Error::Config(format!(
                "store.url names a database of {name}, which this build has not: enable the feature `{name}`"
            )))
        }
        None => Err(Error::Config(
            "store.url: write \"sqlite:\" and a path, \"postgres://user@host/database\", or \"memory:\" for what may be lost"
                .to_owned(),
        )),
    }
}

/// The databases there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// SQLite, in a file or in memory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Database {
    /// The one that a URL names.
    pub(crate) fn of(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            // SQLite without a file.
            "sqlite" | "memory" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The hot path. Each verb is one short transaction, or part of the one that is passed in.
#[async_trait]
pub(crate) trait Store: fmt::Debug + Send + Sync + 'static {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;
    /// Bring the schema up to what this build knows.
    async fn migrate(&self) -> Result<()>;
    /// How the schema stands.
    async fn schema(&self) -> Result<Schema>;
    /// What brings a database with this many migrations to the schema that this build knows, as SQL for another tool.
    fn script(&self, after: i64) -> String;
    /// Begin to follow what other processes do, once the schema is there.
    async fn start(&self) -> Result<()> {
        Ok(())
    }
    /// Open a transaction; it waits for its turn.
    async fn begin(&self) -> Result<Connection<'static>>;
    /// Open a transaction of the application's, for a tenant.
    async fn begin_for(&self, _tenant: Option<&str>) -> Result<Connection<'static>> {
        self.begin().await
    }
    /// Store events and a delivery for each consumer that is registered for them, all or none. With a connection it
    /// becomes part of that transaction.
    async fn emit(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>>;
    /// Store an event that is due and that no session is told of, as [`emit`](Self::emit) does; what a worker is ready to run
    /// of it is claimed in the same commit.
    async fn hand_over(&self, event: &NewEvent, to: Ready<'_>) -> Result<(Emitted, Vec<Claimed>)>;
    /// Take deliveries of events that were stored in this transaction and are due, as far as the worker can run them.
    async fn take(
        &self,
        on: &mut Connection<'_>,
        events: &[&NewEvent],
        to: Ready<'_>,
    ) -> Result<Vec<Claimed>>;
    /// Carry out what follows in this transaction on somebody's behalf; answers on whose it was before.
    async fn act_as(&self, _on: &mut Connection<'_>, _who: Acting) -> Result<Acting> {
        Ok(Acting::Engine)
    }
    /// Call off what waits of the last event of this key, whose place this one takes. Part of the transaction that emits
    /// it.
    async fn debounce(&self, on: &mut Connection<'_>, event: &NewEvent, key: &str) -> Result<()>;
    /// Note a message from outside in its inbox, in the transaction that has its effect; answers whether it is new.
    async fn receive(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        now: Timestamp,
    ) -> Result<bool>;
    /// Store an event that is not debounced and that no session is told of, as [`emit`](Self::emit) does, and note the messages
    /// that it comes from, in one commit. `None`: one of them is known to their consumer in the event's tenant, and nothing was
    /// written.
    async fn receive_event(&self, event: &NewEvent, receipt: &Receipt) -> Result<Option<Emitted>>;
    /// Keep what was answered to a message, in the transaction that has its effect.
    async fn keep_answer(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        answer: &str,
    ) -> Result<()>;
    /// Forget the keys of events of which nothing waits any more; answers how many they were.
    async fn forget_debounces(&self, now: Timestamp) -> Result<u64>;
    /// Make these consumers known, so that every emitter reaches them from now on. The worker counts as alive for now; others
    /// on its machine find out by its process when it is not.
    async fn register(
        &self,
        worker: &NewWorker<'_>,
        consumers: &[ConsumerSpec],
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<()>;
    /// Take deliveries that are due: lowest priority number first, then the longest due.
    async fn claim(&self, claim: Claim<'_>) -> Result<Vec<Claimed>>;
    /// Take deliveries of a consumer that are due as far as its limits allow. Of what goes by key each key has its turn, and
    /// within a key the longest due go first, or the first event where they run in order.
    async fn claim_limited(&self, claim: LimitedClaim) -> Result<LimitedClaimed>;
    /// Show that the worker is alive and hold on to its deliveries; answers with those that another attempt took over.
    async fn extend(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
        until: Timestamp,
    ) -> Result<Vec<(DeliveryId, u32)>>;
    /// End attempts, each with its row on record; answers, one for one, whether the attempt still held its delivery.
    /// With a connection it becomes part of that transaction.
    async fn settle(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>>;
    /// End the leases of workers whose processes are gone.
    async fn end_leases(&self, of: &[WorkerId], now: Timestamp) -> Result<()>;
    /// Take deliveries away from workers whose lease ran out. The attempt counts, with the reason `worker_lost`.
    /// The lease was the wait: what is left of its attempts is due at once, in the place that it had. What was lost
    /// `max_lost` times within its attempts has none left.
    async fn rescue(&self, now: Timestamp, max_lost: u32) -> Result<Rescued>;
    /// Do this to those of the deliveries whose state allows it; answers which they were.
    async fn act(
        &self,
        action: DeliveryAction,
        on: &[DeliveryId],
        now: Timestamp,
    ) -> Result<Vec<DeliveryId>>;
    /// Keep what a step of a running attempt came to; answers whether the attempt still held its delivery.
    async fn keep_step(&self, step: &Step<'_>, result: &str, now: Timestamp) -> Result<bool>;
    /// Have a consumer's deliveries wait since now, or go on (`None`); answers whether there is such a consumer.
    async fn pause(&self, consumer: &str, since: Option<Timestamp>) -> Result<bool>;
    /// Give a consumer no more events, unless a worker that is alive has it; answers whether it was so.
    async fn retire(&self, consumer: &str, now: Timestamp) -> Result<bool>;
    /// How long it may take to answer; longer than that it is not heard of any more, and [`give_up`](Self::give_up) says so.
    /// `None` where it is here.
    fn patience(&self) -> Option<Duration> {
        None
    }
    /// Whoever waited for an answer waits no more: the way there may be lost.
    fn give_up(&self) {}
    /// What time it is for all machines that share the database; `None` where one machine has it for itself.
    fn now(&self) -> Option<Timestamp> {
        None
    }
    /// Read what is on record.
    fn records(&self) -> &dyn Records;
    /// Keep what ought to happen at which time.
    fn timetable(&self) -> &dyn Timetable;
    /// Look after the schema.
    fn upkeep(&self) -> &dyn Upkeep;
    /// Keep browser sessions.
    fn sessions(&self) -> &dyn Sessions;
    /// Keep the messages to them.
    fn messages(&self) -> &dyn Messages;
    /// Let go of events again.
    fn retention(&self) -> &dyn Retention;
    /// Keep what was called.
    fn calls(&self) -> &dyn Calls;
    /// Erase what events say.
    fn erasing(&self) -> &dyn Erasing;
}

/// A message from outside, as its inbox knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received<'m> {
    pub tenant: &'m str,
    pub consumer: &'m str,
    /// Its id, as the sender says.
    pub message: &'m str,
}

/// The messages from outside that an event comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub consumer: String,
    /// Their ids, as the sender says, each once.
    pub messages: Vec<String>,
}

/// What is on record, read without disturbing the hot path.
#[async_trait]
pub(crate) trait Records: Send + Sync {
    /// When the next delivery of these consumers is due; `None` when none waits.
    async fn next_due(&self, consumers: &[String]) -> Result<Option<Timestamp>>;
    /// How many deliveries of these consumers are pending, retrying or running.
    async fn open(&self, consumers: &[String]) -> Result<u64>;
    /// Whether [`changed`](Self::changed) tells of anything.
    fn tells_of_changes(&self) -> bool {
        false
    }
    /// Whether anything was written since the last call, by whichever process: a hint to look for work.
    async fn changed(&self) -> Result<bool> {
        Ok(false)
    }
    /// The latest events, with their numbers, the last stored first: those before one, and at most so many.
    async fn latest_events(
        &self,
        filter: &EventFilter,
        before: Option<i64>,
        limit: Option<u32>,
    ) -> Result<Vec<(i64, Envelope)>>;
    /// Events in the order in which they were stored.
    async fn events(&self, filter: &EventFilter) -> Result<Vec<Envelope>> {
        let latest = self.latest_events(filter, None, None).await?;
        Ok(latest.into_iter().rev().map(|(_, event)| event).collect())
    }
    /// The deliveries of these events, in order.
    async fn deliveries(&self, events: &[EventId]) -> Result<Vec<Delivery>>;
    /// The latest deliveries, the last made first: those before one, and at most so many.
    async fn latest_deliveries(
        &self,
        filter: &DeliveryFilter,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>>;
    /// Which of those that a worker believes to hold are its no more.
    async fn lost(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
    ) -> Result<Vec<(DeliveryId, u32)>>;
    /// Whether a rescue would find anything, and who else is on the machine.
    async fn orphans(
        &self,
        worker: WorkerId,
        machine: Option<&str>,
        now: Timestamp,
    ) -> Result<Orphans>;
    /// What a step of a delivery came to, as JSON; `None` when no attempt has done it.
    async fn step(&self, delivery: DeliveryId, name: &str) -> Result<Option<String>>;
    /// What the handler of a delivery returned; `None` when that is nothing, or not yet.
    async fn result(&self, delivery: DeliveryId) -> Result<Option<StoredResult>>;
    /// The attempts of a delivery, in order.
    async fn attempts(&self, delivery: DeliveryId) -> Result<Vec<Attempt>>;
    /// When a message from outside was received.
    async fn received(&self, message: Received<'_>) -> Result<Option<Timestamp>>;
    /// What was answered to a message from outside; `None` when that is nothing, or forgotten.
    async fn answer(&self, message: Received<'_>) -> Result<Option<String>>;
    /// How the queue of all consumers stands.
    async fn queue(&self, now: Timestamp) -> Result<EventQueue>;
    /// How much there is, by counting all of it.
    async fn stats(&self, now: Timestamp) -> Result<Stats>;
    /// Which of these events there are.
    async fn stored(&self, events: &[EventId]) -> Result<Vec<EventId>>;
    /// The types of events that have secrets, and where.
    async fn secrets(&self) -> Result<Vec<(String, Secrets)>>;
    /// Every cron on record, by name.
    async fn crons(&self) -> Result<Vec<Schedule>>;
    /// Every expectation on record, by name.
    async fn expects(&self) -> Result<Vec<Expected>>;
    /// Look through events in the order in which they were stored, for the last that counts.
    async fn look(&self, look: &Look<'_>) -> Result<Looked>;
    /// Every consumer on record, by name.
    async fn consumers(&self, now: Timestamp) -> Result<Vec<Consumer>>;
}

/// What a store is asked, or an error when it has not answered for as long as it may take.
pub(crate) fn patiently<'a, T: Send + 'a>(
    store: &'a dyn Store,
    asked: impl Future<Output = Result<T>> + Send + 'a,
) -> BoxFuture<'a, Result<T>> {
    match store.patience() {
        Some(patience) => within(patience, asked.boxed(), || store.give_up()).boxed(),
        None => asked.boxed(),
    }
}

/// The answer, if it comes in time. Otherwise whoever has to know of it does before what was asked is dropped with its
/// connection.
async fn within<T>(
    patience: Duration,
    asked: impl Future<Output = Result<T>>,
    give_up: impl FnOnce(),
) -> Result<T> {
    let mut asked = pin!(asked);
    if let Ok(answer) = timeout(patience, asked.as_mut()).await {
        return answer;
    }
    give_up();
    Err(Error::Store(
        format!("it has not answered for {patience:?}").into(),
    ))
}

/// Those of `held` that are not among the ones that are kept.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn missing(held: &[(DeliveryId, u32)], kept: &HashSet<i64>) -> Vec<(DeliveryId, u32)> {
    let held = held.iter().copied();
    held.filter(|(delivery, _)| !kept.contains(&delivery.0))
        .collect()
}

/// Workers as they are read, a JSON array of arrays of an id and an instance.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn workers(json: &str) -> Result<Vec<Worker>> {
    let workers: Vec<(String, Option<String>)> = serde_json::from_str(json).map_err(failed)?;
    let workers = workers.into_iter();
    Ok(workers
        .map(|(id, instance)| Worker { id, instance })
        .collect())
}

/// The mode of a consumer on record.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn mode(name: &str) -> Result<Mode> {
    Mode::named(name).ok_or_else(|| {
        failed(format!(
            "a consumer is of the mode {name:?}, which this build does not know"
        ))
    })
}
