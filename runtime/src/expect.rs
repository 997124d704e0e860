//! Events that ought to come every so often: of one that stays away an event tells, once for all processes that share the
//! database.
//!
//! When the event was last seen, and until when the next has to come, is a row. Every worker that has the expectation looks
//! at what was stored since the last look; the one that moves the row on emits, in the same transaction. No index of types is
//! asked, which each emit would pay for: each event is looked at about once instead.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::{
    Emission, Error, Event, EventSource, KeyScope, Result, Tenancy,
    context::Scope,
    core::Core,
    emit,
    processor::Engine,
    retry,
    store::{ExpectSpec, Expected, Look, NewEvent},
};

/// How often what was stored is looked at, at least; nothing waits longer to be noticed that came back.
const LOOK: Duration = Duration::from_secs(30);

/// How soon to try again after the store has failed.
const AGAIN: Duration = Duration::from_secs(2);

/// So many events are looked at in one statement.
const BATCH: u32 = 5_000;

/// A transaction that has stored an event ends within this time, or within twice `processor.tx_timeout`: what it holds may
/// become visible behind what was stored later.
const SETTLED: Duration = Duration::from_mins(1);

/// What ought to come, and how often: `Expect::every(Duration::from_hours(25)).on::<BackupDone>()`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an expectation does nothing before it is given to an application"]
pub struct Expect {
    every: Duration,
    on: String,
    subject: Option<String>,
    tenant: Option<String>,
}

impl Expect {
    /// An event, at least once in this time. It ought to be somewhat longer than the time that lies between two of them.
    pub fn every(every: Duration) -> Self {
        Self {
            every,
            on: "*".to_owned(),
            subject: None,
            tenant: None,
        }
    }

    /// Only events of this type count.
    pub fn on<E: Event>(self) -> Self {
        self.on_glob(E::TYPE)
    }

    /// Only events whose type fits the glob count: `*` is one segment, `**` at the end the rest.
    pub fn on_glob(mut self, glob: impl Into<String>) -> Self {
        self.on = glob.into();
        self
    }

    /// Only events count whose subject begins so: `database/`, or `database/7` for one alone.
    pub fn subject(mut self, prefix: impl Into<String>) -> Self {
        self.subject = Some(prefix.into());
        self
    }

    /// Whose events count, and whose the event is that tells of their absence, under `tenancy = "many"`.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }
}

/// What did not come in its time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overdue {
    /// The expectation's name.
    pub name: String,
    /// The time of the last event that counted; `None` when there was none since it is expected.
    pub last_seen_at: Option<Timestamp>,
    /// By when the next one had to come.
    pub deadline: Timestamp,
}

/// Makes the row of the event that tells of an absence.
type Make = dyn Fn(&Arc<Core>, Overdue) -> Result<Vec<NewEvent>> + Send + Sync;

/// An expectation of an application.
#[derive(Clone)]
pub(crate) struct Bound {
    name: String,
    expect: Expect,
    /// The type of the event that tells, which is none that counts.
    tells: &'static str,
    make: Arc<Make>,
}

impl Bound {
    pub(crate) fn new<E: Event, I: Into<Emission<E>>>(
        name: String,
        expect: Expect,
        event: impl Fn(Overdue) -> I + Send + Sync + 'static,
    ) -> Self {
        let scope = Scope {
            source: EventSource::System,
            tenant: expect.tenant.clone(),
            ..Scope::default()
        };
        let make = move |core: &Arc<Core>, overdue: Overdue| {
            let key = format!("expect:{}@{}", overdue.name, overdue.deadline);
            let mut emission: Emission<E> = event(overdue).into();
            let known = &mut emission.options.idempotency_key;
            known.get_or_insert((KeyScope::Tenant, key));
            emit::lower(core, &scope, &mut None, [emission])
        };
        Self {
            name,
            expect,
            tells: E::TYPE,
            make: Arc::new(make),
        }
    }

    /// # Errors
    /// [`Error::Config`]: two of one name, or what cannot be.
    pub(crate) fn check(all: &[Self], tenancy: Tenancy) -> Result<()> {
        for (place, Self { name, expect, .. }) in all.iter().enumerate() {
            let problem = if name.is_empty() || all[..place].iter().any(|one| one.name == *name) {
                format!(
                    "two expectations are called `{name}`, or one has no name: it is its identity, give each one of its own"
                )
            } else if SignedDuration::try_from(expect.every).is_err()
                || expect.every < Duration::from_micros(1)
            {
                format!(
                    "the expectation `{name}` has a time in which nothing can be missed: {:?}; write `Expect::every(Duration::from_hours(25))`",
                    expect.every
                )
            } else if tenancy == Tenancy::Many && expect.tenant.is_none() {
                format!("the expectation `{name}` has no tenant: add `.tenant(\"…\")`")
            } else {
                continue;
            };
            return Err(Error::Config(problem));
        }
        Ok(())
    }

    fn spec(&self) -> ExpectSpec {
        ExpectSpec {
            name: self.name.clone(),
            on: self.expect.on.clone(),
            subject: self.expect.subject.clone(),
            tenant: self.expect.tenant.clone(),
            every: self.expect.every,
        }
    }

