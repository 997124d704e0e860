//! An application: its configuration, its state, its handlers, and the ways to run it.

use std::{
    fmt,
    future::Future,
    sync::{Arc, OnceLock},
};

use tokio_util::sync::CancellationToken;

#[cfg(doc)]
use crate::Error;
use crate::{
    Clock, Config, Context, CorrelationId, Event, EventId, Expect, Metrics, Operations, Overdue,
    Result, SystemClock, Trace, api,
    core::{Core, Setting},
    processor::{self, Engine, Stop},
    store::{Consumer, EventType},
    subscribe::Bound,
};

mod consumers;

/// An application. Nothing is opened before it is used.
///
/// ```no_run
/// # async fn example() -> buildamp_runtime::Result<()> {
/// # use buildamp_runtime as buildamp;
/// let app = buildamp::App::from_config()?; // .state(..).handlers(..)
/// app.worker().await
/// # }
/// ```
#[must_use = "an application does nothing before it is run or used"]
pub struct App<S = ()> {
    config: Config,
    clock: Arc<dyn Clock>,
    state: Arc<S>,
    consumers: Vec<Bound>,
    types: Vec<EventType>,
    #[cfg(feature = "http")]
    webhooks: Vec<crate::webhook::Inbound>,
    endpoints: Vec<api::Bound>,
    #[cfg(feature = "cron")]
    crons: Vec<crate::cron::Bound>,
    expects: Vec<crate::expect::Bound>,
    metrics: Option<Arc<dyn Metrics>>,
    setting: Setting,
    stop: Stop,
    /// Made at first use; whatever changes the application before that starts over.
    core: OnceLock<Arc<Core>>,
    /// As `core`.
    #[cfg(feature = "http")]
    web: OnceLock<Arc<crate::http::Web>>,
    #[cfg(feature = "http")]
    tenant: Option<Arc<crate::http::TenantOf>>,
}

impl App {
    /// An application as `buildamp.toml` describes it; see [`Config::load`] for where that is looked for.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn from_config() -> Result<Self> {
        Config::load().map(Self::new)
    }

    /// An application of this configuration, which is checked when it starts.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            clock: Arc::new(SystemClock),
            state: Arc::new(()),
            consumers: Vec::new(),
            types: Vec::new(),
            #[cfg(feature = "http")]
            webhooks: Vec::new(),
            endpoints: Vec::new(),
            #[cfg(feature = "cron")]
            crons: Vec::new(),
            expects: Vec::new(),
            metrics: None,
            setting: Setting::Live,
            stop: Stop::default(),
            core: OnceLock::new(),
            #[cfg(feature = "http")]
            web: OnceLock::new(),
            #[cfg(feature = "http")]
            tenant: None,
        }
    }
}

