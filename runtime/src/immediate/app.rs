//! An application without a store: its configuration, its state, its handlers, and the ways to run it.

use std::{
    fmt,
    future::Future,
    sync::{Arc, OnceLock},
};

use super::{
    Context, Event, Handlers, IntoEnd,
    core::Core,
    handlers::{self, Bound},
    worker,
};
use crate::{
    Clock, Config, Metrics, Result, ShutdownHandle, SystemClock, app::signals, processor::Stop,
};

/// An application whose events are handed over within the process, without a store.
///
/// Nothing of it outlives the process, and no other process sees any of it. It takes `[immediate]`, `[processor] workers`,
/// `timeout` and `drain`, `application`, `tenancy` and `[metrics]` from the configuration.
#[must_use = "an application does nothing before it is run or used"]
pub struct App<S = ()> {
    config: Config,
    clock: Arc<dyn Clock>,
    state: Arc<S>,
    consumers: Vec<Bound>,
    metrics: Option<Arc<dyn Metrics>>,
    stop: Stop,
    /// Made at first use; whatever changes the application before that starts over.
    core: OnceLock<Arc<Core>>,
}

impl App {
    /// An application as `buildamp.toml` describes it; see [`Config::load`] for where that is looked for.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config).
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
            metrics: None,
            stop: Stop::default(),
            core: OnceLock::new(),
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
            metrics,
            stop,
            ..
        } = self;
        App {
            config,
            clock,
            state: Arc::new(state),
            consumers,
            metrics,
            stop,
            core: OnceLock::new(),
        }
    }

    /// Adds handlers: `generated::handlers()`, or some of your own.
    pub fn handlers(mut self, handlers: Handlers<S>) -> Self {
        self.consumers.extend(handlers::bind(handlers, &self.state));
        self.core = OnceLock::new();
        self
    }

    /// Adds one handler under a consumer's name, without scanner, build script or folders.
    pub fn on<E, F, Fut>(self, consumer: impl Into<String>, handler: F) -> Self
    where
        E: Event,
        F: Fn(E, Context<S>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoEnd> + Send + 'static,
    {
        self.handlers(Handlers::new().on(consumer, handlers::by_hand(handler)))
    }

    /// Tells an implementation of your own what is counted and measured.
    pub fn metrics(mut self, metrics: impl Metrics) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self.core = OnceLock::new();
        self
    }

    /// What Prometheus scrapes: what this process has counted, and how its queue stands.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn prometheus(&self) -> String {
        let core = self.core();
        core.meters.measured(&core.queue());
        core.meters.counted()
    }

    /// Lets another clock tell the time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self.core = OnceLock::new();
        self
    }

    /// A context of the application's own, outside of any request or handler.
    #[must_use]
    pub fn context(&self) -> Context<S> {
        Context::root(Arc::clone(self.core()), Arc::clone(&self.state))
    }

    /// Tells a running application to stop taking new work and to finish.
    #[must_use]
    pub fn handle(&self) -> ShutdownHandle {
        ShutdownHandle::of(&self.stop)
    }

    /// Runs handlers until SIGINT, SIGTERM or [`ShutdownHandle::shutdown`]. Then nobody but handlers emits any more, timers are
    /// dropped, and what is due is still handled, for at most `processor.drain`; a second signal ends that at once. What is
    /// dropped is counted in the log. The future stands on its own and can be spawned.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config), [`Error::DuplicateConsumer`](crate::Error::DuplicateConsumer).
    pub fn worker(&self) -> impl Future<Output = Result<()>> + Send + use<S> {
        self.process(self.stop.clone())
    }

    /// As [`worker`](Self::worker), until nothing waits, no timer either, and nothing runs.
    ///
    /// # Errors
    /// As [`worker`](Self::worker).
    pub fn run_until_empty(&self) -> impl Future<Output = Result<()>> + Send + use<S> {
        self.process(Stop {
            when_empty: true,
            ..self.stop.clone()
        })
    }

    fn process(&self, stop: Stop) -> impl Future<Output = Result<()>> + Send + use<S> {
        let sound = self
            .config
            .validate()
            .and_then(|()| handlers::distinct(&self.consumers));
        let core = Arc::clone(self.core());
        async move {
            sound?;
            tokio::select! {
                () = worker::run(core, stop.clone()) => {}
                () = signals(&stop) => {}
            }
            Ok(())
        }
    }

    fn core(&self) -> &Arc<Core> {
        self.core.get_or_init(|| {
            Core::new(
                self.config.clone(),
                Arc::clone(&self.clock),
                self.consumers.clone(),
                self.metrics.clone(),
            )
        })
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
