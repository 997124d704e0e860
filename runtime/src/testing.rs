//! For tests of an application: the application itself, on SQLite in a temporary folder, under a clock that stands
//! still until the test moves it.
//!
//! Nothing runs in the background. [`TestApp::run_until_idle`] runs what is due, one attempt after the other, in the
//! order in which a worker would claim it, and waits between attempts are not random.

use std::{env, fs, path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    App, Clock as _, Context, CorrelationId, Envelope, Error, Event, EventId, Handlers,
    ManualClock, Result, Trace, continuation, expect,
    ids::event_id_at,
    processor::{self, Cancel, Ended, Engine, ephemeral},
    store::{Attempt, Claimed, Delivery, EventFilter, State},
};

mod harness;
mod sessions;

pub use harness::{IntoApp, bare_app, block_on};

/// After so many attempts more than there were deliveries, events are taken to set each other off for ever.
const TOO_MANY: u64 = 1_000;

/// An application under test.
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use std::time::Duration;
/// use buildamp::{App, Config, testing::{TestApp, block_on}};
///
/// # fn main() -> Result<(), buildamp::BoxError> {
/// block_on(async {
///     let app = TestApp::new(App::new(Config::default())).await?;
///     app.advance(Duration::from_mins(10));
///     assert_eq!(app.run_until_idle().await?, 0);
///     Ok::<_, buildamp::Error>(())
/// })??;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TestApp<S = ()> {
    app: App<S>,
    engine: Engine,
    clock: Arc<ManualClock>,
    /// How many events [`TestApp::clear`] has put out of sight.
    cleared: usize,
    /// Dropped last, after whatever is open in it.
    _folder: Folder,
}

/// An attempt that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Whose attempt it was.
    pub consumer: String,
    /// At which event.
    pub event: EventId,
    /// The attempt's number, from 1.
    pub attempt: u32,
    /// What the handler said, with its causes.
    pub error: String,
}

