//! What every context, transaction and processor of one application shares.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{FutureExt, future::BoxFuture};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OnceCell, broadcast};
use uuid::Uuid;

use crate::{
    Clock, Config, Error, Metrics, Result,
    ids::event_id_at,
    metrics::Meters,
    process::{self, Process},
    processor::{Slots, ephemeral::Ephemeral, inline::Inline},
    retry::Backoff,
    secret::AllSecrets,
    send::Late,
    store::{self, ConsumerSpec, EventType, NewWorker, Policy, Store, WorkerId},
    subscribe::Bound,
    tx::Connection,
    waiters::Waiters,
};

pub(crate) struct Core {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    setting: Setting,
    pub bell: Arc<Bell>,
    /// Names the sessions that have ended or whose token has changed: whoever watches under the old one has to go.
    pub ended: broadcast::Sender<String>,
    /// Messages that wait for a transaction to end.
    pub late: Late,
    /// Who is told what is counted.
    pub meters: Meters,
    /// Where a delivery can go that is claimed as it is made.
    pub slots: Slots,
    /// This process, as the store knows it.
    pub worker: WorkerId,
    /// The same for those who look.
    pub instance: String,
    /// As others on its machine see it.
    pub process: Option<Process>,
    /// The handlers that run in the transactions of their emits.
    pub inline: Inline,
    /// Those that run after their commits, and what waits for them.
    pub ephemeral: Ephemeral,
    /// What it calls.
    #[cfg(feature = "services")]
    pub services: crate::services::Services,
    consumers: Vec<ConsumerSpec>,
    /// The types of events that it knows.
    types: Vec<EventType>,
    /// Where their secrets are.
    pub secrets: AllSecrets,
    store: OnceCell<Arc<dyn Store>>,
    last_fetch: Mutex<Option<Timestamp>>,
    last_refusal: Mutex<Option<Refusal>>,
}

/// Where an application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    Live,
    /// Nothing is random, and nothing runs by itself.
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(dead_code, reason = "applications are tested on SQLite")
    )]
    UnderTest,
}

/// That the store had no room for something.
#[derive(Debug, Clone)]
struct Refusal {
    at: Timestamp,
    /// Whether an event was stored after that.
    is_over: bool,
}

/// How long the store counts as full when nobody tries again.
const FULL: SignedDuration = SignedDuration::from_secs(10);
/// The same when something was stored meanwhile: what is small may find a place where there is none for the rest.
const FULL_AT_LEAST: SignedDuration = SignedDuration::from_secs(2);

/// Rung after the commit of anything that may be of interest to those who wait. A hint: the database knows.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    /// A delivery may be due.
    pub deliveries: Notify,
    /// A message may have been sent to a session.
    pub messages: Notify,
    /// An event is to be emitted once its chain has ended.
    pub continuations: Notify,
    /// A delivery has ended, or may have.
    pub ended: Waiters,
}

/// How many sessions may end before a slow listener learns only that it has missed some.
const ENDED: usize = 1024;

