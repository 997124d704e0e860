//! What is counted and measured, and who is told: an implementation of [`Metrics`], and Prometheus behind the feature
//! `metrics`.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{
    Config, Envelope, Error, EventId, EventSource, Result,
    core::Core,
    processor::Ended,
    store::{Claimed, ConsumerSpec, Emitted, NewEvent, Settlement, To},
};

mod in_doubt;
#[cfg(feature = "metrics")]
mod prometheus;

use in_doubt::InDoubt;
pub(crate) use in_doubt::ROLLED_BACK;
#[cfg(feature = "metrics")]
use prometheus::Prometheus;

/// How often somebody who does not ask by themselves is told of the queue.
pub(crate) const LOOK: Duration = Duration::from_secs(10);
/// The queue is not looked at again sooner than this, however often it is asked for.
const FRESH: Duration = Duration::from_secs(1);
/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes what this process counts and measures, to pass it on to a monitoring system: `app.metrics(mine)`. Each method
/// does nothing unless it is implemented.
///
/// Methods are called on the way of each event, so they have to return at once: count in memory, and send elsewhere.
/// `source` and `event_type` are those of the event; neither sessions nor subjects are ever told.
pub trait Metrics: fmt::Debug + Send + Sync + 'static {
    /// So many events were emitted by this process, and their transaction has committed.
    fn record_event_published(&self, source: &str, event_type: &str, count: u64) {
        let _ = (source, event_type, count);
    }

    /// So many events were dropped because there was no room for them: for an ephemeral handler, or where the configuration says
    /// so.
    fn record_event_dropped(&self, source: &str, event_type: &str, count: u64) {
        let _ = (source, event_type, count);
    }

    /// The first attempt at a delivery begins, this long after it was due.
    fn record_delivery_lag(&self, source: &str, event_type: &str, lag: Duration) {
        let _ = (source, event_type, lag);
    }

    /// An attempt of this process has ended, and this is how long it took.
    fn record_event_processed(
        &self,
        source: &str,
        event_type: &str,
        status: Processed,
        took: Duration,
    ) {
        let _ = (source, event_type, status, took);
    }

    /// So many handlers run in this process. Told by workers every ten seconds.
    fn update_workers_active(&self, active: u64) {
        let _ = active;
    }

    /// How the queue in the database stands, for all processes. Told by workers every ten seconds.
    fn update_event_queue_size(&self, queue: &EventQueue) {
        let _ = queue;
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Processed {
    /// The handler returned `Ok`.
    Succeeded,
    /// It failed, and is tried again.
    Retrying,
    /// It failed for good.
    Dead,
    /// The handler called it off.
    Cancelled,
    /// The handler put it off.
    Snoozed,
    /// It was handed back: the worker shut down, or does not know the event's type.
    Released,
    /// Its lease had run out, or it was called off by an operator: its result does not count.
    Lost,
}

impl Processed {
    /// Every end there is.
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::Retrying,
        Self::Dead,
        Self::Cancelled,
        Self::Snoozed,
        Self::Released,
        Self::Lost,
    ];

    /// The label's value, `retrying`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Retrying => "retrying",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Snoozed => "snoozed",
            Self::Released => "released",
            Self::Lost => "lost",
        }
    }

    fn of(ended: &Ended) -> Self {
        match ended {
            Ended::Open(Settlement { to, .. }) | Ended::Settled(Settlement { to, .. }) => {
                match to {
                    To::Succeeded => Self::Succeeded,
                    To::Retrying { .. } => Self::Retrying,
                    To::Dead { .. } => Self::Dead,
                    To::Cancelled => Self::Cancelled,
                    To::Snoozed { .. } => Self::Snoozed,
                    To::Released { .. } => Self::Released,
                }
            }
            Ended::Lost(..) => Self::Lost,
        }
    }
}

/// How the queue in the database stands, over all consumers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct EventQueue {
    /// Deliveries that wait, for their time or for a worker.
    pub size: u64,
    /// Deliveries that were given up.
    pub dead: u64,
    /// For how long the one that has been due for longest has been; zero when none is due.
    pub oldest_pending_age: Duration,
}