impl<S: Send + Sync + 'static> App<S> {
    /// Gives the handlers that are added from now on this state to share, as [`Context::state`].
    pub fn state<T: Send + Sync + 'static>(self, state: T) -> App<T> {
        let Self {
            config,
            clock,
            consumers,
            types,
            #[cfg(feature = "http")]
            webhooks,
            endpoints,
            #[cfg(feature = "cron")]
            crons,
            expects,
            metrics,
            setting,
            stop,
            #[cfg(feature = "http")]
            tenant,
            ..
        } = self;
        App {
            config,
            clock,
            state: Arc::new(state),
            consumers,
            types,
            #[cfg(feature = "http")]
            webhooks,
            endpoints,
            #[cfg(feature = "cron")]
            crons,
            expects,
            metrics,
            setting,
            stop,
            core: OnceLock::new(),
            #[cfg(feature = "http")]
            web: OnceLock::new(),
            #[cfg(feature = "http")]
            tenant,
        }
    }

    /// Emits an event at the times of a cron expression, once for all processes that have it. The name is the cron's
    /// identity on record, and the event is told the time of its tick. Workers take the ticks.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct SendDigest { day: buildamp::Timestamp }
    /// # impl buildamp::Event for SendDigest { const TYPE: &'static str = "digest.send"; }
    /// # fn example() -> buildamp::Result<()> {
    /// use buildamp::{App, Cron};
    ///
    /// let mornings = Cron::new("0 9 * * MON-FRI").zone("Europe/Berlin");
    /// let app = App::from_config()?.cron("digest", mornings, |day| SendDigest { day });
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "cron")]
    pub fn cron<E: Event, I: Into<crate::Emission<E>>>(
        mut self,
        name: impl Into<String>,
        cron: impl Into<crate::Cron>,
        event: impl Fn(crate::Timestamp) -> I + Send + Sync + 'static,
    ) -> Self {
        let cron = crate::cron::Bound::new(name.into(), cron.into(), event);
        self.crons.push(cron);
        self
    }

    /// Tells an implementation of your own what is counted and measured.
    pub fn metrics(mut self, metrics: impl Metrics) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self.start_over();
        self
    }

    /// What Prometheus scrapes, as `GET /metrics` answers it: what this process has counted, and how the queue in the
    /// database stands, unless that cannot be asked. The queue is looked at once a second at most.
    #[cfg(feature = "metrics")]
    pub async fn prometheus(&self) -> String {
        let core = self.core();
        core.meters.text(core).await
    }

    /// Emits an event when no other that is expected was stored for so long: once, and once again only after one came and
    /// then stayed away anew. The name is the expectation's identity on record; workers look for what is overdue, and of all
    /// processes that have it one tells.
    ///
    /// The time runs from the first start on, and restarts do not set it back: what did not come while nobody was there did
    /// not come.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct BackupDone {}
    /// # impl buildamp::Event for BackupDone { const TYPE: &'static str = "backup.done"; }
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct Page { text: String }
    /// # impl buildamp::Event for Page { const TYPE: &'static str = "desk.page"; }
    /// # fn example() -> buildamp::Result<()> {
    /// use buildamp::{App, Expect};
    /// use std::time::Duration;
    ///
    /// let nightly = Expect::every(Duration::from_hours(25)).on::<BackupDone>();
    /// let app = App::from_config()?.expect("nightly-backup", nightly, |missed| Page {
    ///     text: format!("no backup since {:?}", missed.last_seen_at),
    /// });
    /// # Ok(())
    /// # }
    /// ```
    pub fn expect<E: Event, I: Into<crate::Emission<E>>>(
        mut self,
        name: impl Into<String>,
        expect: Expect,
        event: impl Fn(Overdue) -> I + Send + Sync + 'static,
    ) -> Self {
        let expect = crate::expect::Bound::new(name.into(), expect, event);
        self.expects.push(expect);
        self
    }

    /// Lets another clock tell the time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self.start_over();
        self
    }

    /// Which process of the application this is, for those who look at what it does: `instance` of `buildamp.toml`, or
    /// `<host>-<pid>-<random suffix>`. It is on record with the worker: beside what it runs and ran, and the consumers that it
    /// has.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.core().instance
    }

    /// A context of the application's own, outside of any request or handler.
    #[must_use]
    pub fn context(&self) -> Context<S> {
        Context::root(Arc::clone(self.core()), Arc::clone(&self.state))
    }

    /// Opens the store, brings its schema up to date and makes the application's consumers known, as otherwise the first use of it
    /// does: an emit, [`worker`](Self::worker), [`run`](Self::run) before it listens.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::DuplicateConsumer`], [`Error::Schema`], or [`Error::Store`] when it cannot be opened.
    pub async fn open(&self) -> Result<()> {
        self.core().store().await.map(drop)
    }

    /// Tells a running application to stop taking new work and to finish.
    #[must_use]
    pub fn handle(&self) -> ShutdownHandle {
        ShutdownHandle::of(&self.stop)
    }

    /// Carries deliveries to the handlers until SIGINT, SIGTERM or [`ShutdownHandle::shutdown`], then lets handlers
    /// finish for at most `processor.drain`; a second signal ends that at once. The future stands on its own and can be
    /// spawned.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::DuplicateConsumer`], or [`Error::Store`] when the store cannot be opened. A store
    /// that fails later on is tried again.
    pub fn worker(&self) -> impl Future<Output = Result<()>> + Send + use<S> {
        self.process(self.stop.clone())
    }

    /// As [`worker`](Self::worker), until no delivery to the application's handlers is pending, retrying or running.
    ///
    /// # Errors
    /// As [`worker`](Self::worker).
    pub fn run_until_empty(&self) -> impl Future<Output = Result<()>> + Send + use<S> {
        self.process(Stop {
            when_empty: true,
            ..self.stop.clone()
        })
    }

    /// Makes the dead deliveries of an event pending again with a fresh budget of attempts. Its id, correlation and
    /// causation stay. Answers how many they are.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such an event; [`Error::WrongState`] when none of its deliveries is dead;
    /// [`Error::Store`].
    pub async fn replay(&self, event: EventId) -> Result<u64> {
        self.operations().replay_event(event).await
    }

    /// What an operator asks and does.
    #[must_use]
    pub fn operations(&self) -> Operations {
        Operations::of(Arc::clone(self.core()))
    }

    /// Everything that one request, webhook or schedule set off, with what became of it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn trace(&self, correlation: CorrelationId) -> Result<Trace> {
        self.context().trace(correlation).await
    }

    /// Every consumer that any worker ever made known, by name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn consumers(&self) -> Result<Vec<Consumer>> {
        self.operations().consumers().await
    }

    fn start_over(&mut self) {
        self.core = OnceLock::new();
        #[cfg(feature = "http")]
        {
            self.web = OnceLock::new();
        }
    }

    fn core(&self) -> &Arc<Core> {
        self.core.get_or_init(|| {
            let (config, clock) = (self.config.clone(), Arc::clone(&self.clock));
            let (types, metrics) = (self.types.clone(), self.metrics.clone());
            Core::new(config, clock, self.setting, &self.consumers, types, metrics)
        })
    }

    fn process(&self, stop: Stop) -> impl Future<Output = Result<()>> + Send + use<S> {
        let engine = self.engine();
        async move {
            let engine = Arc::new(engine?);
            tokio::select! {
                // All that runs beside the handlers is in it: too much to carry about.
                done = Box::pin(processor::run(engine, stop.clone())) => done,
                () = signals(&stop) => Ok(()),
            }
        }
    }

    pub(crate) fn engine(&self) -> Result<Engine> {
        self.config.validate()?;
        #[cfg(feature = "services")]
        self.core().services.start()?;
        api::check(&self.endpoints)?;
        Engine::new(
            Arc::clone(self.core()),
            &self.consumers,
            #[cfg(feature = "cron")]
            &self.crons,
            &self.expects,
        )
    }

    /// The same application on another database and clock, under test.
    #[cfg(feature = "sqlite")]
    pub(crate) fn moved(mut self, store_url: String, clock: impl Clock) -> Self {
        self.config.store.url = store_url;
        self.setting = Setting::UnderTest;
        self.clock(clock)
    }

    #[cfg(feature = "http")]
    pub(crate) fn endpoints(&self) -> &[api::Bound] {
        &self.endpoints
    }

    #[cfg(feature = "http")]
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    #[cfg(feature = "http")]
    pub(crate) fn web(&self) -> &Arc<crate::http::Web> {
        self.web.get_or_init(|| {
            let (core, state) = (Arc::clone(self.core()), Arc::clone(&self.state));
            Arc::new(crate::http::Web::new(
                core,
                state,
                self.stop.drain.clone(),
                self.tenant.clone(),
                &self.webhooks,
            ))
        })
    }

    #[cfg(feature = "http")]
    pub(crate) fn set_tenant(&mut self, tenant: Arc<crate::http::TenantOf>) {
        self.tenant = Some(tenant);
        self.start_over();
    }
}

