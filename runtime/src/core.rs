//! What every context, transaction and processor of one application shares.

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OnceCell};
use uuid::Uuid;

use crate::{
    Clock, Config, Result,
    ids::event_id_at,
    store::{self, ConsumerSpec, Store, WorkerId},
};

pub(crate) struct Core {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    /// Rung after the commit of anything that may have made a delivery due.
    pub wake: Arc<Notify>,
    /// This process, as the store knows it.
    pub worker: WorkerId,
    consumers: Vec<ConsumerSpec>,
    store: OnceCell<Arc<dyn Store>>,
}

impl Core {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        consumers: Vec<ConsumerSpec>,
    ) -> Arc<Self> {
        let worker = WorkerId(Uuid::from(event_id_at(clock.now())));
        Arc::new(Self {
            config,
            clock,
            wake: Arc::default(),
            worker,
            consumers,
            store: OnceCell::new(),
        })
    }

    /// The store; the first call opens it, brings its schema up to date and makes this process's consumers known.
    pub(crate) async fn store(&self) -> Result<Arc<dyn Store>> {
        self.store.get_or_try_init(|| self.open()).await.cloned()
    }

    async fn open(&self) -> Result<Arc<dyn Store>> {
        let store = store::open(&self.config, Arc::clone(&self.wake)).await?;
        if !self.consumers.is_empty() {
            let now = self.now();
            let lease = SignedDuration::try_from(self.config.processor.lease)
                .unwrap_or(SignedDuration::MAX);
            let until = now.saturating_add(lease).unwrap_or(now);
            store
                .register(self.worker, &self.consumers, now, until)
                .await?;
        }
        Ok(store)
    }

    /// The time in whole microseconds, as it is stored.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("config", &self.config)
            .field("worker", &self.worker)
            .finish_non_exhaustive()
    }
}
