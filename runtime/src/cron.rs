//! Events at the times that a cron expression names, once for all processes that share the database.
//!
//! The time of the next tick is a row. Every worker that has the cron looks at it; the one that moves it on emits the
//! event, in the same transaction, so that a tick is neither lost with a process nor taken twice.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use croner::{
    errors::CronError,
    parser::{CronParser, Seconds},
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use tokio_util::sync::CancellationToken;

use crate::{
    Emission, Error, Event, EventSource, KeyScope, Result,
    after::After,
    context::Scope,
    core::Core,
    emit,
    processor::Engine,
    store::{CronSpec, NewEvent, Schedule, Tick},
};

/// How often a worker looks for a tick that is due, at least: others move them on too.
const LOOK: Duration = Duration::from_secs(2);

/// A tick that is later than this was missed: nobody was there to take it.
const LATE: Duration = Duration::from_mins(1);

/// So many missed ticks are emitted in one transaction.
const BATCH: usize = 100;

/// When an event is emitted: `Cron::new("0 9 * * MON-FRI").zone("Europe/Berlin")`.
///
/// Five fields, minute, hour, day of the month, month and day of the week, or six with seconds before them; names, ranges,
/// steps, lists, `L`, `W` and `#` as <https://docs.rs/croner> has them. When the clocks go forward, a fixed time within the
/// gap comes right behind it; when they go back, a fixed time comes once and a repeated one goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a cron does nothing before it is given to an application"]
pub struct Cron {
    expression: String,
    zone: String,
    missed: Missed,
    tenant: Option<String>,
}

/// What becomes of ticks that came while no worker was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missed {
    /// The last of them is made up for.
    #[default]
    Last,
    /// None of them is.
    None,
    /// All of them are, in order.
    All,
}

impl Cron {
    /// At the times of this expression, in UTC. It is read when the application starts.
    pub fn new(expression: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            zone: "UTC".to_owned(),
            missed: Missed::default(),
            tenant: None,
        }
    }

    /// In the time of this zone, by IANA's name.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = zone.into();
        self
    }

    /// What becomes of ticks that came while no worker was there; by default the last is made up for.
    pub fn missed(mut self, missed: Missed) -> Self {
        self.missed = missed;
        self
    }

    /// Whose events these are, under `tenancy = "many"`.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }
}

impl From<&str> for Cron {
    fn from(expression: &str) -> Self {
        Self::new(expression)
    }
}

impl From<String> for Cron {
    fn from(expression: String) -> Self {
        Self::new(expression)
    }
}

/// Makes the row of the event that a tick emits.
type Make = dyn Fn(&Arc<Core>, Timestamp) -> Result<Vec<NewEvent>> + Send + Sync;

/// A cron of an application.
#[derive(Clone)]
pub(crate) struct Bound {
    name: String,
    cron: Cron,
    make: Arc<Make>,
}

impl Bound {
    pub(crate) fn new<E: Event, I: Into<Emission<E>>>(
        name: String,
        cron: Cron,
        event: impl Fn(Timestamp) -> I + Send + Sync + 'static,
    ) -> Self {
        let scope = Scope {
            source: EventSource::Cron,
            tenant: cron.tenant.clone(),
            ..Scope::default()
        };
        let key = format!("cron:{name}@");
        let make = move |core: &Arc<Core>, tick: Timestamp| {
            let mut emission: Emission<E> = event(tick).into();
            let key = || (KeyScope::Tenant, format!("{key}{tick}"));
            emission.options.idempotency_key.get_or_insert_with(key);
            emit::lower(core, &scope, &mut None, [emission])
        };
        Self {
            name,
            cron,
            make: Arc::new(make),
        }
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound")
            .field("name", &self.name)
            .field("cron", &self.cron)
            .finish_non_exhaustive()
    }
}

/// A cron that is ready to run.
#[derive(Debug)]
pub(crate) struct Timer {
    bound: Bound,
    pattern: croner::Cron,
    zone: TimeZone,
}

impl Timer {
    /// # Errors
    /// [`Error::Config`]: two of one name, or what cannot be read.
    pub(crate) fn all(bound: &[Bound]) -> Result<Vec<Self>> {
        let mut timers: Vec<Self> = Vec::new();
        for one in bound {
            let Bound { name, cron, .. } = one;
            if name.is_empty() || timers.iter().any(|timer| timer.bound.name == *name) {
                return Err(Error::Config(format!(
                    "two crons are called `{name}`, or one has no name: it is its identity, give each one of its own"
                )));
            }
            let parser = CronParser::builder().seconds(Seconds::Optional).build();
            let pattern = parser.parse(&cron.expression).map_err(|error| {
                Error::Config(format!(
                    "the cron `{name}` cannot be read: {:?}: {error}; write minute, hour, day, month and weekday, `0 9 * * MON-FRI`",
                    cron.expression
                ))
            })?;
            let zone = TimeZone::get(&cron.zone).map_err(|error| {
                Error::Config(format!(
                    "the cron `{name}` has a zone that is not known: {error}; write IANA's name, `Europe/Berlin`"
                ))
            })?;
            timers.push(Self {
                bound: one.clone(),
                pattern,
                zone,
            });
        }
        Ok(timers)
    }

    /// The first tick behind a time; `None` when there is none.
    fn next(&self, after: Timestamp) -> Result<Option<Timestamp>> {
        self.found(self.pattern.find_next_occurrence(&self.local(after), false))
    }