impl EventQueue {
    pub(crate) fn age(oldest: Option<Timestamp>, now: Timestamp) -> Duration {
        let age = oldest.map(|oldest| Duration::try_from(now.duration_since(oldest)));
        age.and_then(Result::ok).unwrap_or_default()
    }
}

/// An event that was stored, to be counted once that is for good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Published {
    pub event: EventId,
    pub event_type: &'static str,
    pub source: EventSource,
}

impl Published {
    /// Whether they are counted as one.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (self.source, self.event_type) == (other.source, other.event_type)
    }
}

/// Those who are told what this process counts.
pub(crate) struct Meters {
    /// What events of this application say of where they come from, in the order of [`EventSource::ALL`].
    sources: [String; EventSource::ALL.len()],
    told: Vec<Arc<dyn Metrics>>,
    active: AtomicU64,
    in_doubt: InDoubt,
    /// Until when the last look at the queue is good.
    fresh: Mutex<Option<Instant>>,
    #[cfg(feature = "metrics")]
    prometheus: Arc<Prometheus>,
}

impl Meters {
    pub(crate) fn new(
        config: &Config,
        own: Option<Arc<dyn Metrics>>,
        consumers: &[ConsumerSpec],
    ) -> Self {
        let sources = EventSource::ALL.map(|it| it.uri(&config.application));
        #[cfg(feature = "metrics")]
        let prometheus = Arc::new(Prometheus::new(&config.metrics.namespace));
        let this = Self {
            sources,
            told: [
                own,
                #[cfg(feature = "metrics")]
                Some(Arc::clone(&prometheus) as Arc<dyn Metrics>),
            ]
            .into_iter()
            .flatten()
            .collect(),
            active: AtomicU64::new(0),
            in_doubt: InDoubt::default(),
            fresh: Mutex::default(),
            #[cfg(feature = "metrics")]
            prometheus,
        };
        for plain in consumers.iter().filter(|spec| !spec.on.contains('*')) {
            this.expect(&plain.on);
        }
        this
    }

    /// Events of this type were stored for good.
    pub(crate) fn published(&self, source: EventSource, event_type: &str, count: u64) {
        if count > 0 {
            let source = self.uri(source);
            self.tell(|it| it.record_event_published(source, event_type, count));
        }
    }

    /// As [`published`](Self::published), for what was emitted together; what was known before was counted before.
    pub(crate) fn stored(&self, event_type: &str, sources: &[EventSource], emitted: &[Emitted]) {
        for source in EventSource::ALL {
            let of_it = sources.iter().zip(emitted);
            let of_it = of_it.filter(|(it, emitted)| **it == source && emitted.is_stored());
            self.published(source, event_type, of_it.count() as u64);
        }
    }

    /// The same one by one, for few of whatever types.
    pub(crate) fn stored_events(&self, events: &[NewEvent], emitted: &[Emitted]) {
        for (event, emitted) in events.iter().zip(emitted) {
            let count = u64::from(emitted.is_stored());
            self.published(event.source(), &event.event_type, count);
        }
    }

    /// These were stored in a transaction whose end is its owner's business.
    pub(crate) fn maybe_published(
        &self,
        published: impl IntoIterator<Item = Published>,
        now: Timestamp,
    ) {
        if !self.told.is_empty() {
            self.in_doubt.add(published, now);
        }
    }