    fn events(&self, core: &Arc<Core>, overdue: Overdue) -> Result<Vec<NewEvent>> {
        let make = AssertUnwindSafe(|| (self.make)(core, overdue));
        catch_unwind(make).unwrap_or_else(|_| {
            Err(Error::InvalidEmit(format!(
                "the expectation `{}` panicked while it made its event",
                self.name
            )))
        })
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound")
            .field("name", &self.name)
            .field("expect", &self.expect)
            .finish_non_exhaustive()
    }
}

/// Makes the expectations of this process known, so that their times run.
pub(crate) async fn register(engine: &Engine) -> Result<()> {
    let store = engine.core.store().await?;
    for one in &engine.expects {
        store
            .timetable()
            .register_expect(&one.spec(), engine.core.now())
            .await?;
    }
    Ok(())
}

/// Looks for what is overdue until the drain begins, and then no more.
pub(crate) async fn run(engine: &Engine, drain: &CancellationToken) {
    let looking = async {
        loop {
            let wait = match engine.core.patiently(round(engine)).await {
                Ok(wait) => wait,
                Err(error) => {
                    engine
                        .complaints
                        .say(&error, "cannot look for what is overdue");
                    AGAIN
                }
            };
            engine.core.clock.sleep(wait).await;
        }
    };
    drain.run_until_cancelled(looking).await;
}

/// Looks once at all that is expected; answers when to look again.
///
/// # Errors
/// The store failed, or an expectation could not make its event; all others were looked at.
pub(crate) async fn round(engine: &Engine) -> Result<Duration> {
    let mut wait = LOOK;
    if engine.expects.is_empty() {
        return Ok(wait);
    }
    let store = engine.core.store().await?;
    let mut failed = None;
    for expected in store.records().expects().await? {
        let named = |one: &&Bound| one.name == expected.on_record.name;
        let Some(bound) = engine.expects.iter().find(named) else {
            continue;
        };
        match look(engine, bound, expected).await {
            Ok(next) => {
                let left = next.duration_since(engine.core.now());
                let left = Duration::try_from(left).unwrap_or_default();
                // Somebody else may be at it.
                wait = wait.min(left.max(Duration::from_millis(100)));
            }
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(wait), Err)
}

/// Looks at what was stored, if it is time to; answers when that is next.
async fn look(engine: &Engine, bound: &Bound, expected: Expected) -> Result<Timestamp> {
    let core = &engine.core;
    let now = core.now();
    let is_due = |it: &Expected| it.on_record.missed_at.is_none() && it.on_record.deadline <= now;
    let next = |it: &Expected| {
        let look = retry::later(it.looked_at, LOOK);
        match it.on_record.missed_at {
            None => look.min(it.on_record.deadline),
            Some(_) => look,
        }
    };
    if next(&expected) > now {
        return Ok(next(&expected));
    }
    let mut moved = seen(engine, bound, expected).await?;
    moved.looked_at = now;
    let store = core.store().await?;
    if !is_due(&moved) {
        store.timetable().move_expect(None, &moved).await?;
        return Ok(next(&moved));
    }
    let overdue = Overdue {
        name: bound.name.clone(),
        last_seen_at: moved.on_record.last_seen_at,
        deadline: moved.on_record.deadline,
    };
    moved.on_record.missed_at = Some(now);
    let events = bound.events(core, overdue)?;
    let mut transaction = store.begin().await?;
    // Another process has told of it, or has seen what this one has not.
    if store
        .timetable()
        .move_expect(Some(&mut transaction), &moved)
        .await?
    {
        let (emitted, after) = emit::store_in(core, &mut transaction, &events, 0).await?;
        transaction.commit().await?;
        after.committed(core);
        core.meters.stored_events(&events, &emitted);
    }
    Ok(next(&moved))
}

/// How an expectation stands with all that was stored since the last look.
async fn seen(engine: &Engine, bound: &Bound, mut expected: Expected) -> Result<Expected> {
    let core = &engine.core;
    let store = core.store().await?;
    let margin = SETTLED.max(2 * core.config.processor.tx_timeout);
    let every = bound.expect.every;
    let mut look = Look {
        after: expected.looked_seq,
        limit: BATCH,
        on: &bound.expect.on,
        subject: bound.expect.subject.as_deref(),
        tenant: bound.expect.tenant.as_deref(),
        except: bound.tells,
        // What was seen before, or lies before the time that runs, is no news.
        since: retry::earlier(expected.on_record.deadline, every),
        settled_until: retry::earlier(core.now(), margin),
    };
    let mut settled = true;
    loop {
        let part = store.records().look(&look).await?;
        if let Some(at) = part.seen {
            look.since = at;
            expected.on_record.last_seen_at = Some(at);
            expected.on_record.deadline = retry::later(at, every);
            expected.on_record.missed_at = None;
        }
        if settled {
            expected.looked_seq = part.settled.unwrap_or(expected.looked_seq);
            settled = part.settled == part.last;
        }
        match part.last {
            Some(last) if part.read == BATCH => look.after = last,
            _ => return Ok(expected),
        }
    }
}