    /// The last tick up to a time.
    fn last(&self, until: Timestamp) -> Result<Option<Timestamp>> {
        self.found(
            self.pattern
                .find_previous_occurrence(&self.local(until), true),
        )
    }

    fn local(&self, time: Timestamp) -> Zoned {
        time.to_zoned(self.zone.clone())
    }

    fn found(&self, found: Result<Zoned, CronError>) -> Result<Option<Timestamp>> {
        match found {
            Ok(tick) => Ok(Some(tick.timestamp())),
            Err(CronError::TimeSearchLimitExceeded) => Ok(None),
            Err(error) => Err(Error::Config(format!(
                "the ticks of the cron `{}` cannot be told: {error}",
                self.bound.name
            ))),
        }
    }

    /// The ticks to emit of a cron that stands at `due`, and where it stands then.
    fn ticks(&self, due: Timestamp, now: Timestamp) -> Result<(Vec<Timestamp>, Option<Timestamp>)> {
        if self.bound.cron.missed == Missed::All {
            let mut ticks = vec![due];
            let mut next = self.next(due)?;
            while let Some(tick) = next.filter(|tick| *tick <= now && ticks.len() < BATCH) {
                ticks.push(tick);
                next = self.next(tick)?;
            }
            return Ok((ticks, next));
        }
        let last = self.last(now)?.map_or(due, |last| last.max(due));
        let late = Duration::try_from(now.duration_since(last)).unwrap_or_default();
        let is_emitted = self.bound.cron.missed == Missed::Last || late <= LATE;
        let ticks = is_emitted.then_some(last).into_iter().collect();
        Ok((ticks, self.next(now)?))
    }

    fn events(&self, core: &Arc<Core>, tick: Timestamp) -> Result<Vec<NewEvent>> {
        let make = AssertUnwindSafe(|| (self.bound.make)(core, tick));
        catch_unwind(make).unwrap_or_else(|_| {
            Err(Error::InvalidEmit(format!(
                "the cron `{}` panicked while it made its event",
                self.bound.name
            )))
        })
    }
}

/// Makes the crons of this process known, so that their next ticks are on record.
pub(crate) async fn register(engine: &Engine) -> Result<()> {
    let store = engine.core.store().await?;
    for timer in &engine.crons {
        let Bound { name, cron, .. } = &timer.bound;
        let spec = CronSpec {
            name: name.clone(),
            expression: cron.expression.clone(),
            zone: cron.zone.clone(),
            next: timer.next(engine.core.now())?,
        };
        store.timetable().register_cron(&spec).await?;
    }
    Ok(())
}

/// Takes ticks until the drain begins, and then no more.
pub(crate) async fn run(engine: &Engine, drain: &CancellationToken) {
    let ticking = async {
        loop {
            let wait = match engine.core.patiently(round(engine)).await {
                Ok(wait) => wait,
                Err(error) => {
                    engine
                        .complaints
                        .say(&error, "cannot take the ticks of crons");
                    LOOK
                }
            };
            engine.core.clock.sleep(wait).await;
        }
    };
    drain.run_until_cancelled(ticking).await;
}

/// Takes all ticks that are due; answers when to look again.
///
/// # Errors
/// The store failed, or a cron could not make its event; the ticks of all others are taken.
pub(crate) async fn round(engine: &Engine) -> Result<Duration> {
    let mut wait = LOOK;
    if engine.crons.is_empty() {
        return Ok(wait);
    }
    let store = engine.core.store().await?;
    let mut failed = None;
    for schedule in store.records().crons().await? {
        let named = |timer: &&Timer| timer.bound.name == schedule.name;
        let Some(timer) = engine.crons.iter().find(named) else {
            continue;
        };
        match catch_up(engine, timer, &schedule).await {
            Ok(Some(next)) => {
                let left = next.duration_since(engine.core.now());
                wait = wait.min(Duration::try_from(left).unwrap_or_default());
            }
            Ok(None) => {}
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(wait), Err)
}

/// Takes the ticks of one cron that are due; answers when the next one is.
async fn catch_up(
    engine: &Engine,
    timer: &Timer,
    schedule: &Schedule,
) -> Result<Option<Timestamp>> {
    let core = &engine.core;
    let mut stands = schedule.next_run_at;
    while let Some(due) = stands.filter(|due| *due <= core.now()) {
        let (mut ticks, next) = timer.ticks(due, core.now())?;
        if schedule.paused {
            ticks.clear();
        }
        let store = core.store().await?;
        let mut transaction = store.begin().await?;
        let tick = Tick {
            cron: &timer.bound.name,
            due,
            next,
            emitted: ticks.last().copied(),
        };
        // Another process has it, or it was paused. How it stands now is seen at the next look.
        if !store.timetable().tick(&mut transaction, &tick).await? {
            return Ok(None);
        }
        let mut published = Vec::new();
        let mut after = After::default();
        for tick in ticks {
            let events = timer.events(core, tick)?;
            let (emitted, more) = emit::store_in(core, &mut transaction, &events, 0).await?;
            after.add(more);
            published.push((events, emitted));
        }
        transaction.commit().await?;
        after.committed(core);
        for (events, emitted) in &published {
            core.meters.stored_events(events, emitted);
        }
        stands = next;
    }
    Ok(stands)
}