    /// An attempt begins; what this answers with is told how it ended.
    pub(crate) fn started(&self, claimed: &Claimed, now: Timestamp) -> Option<Running<'_>> {
        if self.told.is_empty() {
            return None;
        }
        let due = (claimed.attempt == 1).then_some(claimed.due);
        Some(self.begun(&claimed.event, due, now))
    }

    /// A handler begins, for the first time when it is said since when it has been due.
    pub(crate) fn begun(
        &self,
        event: &Envelope,
        due: Option<Timestamp>,
        now: Timestamp,
    ) -> Running<'_> {
        if let Some(due) = due {
            let lag = Duration::try_from(now.duration_since(due)).unwrap_or_default();
            self.tell(|it| it.record_delivery_lag(&event.source, &event.event_type, lag));
        }
        self.active.fetch_add(1, Ordering::Relaxed);
        Running {
            meters: self,
            source: event.source.clone(),
            event_type: event.event_type.clone(),
            begun: Instant::now(),
        }
    }

    /// Has events of this type appear before there are any.
    pub(crate) fn expect(&self, event_type: &str) {
        #[cfg(feature = "metrics")]
        self.prometheus
            .expect(self.uri(EventSource::Internal), event_type);
        #[cfg(not(feature = "metrics"))]
        let _ = (self, event_type);
    }

    /// Events of this type found no room.
    pub(crate) fn dropped(&self, source: EventSource, event_type: &str, count: u64) {
        let source = self.uri(source);
        self.tell(|it| it.record_event_dropped(source, event_type, count));
    }

    fn uri(&self, source: EventSource) -> &str {
        &self.sources[source as usize]
    }

    /// Tells how much is going on here and how a queue stands that is this process's own.
    pub(crate) fn measured(&self, queue: &EventQueue) {
        let active = self.active.load(Ordering::Relaxed);
        self.tell(|it| it.update_workers_active(active));
        self.tell(|it| it.update_event_queue_size(queue));
    }

    /// What Prometheus scrapes, as it stands.
    #[cfg(feature = "metrics")]
    pub(crate) fn counted(&self) -> String {
        self.prometheus.text()
    }

    /// Tells how much is going on here and in the queue.
    async fn measure(&self, core: &Core) -> Result<()> {
        let active = self.active.load(Ordering::Relaxed);
        self.tell(|it| it.update_workers_active(active));
        let looked = timeout(PATIENCE, self.look(core)).await;
        looked.unwrap_or_else(|_| Err(Error::Store("it does not answer".into())))
    }

    /// Looks at the queue and tells of it, unless somebody has just done so.
    ///
    /// # Errors
    /// The store failed.
    async fn look(&self, core: &Core) -> Result<()> {
        let mut fresh = self.fresh.lock().await;
        if fresh.is_some_and(|until| Instant::now() < until) {
            return Ok(());
        }
        let begun = Instant::now();
        let store = core.store().await?;
        self.in_doubt
            .settle(self, core.now(), store.as_ref())
            .await?;
        let queue = store.records().queue(core.now()).await?;
        self.tell(|it| it.update_event_queue_size(&queue));
        // A look at a long queue takes longer; however long, it is a tenth of the time.
        *fresh = Some(Instant::now() + FRESH.max(10 * begun.elapsed()));
        Ok(())
    }

    /// Whoever is told must not stop who tells.
    fn tell(&self, what: impl Fn(&dyn Metrics)) {
        for one in &self.told {
            if catch_unwind(AssertUnwindSafe(|| what(one.as_ref()))).is_err() {
                tracing::error!(metrics = ?one, "an implementation of Metrics panicked");
            }
        }
    }

    /// What Prometheus scrapes. Without the store it is what this process knows by itself.
    #[cfg(feature = "metrics")]
    pub(crate) async fn text(&self, core: &Core) -> String {
        if let Err(error) = self.measure(core).await {
            tracing::warn!(%error, "the queue cannot be measured");
            self.prometheus.forget_queue();
        }
        self.prometheus.text()
    }
}

/// What Prometheus takes: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
#[cfg(all(feature = "metrics", feature = "http"))]
pub(crate) use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;

/// Tells of the queue every now and then, for ever; Prometheus asks by itself.
pub(crate) async fn follow(core: &Core) {
    if core.meters.told.len() == usize::from(cfg!(feature = "metrics")) {
        return std::future::pending().await;
    }
    loop {
        if let Err(error) = core.meters.measure(core).await {
            tracing::warn!(%error, "the queue cannot be measured");
        }
        core.clock.sleep(LOOK).await;
    }
}

/// An attempt under way.
pub(crate) struct Running<'m> {
    meters: &'m Meters,
    source: String,
    event_type: String,
    begun: Instant,
}

impl Running<'_> {
    pub(crate) fn ended(self, ended: &Ended) {
        self.ended_as(Processed::of(ended));
    }

    pub(crate) fn ended_as(self, status: Processed) {
        let took = self.begun.elapsed();
        self.meters
            .tell(|it| it.record_event_processed(&self.source, &self.event_type, status, took));
    }
}

/// Also when the worker is gone in the middle of it.
impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.meters.active.fetch_sub(1, Ordering::Relaxed);
    }
}