impl<S> fmt::Debug for App<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let consumers: Vec<&str> = self
            .consumers
            .iter()
            .map(|consumer| consumer.name.as_str())
            .collect();
        f.debug_struct("App")
            .field("config", &self.config)
            .field("consumers", &consumers)
            .finish_non_exhaustive()
    }
}

/// Stops an application from elsewhere.
#[derive(Debug, Clone)]
pub struct ShutdownHandle {
    stop: CancellationToken,
}

impl ShutdownHandle {
    pub(crate) fn of(stop: &Stop) -> Self {
        Self {
            stop: stop.drain.clone(),
        }
    }

    /// Take nothing new, let the handlers finish, and return.
    pub fn shutdown(&self) {
        self.stop.cancel();
    }

    /// Returns once the application was told to stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

/// The first signal drains, the second does not wait for the handlers any more. Never returns.
pub(crate) async fn signals(stop: &Stop) {
    terminated().await;
    tracing::info!("shutting down: handlers may finish; a second signal ends them");
    stop.drain.cancel();
    terminated().await;
    stop.cut.cancel();
    std::future::pending::<()>().await;
}

/// Returns at SIGINT or SIGTERM.
async fn terminated() {
    #[cfg(unix)]
    let terminate = async {
        let mut signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        signal.recv().await;
        Ok(())
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<std::io::Result<()>>();
    let heard = tokio::select! {
        heard = tokio::signal::ctrl_c() => heard,
        heard = terminate => heard,
    };
    if let Err(error) = heard {
        tracing::warn!(%error, "cannot listen for signals");
        std::future::pending::<()>().await;
    }
}
