//! What an operator asks and does: read the record, steer deliveries, hold consumers up.

use std::{collections::HashMap, fmt, num::ParseIntError, str::FromStr, sync::Arc};

use crate::{
    Attempt, CallFilter, Config, Consumer, CorrelationId, DataLoss, Delivery, DeliveryAction,
    DeliveryFilter, DeliveryId, Difference, Envelope, Error, EventFilter, EventId, Expectation,
    Finding, Migration, Mode, RecordedCall, Result, Schedule, Schema, State, Stats, SystemClock,
    Timestamp, Trace, TracedDelivery,
    core::Core,
    doctor,
    store::{self, Store},
};

/// How many deliveries are changed at once, so that no lock is held for long.
const BATCH: u32 = 500;

/// The operator's side of an application: what `buildamp events`, `dlq` and `consumers` are made of.
///
/// ```no_run
/// # use buildamp_runtime as buildamp;
/// # async fn example() -> buildamp::Result<()> {
/// use buildamp::{DeliveryAction, DeliveryFilter, Operations};
///
/// let operations = Operations::attach(buildamp::Config::load()?).await?;
/// let mut of_mail = DeliveryFilter::default();
/// of_mail.event_type = Some("email.*".to_owned());
/// let replayed = operations.act_on_all(DeliveryAction::Replay, &of_mail).await?;
/// # let _ = replayed;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Operations {
    core: Arc<Core>,
}

/// A part of a list, the latest first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What stands on it.
    pub items: Vec<T>,
    /// Where the next one begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// A place in a list, good for as long as the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor(i64);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

impl Cursor {
    pub(crate) fn place(self) -> i64 {
        self.0
    }
}

impl<T> Page<T> {
    /// The first `limit` of items of which one more was asked for.
    pub(crate) fn of(mut items: Vec<T>, limit: u32, place: impl Fn(&T) -> i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| Cursor(place(last)));
        Self { items, next }
    }

    fn map<R>(self, form: impl FnMut(T) -> R) -> Page<R> {
        Page {
            items: self.items.into_iter().map(form).collect(),
            next: self.next,
        }
    }
}

impl Operations {
    pub(crate) fn of(core: Arc<Core>) -> Self {
        Self { core }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Those of an application that has run on the configured database before. Nothing is made and no schema is changed.
    ///
    /// # Errors
    /// [`Error::Config`], also where the schema is not the one of this build; [`Error::Store`].
    pub async fn attach(config: Config) -> Result<Self> {
        config.validate()?;
        Core::attach(config, Arc::new(SystemClock))
            .await
            .map(Self::of)
    }

    /// Brings the schema of the configured database up to date, and tells how it stands then.
    ///
    /// # Errors
    /// [`Error::Config`]; [`Error::Store`].
    pub async fn migrate(config: &Config) -> Result<Schema> {
        config.validate()?;
        store::migrate(config).await
    }

    /// Takes back the migrations behind number `to`, the last first; without one the last that was applied. Answers with
    /// those. What they have made goes, with the data that lies in it.
    ///
    /// # Errors
    /// [`Error::WouldLose`] under [`DataLoss::Refuse`] when there is such data, and then nothing is done;
    /// [`Error::Config`] when one of them is of a newer build; [`Error::Store`].
    pub async fn migrate_down(
        config: &Config,
        to: Option<i64>,
        loss: DataLoss,
    ) -> Result<Vec<Migration>> {
        config.validate()?;
        store::take_back(config, to, loss).await
    }

    /// How the schema of the configured database differs from what this build's migrations make: what somebody has changed
    /// by hand, and migrations that are not applied. Nothing is changed, and nobody has to wait.
    ///
    /// # Errors
    /// [`Error::Config`]; [`Error::Store`]: on PostgreSQL also when the user may not create a schema.
    pub async fn validate(config: &Config) -> Result<Vec<Difference>> {
        config.validate()?;
        store::differences(config).await
    }

    /// One look at the configuration, the database, its schema, and the work that waits in it. Nothing is made and nothing is
    /// changed.
    pub async fn examine(config: &Config) -> Vec<Finding> {
        doctor::examine(config).await
    }

    /// The migrations behind number `after` as SQL, for a migration tool of your own; 0 for all. They take themselves down,
    /// so that BuildAmp does not apply them again. No database is asked.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn script(config: &Config, after: i64) -> Result<String> {
        config.validate()?;
        store::script(config, after)
    }