impl Core {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        setting: Setting,
        bound: &[Bound],
        types: Vec<EventType>,
        metrics: Option<Arc<dyn Metrics>>,
    ) -> Arc<Self> {
        let most = config.processor.max_attempts;
        let consumers: Vec<_> = bound.iter().map(|one| one.spec(most)).collect();
        let meters = Meters::new(&config, metrics, &consumers);
        let most = config.processor.ephemeral_queue;
        let ephemeral = Ephemeral::of(bound, most, setting == Setting::Live);
        let worker = WorkerId(Uuid::from(event_id_at(clock.now())));
        let instance = config.instance.clone().unwrap_or_else(process::instance);
        #[cfg(feature = "services")]
        let services = {
            let outbound = bound.iter().filter_map(|one| one.outbound);
            let declared = outbound.map(|it| (it.service, it.target)).collect();
            crate::services::Services::new(declared, config.services.clone())
        };
        Arc::new(Self {
            config,
            clock,
            setting,
            bell: Arc::default(),
            ended: broadcast::Sender::new(ENDED),
            late: Late::default(),
            meters,
            slots: Slots::default(),
            worker,
            instance,
            process: Process::own(),
            inline: Inline::of(bound),
            ephemeral,
            #[cfg(feature = "services")]
            services,
            consumers,
            secrets: AllSecrets::of(&types),
            types,
            store: OnceCell::new(),
            last_fetch: Mutex::default(),
            last_refusal: Mutex::default(),
        })
    }

    /// The store; the first call opens it, brings its schema up to date and makes this process's consumers known.
    pub(crate) async fn store(&self) -> Result<Arc<dyn Store>> {
        self.store.get_or_try_init(|| self.open()).await.cloned()
    }

    /// The same for what is done in a transaction, which its first call may find in its way.
    pub(crate) async fn store_within(&self, on: &Connection<'_>) -> Result<Arc<dyn Store>> {
        let in_the_way = on.holds_up_the_engine() && !self.store.initialized();
        self.store().await.map_err(|error| match error {
            Error::Store(why) if in_the_way => Error::Store(
                format!(
                    "{why}: to open the store is to write, which nobody else can while a transaction of yours writes to its file; \
                     open it before, with `app.open().await`"
                )
                .into(),
            ),
            error => error,
        })
    }

    /// As an operator has it: the store of an application that is there, which is not changed by opening it.
    pub(crate) async fn attach(config: Config, clock: Arc<dyn Clock>) -> Result<Arc<Self>> {
        let core = Self::new(config, clock, Setting::Live, &[], Vec::new(), None);
        let attached = store::attach(&core.config, Arc::clone(&core.bell));
        core.store.get_or_try_init(|| attached).await?;
        Ok(core)
    }

    async fn open(&self) -> Result<Arc<dyn Store>> {
        #[cfg(feature = "services")]
        self.services.start()?;
        let store = store::open(&self.config, Arc::clone(&self.bell)).await?;
        if !self.consumers.is_empty() {
            let now = self.now();
            let lease = SignedDuration::try_from(self.config.processor.lease)
                .unwrap_or(SignedDuration::MAX);
            let until = now.saturating_add(lease).unwrap_or(now);
            let worker = NewWorker {
                id: self.worker,
                instance: &self.instance,
                application: &self.config.application,
                process: self.process.as_ref(),
            };
            store.register(&worker, &self.consumers, now, until).await?;
            tracing::info!(instance = self.instance, worker = %self.worker.0, "the worker is on record");
        }
        if !self.consumers.is_empty() || !self.types.is_empty() {
            store.retention().keep(&self.policy()?).await?;
        }
        Ok(store)
    }

    /// How long this process says that events are kept. Types come in an order, each once.
    fn policy(&self) -> Result<Policy> {
        let mut types = self.types.clone();
        types.sort_unstable_by_key(|it| it.name);
        types.dedup_by_key(|it| it.name);
        if let Some(of) = types
            .iter()
            .find(|it| it.keep.is_some_and(|keep| !keep.is_sound()))
        {
            return Err(Error::Config(format!(
                "the event `{}` is kept for {:?}: an hour or more and a hundred years at most, or `Keep::Forever`",
                of.name, of.keep
            )));
        }
        Ok(Policy {
            succeeded: self.config.retention.succeeded,
            dead: self.config.retention.dead,
            types,
        })
    }

    /// What the engine asks of the store again and again, which must not wait for ever for an answer that is lost.
    ///
    /// # Errors
    /// [`Error::Store`] when there is none, whatever has become of it there.
    pub(crate) fn patiently<'a, T: Send + 'a>(
        &'a self,
        asked: impl Future<Output = Result<T>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T>> {
        let asked = asked.inspect(|answer| self.note_full(answer));
        match self.store.get() {
            Some(store) => store::patiently(store.as_ref(), asked),
            None => asked.boxed(),
        }
    }

    /// Whether the store has no room, as far as is known.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "asked by the web server")
    )]
    pub(crate) fn is_full(&self) -> bool {
        let last = self.last_refusal().clone();
        last.is_some_and(|last| {
            let known = if last.is_over { FULL_AT_LEAST } else { FULL };
            self.now().duration_since(last.at) <= known
        })
    }

    /// What became of events that were to be stored.
    pub(crate) fn note_stored<T>(&self, stored: &Result<T>) {
        self.note_full(stored);
        if let (Ok(_), Some(last)) = (stored, self.last_refusal().as_mut()) {
            last.is_over = true;
        }
    }

    /// Takes note when an answer is that the store has no room.
    pub(crate) fn note_full<T>(&self, answer: &Result<T>) {
        if let Err(Error::StorageFull(_)) = answer {
            let at = self.now();
            *self.last_refusal() = Some(Refusal { at, is_over: false });
        }
    }

    fn last_refusal(&self) -> MutexGuard<'_, Option<Refusal>> {
        self.last_refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// When the processor last looked for work and the store answered; `None` before the first time.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "asked by the web server")
    )]
    pub(crate) fn last_fetch(&self) -> Option<Timestamp> {
        *self
            .last_fetch
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn fetched(&self) {
        *self
            .last_fetch
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(self.now());
    }

    /// A random number from 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        match self.setting {
            Setting::Live => rand::random(),
            Setting::UnderTest => 1.0,
        }
    }

    /// How attempts are spaced at which neither the type nor the error says it.
    pub(crate) fn backoff(&self) -> Backoff {
        Backoff {
            base: self.config.retry.base,
            cap: self.config.retry.cap,
        }
    }

    /// Whether the time is the one of all machines that share the database.
    pub(crate) fn is_time_shared(&self) -> bool {
        let store = self.store.get();
        self.clock.is_local() && store.is_some_and(|store| store.now().is_some())
    }

    /// The time in whole microseconds, as it is stored.
    pub(crate) fn now(&self) -> Timestamp {
        let shared = match self.store.get() {
            Some(store) if self.clock.is_local() => store.now(),
            _ => None,
        };
        let now = shared.unwrap_or_else(|| self.clock.now());
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("config", &self.config)
            .field("worker", &self.worker)
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}
