//! What it takes to run attempts: the consumers that this process has, and the verbs of the store on their behalf.

use std::{collections::HashMap, fmt, sync::Arc};

use crate::{
    Error, Result,
    core::Core,
    retry::{self, Backoff},
    store::{Claim, Claimed, Settlement},
    subscribe::Bound,
};

/// What it takes to run attempts.
pub(crate) struct Engine {
    pub core: Arc<Core>,
    /// How attempts are spaced at which neither the type nor the error says it.
    pub backoff: Backoff,
    /// A random number from 0 to 1; a test's is always 1.
    pub share: fn() -> f64,
    pub(super) consumers: HashMap<String, Bound>,
    pub(super) names: Vec<String>,
    #[cfg(feature = "cron")]
    pub crons: Vec<crate::cron::Timer>,
}

impl Engine {
    /// # Errors
    /// Two consumers have one name, or a cron cannot be.
    pub(crate) fn new(
        core: Arc<Core>,
        bound: &[Bound],
        #[cfg(feature = "cron")] crons: &[crate::cron::Bound],
        share: fn() -> f64,
    ) -> Result<Self> {
        let mut consumers = HashMap::new();
        for one in bound {
            if consumers.insert(one.name.clone(), one.clone()).is_some() {
                return Err(Error::DuplicateConsumer(one.name.clone()));
            }
        }
        let names = bound.iter().map(|one| one.name.clone()).collect();
        let backoff = Backoff {
            base: core.config.retry.base,
            cap: core.config.retry.cap,
        };
        Ok(Self {
            core,
            backoff,
            share,
            consumers,
            names,
            #[cfg(feature = "cron")]
            crons: crate::cron::Timer::all(crons)?,
        })
    }

    pub(crate) async fn claim(&self, limit: usize) -> Result<Vec<Claimed>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let now = self.core.now();
        let claim = Claim {
            worker: self.core.worker,
            consumers: &self.names,
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            now,
            lease_until: retry::later(now, self.core.config.processor.lease),
        };
        self.core.store().await?.claim(claim).await
    }

    /// How many deliveries wait or run.
    pub(crate) async fn open(&self) -> Result<u64> {
        self.core.store().await?.records().open(&self.names).await
    }

    pub(crate) async fn settle(&self, ends: &[Settlement]) -> Result<Vec<bool>> {
        self.core
            .store()
            .await?
            .settle(None, ends, self.core.now())
            .await
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("core", &self.core)
            .field("consumers", &self.names)
            .finish_non_exhaustive()
    }
}