    /// How the schema of the configured database stands. Where there is no SQLite file yet, none is made.
    ///
    /// # Errors
    /// [`Error::Config`]; [`Error::Store`].
    pub async fn schema(config: &Config) -> Result<Schema> {
        config.validate()?;
        store::schema(config).await
    }

    /// Events, the last stored first.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Config`] when the type is no glob.
    pub async fn events(
        &self,
        filter: &EventFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Envelope>> {
        let before = after.map(|after| after.0);
        let most = Some(limit.saturating_add(1));
        let store = self.core.store().await?;
        let latest = store.records().latest_events(filter, before, most).await?;
        Ok(Page::of(latest, limit, |(seq, _)| *seq).map(|(_, event)| event))
    }

    /// An event, with what became of it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn event(&self, id: EventId) -> Result<(Envelope, Vec<TracedDelivery>)> {
        let store = self.core.store().await?;
        let filter = EventFilter {
            id: Some(id),
            ..EventFilter::default()
        };
        let event = store.records().events(&filter).await?.pop();
        let event = event.ok_or_else(|| Error::NotFound(format!("event {id}")))?;
        let deliveries = store.records().deliveries(&[id]).await?;
        let mut traced = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            let attempts = store.records().attempts(delivery.id).await?;
            traced.push(TracedDelivery { delivery, attempts });
        }
        Ok((event, traced))
    }

    /// How many events there are, how many deliveries in each state, and how many consumers and live workers, all at one moment.
    ///
    /// It counts by reading: the time that it takes grows with all that is on record, also with what has ended. That is for a
    /// person or a page that asks now and then; what waits and what is dead is told at the cost of that alone by
    /// [`Metrics::update_event_queue_size`](crate::Metrics::update_event_queue_size).
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn stats(&self) -> Result<Stats> {
        let store = self.core.store().await?;
        store.records().stats(self.core.now()).await
    }

    /// Everything that one request, webhook or schedule set off, with what became of it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn trace(&self, correlation: CorrelationId) -> Result<Trace> {
        Trace::read(self.core.store().await?.records(), correlation).await
    }

    /// Deliveries, the last made first.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Config`] when the type is no glob.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Delivery>> {
        let before = after.map(|after| DeliveryId(after.0));
        let store = self.core.store().await?;
        let records = store.records();
        let latest = records.latest_deliveries(filter, before, limit.saturating_add(1));
        Ok(Page::of(latest.await?, limit, |delivery| delivery.id.0))
    }

    /// Calls of other services, the last made first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn calls(
        &self,
        filter: &CallFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<RecordedCall>> {
        let before = after.map(|after| after.0);
        let store = self.core.store().await?;
        let latest = store
            .calls()
            .latest(filter, before, limit.saturating_add(1));
        Ok(Page::of(latest.await?, limit, |call| call.number))
    }

    /// A delivery, with its attempts.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn delivery(&self, id: DeliveryId) -> Result<(Delivery, Vec<Attempt>)> {
        let found = self.find(id).await?;
        let attempts = self.core.store().await?.records().attempts(id).await?;
        Ok((found, attempts))
    }

    async fn find(&self, id: DeliveryId) -> Result<Delivery> {
        let filter = DeliveryFilter {
            id: Some(id),
            ..DeliveryFilter::default()
        };
        let found = self.deliveries(&filter, None, 1).await?.items.pop();
        found.ok_or_else(|| Error::NotFound(format!("delivery {id}")))
    }

    /// Does this to these deliveries. Those whose state does not allow it are left as they are, and answered with
    /// that state; all others are changed.
    ///
    /// # Errors
    /// [`Error::NotFound`] when one is not there, [`Error::WrongState`] when one is to be replayed and the data of its event was
    /// erased, and then nothing is done; [`Error::Store`].
    pub async fn act(
        &self,
        action: DeliveryAction,
        on: &[DeliveryId],
    ) -> Result<Vec<(DeliveryId, State)>> {
        let mut states = HashMap::new();
        for id in on {
            let found = self.find(*id).await?;
            if let (DeliveryAction::Replay, Some(at)) = (action, found.erased_at) {
                return Err(erased(&found, at));
            }
            states.insert(*id, found.state);
        }
        let store = self.core.store().await?;
        let changed = store.act(action, on, self.core.now()).await?;
        self.core.bell.ended.ended(changed.iter().copied());
        let left = states.into_iter().filter(|(id, _)| !changed.contains(id));
        let mut left: Vec<_> = left.collect();
        left.sort_unstable_by_key(|(id, _)| *id);
        Ok(left)
    }

    /// Does this to all deliveries that the filter means and whose state allows it, part by part; answers how many they
    /// were. What comes meanwhile is not among them.
    ///
    /// # Errors
    /// [`Error::WrongState`] when the filter names a state in which it cannot be done; [`Error::Store`].
    pub async fn act_on_all(&self, action: DeliveryAction, on: &DeliveryFilter) -> Result<u64> {
        let states = match on.state {
            None => action.from(),
            Some(ref state) if action.from().contains(state) => std::slice::from_ref(state),
            Some(state) => {
                let allowed: Vec<&str> = action.from().iter().map(|state| state.name()).collect();
                return Err(Error::WrongState(format!(
                    "deliveries that are {state} cannot be changed so; it is for those that are {}",
                    allowed.join(" or ")
                )));
            }
        };
        let mut done = 0;
        for state in states {
            let filter = DeliveryFilter {
                state: Some(*state),
                ..on.clone()
            };
            let mut after = None;
            loop {
                let page = self.deliveries(&filter, after, BATCH).await?;
                let ids: Vec<DeliveryId> = page.items.iter().map(|found| found.id).collect();
                if !ids.is_empty() {
                    let store = self.core.store().await?;
                    let changed = store.act(action, &ids, self.core.now()).await?;
                    done += changed.len() as u64;
                    self.core.bell.ended.ended(changed);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Makes the dead deliveries of an event pending again; answers how many they are.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such an event; [`Error::WrongState`] when none of its deliveries is dead;
    /// [`Error::Store`].
    pub async fn replay_event(&self, event: EventId) -> Result<u64> {
        let none = "is dead, so there is nothing to replay";
        self.act_on_event(DeliveryAction::Replay, event, none).await
    }

    /// Calls off the deliveries of an event that have not ended; answers how many they are.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such an event; [`Error::WrongState`] when all of its deliveries have ended;
    /// [`Error::Store`].
    pub async fn cancel_event(&self, event: EventId) -> Result<u64> {
        let none = "waits or runs, so there is nothing to cancel";
        self.act_on_event(DeliveryAction::Cancel, event, none).await
    }

    /// `none` is what to say when its deliveries are in no state for that.
    async fn act_on_event(
        &self,
        action: DeliveryAction,
        event: EventId,
        none: &str,
    ) -> Result<u64> {
        let of_it = DeliveryFilter {
            event: Some(event),
            ..DeliveryFilter::default()
        };
        let done = self.act_on_all(action, &of_it).await?;
        if done == 0 {
            let (_, deliveries) = self.event(event).await?;
            let first = deliveries.first().map(|first| &first.delivery);
            if let (DeliveryAction::Replay, Some(first)) = (action, first)
                && let Some(at) = first.erased_at
            {
                return Err(erased(first, at));
            }
            return Err(Error::WrongState(format!(
                "no delivery of the event {event} {none}"
            )));
        }
        Ok(done)
    }

    /// Every cron that any worker ever made known, by name, with the time of its next tick.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn crons(&self) -> Result<Vec<Schedule>> {
        self.core.store().await?.records().crons().await
    }

    /// Has the ticks of a cron pass by, in all processes, until it is resumed.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn pause_cron(&self, cron: &str) -> Result<()> {
        let since = self.core.now();
        self.set_cron_paused(cron, Some(since)).await
    }

    /// Has a cron go on with its next tick.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn resume_cron(&self, cron: &str) -> Result<()> {
        self.set_cron_paused(cron, None).await
    }

    async fn set_cron_paused(&self, cron: &str, since: Option<Timestamp>) -> Result<()> {
        let store = self.core.store().await?;
        if store.timetable().pause_cron(cron, since).await? {
            return Ok(());
        }
        let crons = store.records().crons().await?;
        let known = crons.iter().map(|it| it.name.as_str());
        Err(not_among("cron", cron, known))
    }

    /// Every expectation that any worker ever made known, by name, with when it was last met.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn expects(&self) -> Result<Vec<Expectation>> {
        let expects = self.core.store().await?.records().expects().await?;
        Ok(expects.into_iter().map(|one| one.on_record).collect())
    }

    /// Every consumer that any worker ever made known, by name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn consumers(&self) -> Result<Vec<Consumer>> {
        let store = self.core.store().await?;
        store.records().consumers(self.core.now()).await
    }

    /// Has the deliveries of a consumer wait until it is resumed, in all processes. What runs goes on.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::WrongState`] of an ephemeral consumer, which has none; [`Error::Store`].
    pub async fn pause(&self, consumer: &str) -> Result<()> {
        let consumers = self.consumers().await?;
        let named = consumers.iter().find(|it| it.name == consumer);
        if named.is_some_and(|it| it.mode == Mode::Ephemeral) {
            return Err(Error::WrongState(format!(
                "`{consumer}` is ephemeral: it runs in the processes that emit, and nothing of it could wait"
            )));
        }
        let since = self.core.now();
        self.set_paused(consumer, Some(since)).await
    }

    /// Has the deliveries of a consumer go on.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn resume(&self, consumer: &str) -> Result<()> {
        self.set_paused(consumer, None).await
    }

    async fn set_paused(&self, consumer: &str, since: Option<Timestamp>) -> Result<()> {
        let store = self.core.store().await?;
        if store.pause(consumer, since).await? {
            Ok(())
        } else {
            Err(self.no_consumer(store.as_ref(), consumer).await?)
        }
    }

    /// Ends a consumer that will not come back: it gets no more events, and what waits for it is cancelled. Answers how
    /// many deliveries those were. A worker that registers it later begins it anew.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::WrongState`] while a worker that has it is alive; [`Error::Store`].
    pub async fn retire(&self, consumer: &str) -> Result<u64> {
        let store = self.core.store().await?;
        if !store.retire(consumer, self.core.now()).await? {
            return Err(self.no_consumer(store.as_ref(), consumer).await?);
        }
        let of_it = DeliveryFilter {
            consumer: Some(consumer.to_owned()),
            ..DeliveryFilter::default()
        };
        self.act_on_all(DeliveryAction::Cancel, &of_it).await
    }

    /// Why a consumer could not be changed.
    async fn no_consumer(&self, store: &dyn Store, name: &str) -> Result<Error> {
        let consumers = store.records().consumers(self.core.now()).await?;
        Ok(if consumers.iter().any(|it| it.name == name) {
            Error::WrongState(format!(
                "a worker that has the consumer `{name}` is alive: stop those that do, then it can be retired"
            ))
        } else {
            not_among(
                "consumer",
                name,
                consumers.iter().map(|it| it.name.as_str()),
            )
        })
    }
}

/// Why what belongs to an event without data is not run again.
fn erased(delivery: &Delivery, at: Timestamp) -> Error {
    let Delivery { id, event, .. } = delivery;
    Error::WrongState(format!(
        "the data of the event {event} was erased at {at}: delivery {id} has nothing left to run with"
    ))
}

/// That there is no such thing, and which there are.
fn not_among<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    Error::NotFound(match known.as_slice() {
        [] => format!("{what} `{name}`: none was ever registered"),
        known => format!("{what} `{name}`; there are {}", known.join(", ")),
    })
}