impl<S: Send + Sync + 'static> TestApp<S> {
    /// Puts an application under test: its database and its clock are replaced, everything else is as it was. The clock
    /// shows 2026-01-01T00:00:00Z. Contexts that were taken from `app` before are not part of the test.
    ///
    /// # Errors
    /// [`Error::Io`]: no temporary folder. Otherwise as [`App::worker`].
    pub async fn new(app: App<S>) -> Result<Self> {
        let folder = Folder::new()?;
        let clock = Arc::new(ManualClock::at(start()));
        let app = app.moved(
            format!("sqlite:{}", folder.0.join("test.db").display()),
            Arc::clone(&clock),
        );
        let engine = open(&app).await?;
        Ok(Self {
            app,
            engine,
            clock,
            cleared: 0,
            _folder: folder,
        })
    }

    /// Adds handlers, as a worker of a newer release would: they get what is emitted from now on.
    ///
    /// # Errors
    /// As [`TestApp::new`].
    pub async fn handlers(self, handlers: Handlers<S>) -> Result<Self> {
        let app = self.app.handlers(handlers);
        let engine = open(&app).await?;
        Ok(Self {
            app,
            engine,
            ..self
        })
    }

    /// A context of the application's own.
    #[must_use]
    pub fn context(&self) -> Context<S> {
        self.app.context()
    }

    /// The application.
    pub fn app(&self) -> &App<S> {
        &self.app
    }

    /// The clock that the application goes by.
    #[must_use]
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Moves the clock forward. What becomes due runs at the next [`run_until_idle`](Self::run_until_idle).
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Runs attempts until nothing is due at the clock's time, what handlers emit included. Answers how many they were.
    ///
    /// # Errors
    /// [`Error::WrongState`] after 1,000 attempts more than there were deliveries: events set each other off without end.
    /// [`Error::Store`].
    pub async fn run_until_idle(&self) -> Result<usize> {
        processor::rescue_once(&self.engine, self.engine.core.now()).await?;
        expect::round(&self.engine).await?;
        #[cfg(feature = "cron")]
        crate::cron::round(&self.engine).await?;
        let most = self.engine.open().await?.saturating_add(TOO_MANY);
        let mut ran = 0;
        while ran < usize::try_from(most).unwrap_or(usize::MAX) {
            self.engine.limited.look_again();
            let claimed = self.engine.claim(1).await?;
            if claimed.is_empty() {
                let unrecorded = ephemeral::run_due(&self.engine.core).await;
                ran += unrecorded;
                if unrecorded > 0 {
                    continue;
                }
                if continuation::round(&self.engine.core).await?.emitted > 0 {
                    continue;
                }
                return Ok(ran);
            }
            ran += claimed.len();
            let ended = self.attempts(claimed).await.into_iter();
            let open = ended.filter_map(|ended| match ended {
                Ended::Open(end) => Some(end),
                Ended::Settled(_) | Ended::Lost(..) => None,
            });
            self.engine.settle(&open.collect::<Vec<_>>()).await?;
        }
        Err(Error::WrongState(format!(
            "gave up after {most} attempts: a handler emits what sets it off again, or snoozes for no time"
        )))
    }

    /// Runs what was claimed: a delivery, or those of a consumer that takes batches.
    async fn attempts(&self, claimed: Vec<Claimed>) -> Vec<Ended> {
        let mut ended = Vec::new();
        match claimed.first().and_then(|it| self.engine.batch_of(it)) {
            Some(batch) => {
                for claimed in processor::batches(batch, claimed) {
                    let cancel = Cancel::default();
                    ended.extend(processor::attempts(&self.engine, claimed, cancel).await);
                }
            }
            None => {
                for claimed in claimed {
                    let cancel = Cancel::default();
                    ended.push(processor::attempt(&self.engine, claimed, cancel).await);
                }
            }
        }
        ended
    }

    /// Removes the events whose retention is over at the clock's time, as workers do in the background. Answers how many
    /// they were.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn purge(&self) -> Result<u64> {
        processor::purge_all(&self.engine).await
    }

    /// Opens the same database anew, as the next process would.
    ///
    /// # Errors
    /// As [`TestApp::new`].
    pub async fn restart(self) -> Result<Self> {
        self.handlers(Handlers::new()).await
    }

    /// Makes the dead deliveries of an event pending again; see [`App::replay`].
    ///
    /// # Errors
    /// As [`App::replay`].
    pub async fn replay(&self, event: EventId) -> Result<u64> {
        self.app.replay(event).await
    }

    /// What one request, webhook or schedule set off.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn trace(&self, correlation: CorrelationId) -> Result<Trace> {
        self.app.trace(correlation).await
    }

    /// Every event, in the order in which they were stored.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn published_events(&self) -> Result<Vec<Envelope>> {
        let mut events = self
            .engine
            .core
            .store()
            .await?
            .records()
            .events(&EventFilter::default())
            .await?;
        Ok(events.split_off(self.cleared.min(events.len())))
    }

    /// The events of one type, as that type.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::WrongState`] when what is stored under that name is not of that type.
    pub async fn events_of_type<E: Event>(&self) -> Result<Vec<E>> {
        let envelopes = self.envelopes_of::<E>().await?;
        let events = envelopes
            .iter()
            .map(Envelope::payload_as)
            .collect::<Result<_, _>>();
        events.map_err(|error| Error::WrongState(format!("an event on record: {error}")))
    }

    /// The events of one type with everything that is known of them.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn envelopes_of<E: Event>(&self) -> Result<Vec<Envelope>> {
        self.events_that(|event| event.event_type == E::TYPE).await
    }

    /// The events about one subject, `<entity>/<id>`.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn events_for_subject(&self, subject: &str) -> Result<Vec<Envelope>> {
        self.events_that(|event| event.subject.as_deref() == Some(subject))
            .await
    }

    /// Whether there is an event of this type.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn has_event<E: Event>(&self) -> Result<bool> {
        Ok(!self.envelopes_of::<E>().await?.is_empty())
    }

    /// How many events there are.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn event_count(&self) -> Result<usize> {
        Ok(self.published_events().await?.len())
    }

    /// The deliveries to one consumer, in the order of the events.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn deliveries_of(&self, consumer: &str) -> Result<Vec<Delivery>> {
        self.deliveries_that(|delivery| delivery.consumer == consumer)
            .await
    }

    /// The deliveries that are given up.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn dead(&self) -> Result<Vec<Delivery>> {
        self.deliveries_that(|delivery| delivery.state == State::Dead)
            .await
    }

    /// The attempts of one consumer, event by event.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn attempts_of(&self, consumer: &str) -> Result<Vec<Attempt>> {
        let mut attempts = Vec::new();
        for delivery in self.deliveries_of(consumer).await? {
            attempts.extend(
                self.engine
                    .core
                    .store()
                    .await?
                    .records()
                    .attempts(delivery.id)
                    .await?,
            );
        }
        Ok(attempts)
    }

    /// The attempts that failed, event by event.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn errors(&self) -> Result<Vec<Failure>> {
        let mut failures = Vec::new();
        for delivery in self.deliveries_that(|_| true).await? {
            for attempt in self
                .engine
                .core
                .store()
                .await?
                .records()
                .attempts(delivery.id)
                .await?
            {
                if let Some(error) = attempt.error {
                    let Delivery {
                        consumer, event, ..
                    } = delivery.clone();
                    failures.push(Failure {
                        consumer,
                        event,
                        attempt: attempt.number,
                        error,
                    });
                }
            }
        }
        Ok(failures)
    }

    /// Puts the events so far, with their deliveries, out of sight of this test's questions. What is due still runs.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn clear(&mut self) -> Result<()> {
        self.cleared += self.event_count().await?;
        Ok(())
    }

    async fn events_that(&self, wanted: impl Fn(&Envelope) -> bool) -> Result<Vec<Envelope>> {
        let mut events = self.published_events().await?;
        events.retain(wanted);
        Ok(events)
    }

    async fn deliveries_that(&self, wanted: impl Fn(&Delivery) -> bool) -> Result<Vec<Delivery>> {
        let events: Vec<EventId> = self
            .published_events()
            .await?
            .iter()
            .map(|event| event.id)
            .collect();
        let mut deliveries = self
            .engine
            .core
            .store()
            .await?
            .records()
            .deliveries(&events)
            .await?;
        deliveries.retain(wanted);
        Ok(deliveries)
    }
}

/// The time at which tests begin.
fn start() -> Timestamp {
    Timestamp::constant(1_767_225_600, 0)
}

async fn open<S: Send + Sync + 'static>(app: &App<S>) -> Result<Engine> {
    let engine = app.engine()?;
    engine.core.store().await?;
    expect::register(&engine).await?;
    #[cfg(feature = "cron")]
    crate::cron::register(&engine).await?;
    Ok(engine)
}

/// A folder that goes when the test does.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let name = format!(
            "buildamp-test-{}",
            Uuid::from(event_id_at(crate::SystemClock.now()))
        );
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the machine's own tidying of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
