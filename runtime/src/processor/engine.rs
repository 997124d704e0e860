//! What it takes to run attempts: the consumers that this process has, and the verbs of the store on their behalf.

use std::{collections::HashMap, fmt, sync::Arc};

use jiff::Timestamp;

use super::{
    complaints::Complaints,
    limited::{Consumer, Limited, Order},
    pulse::Pulse,
};
use crate::{
    Error, Result,
    core::Core,
    expect,
    retry::{self, Backoff},
    store::{Claim, Claimed, LimitedClaim, Settlement},
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
    /// Those of them without limits.
    pub(super) free: Vec<String>,
    pub(crate) limited: Limited,
    #[cfg(feature = "cron")]
    pub crons: Vec<crate::cron::Timer>,
    pub expects: Vec<expect::Bound>,
    pub(super) pulse: Pulse,
    pub(crate) complaints: Complaints,
}

impl Engine {
    /// # Errors
    /// Two consumers have one name, limits let nothing through, or a cron or an expectation cannot be.
    pub(crate) fn new(
        core: Arc<Core>,
        bound: &[Bound],
        #[cfg(feature = "cron")] crons: &[crate::cron::Bound],
        expects: &[expect::Bound],
        share: fn() -> f64,
    ) -> Result<Self> {
        let mut consumers = HashMap::new();
        for one in bound {
            if let Some(problem) = one.limits.problem() {
                return Err(Error::Config(format!(
                    "the limits of the consumer `{}`: {problem}",
                    one.name
                )));
            }
            if consumers.insert(one.name.clone(), one.clone()).is_some() {
                return Err(Error::DuplicateConsumer(one.name.clone()));
            }
        }
        expect::Bound::check(expects, core.config.tenancy)?;
        let names = bound.iter().map(|one| one.name.clone()).collect();
        let (free, limited): (Vec<&Bound>, Vec<&Bound>) =
            bound.iter().partition(|one| one.limits.is_none());
        let free = free.into_iter().map(|one| one.name.clone()).collect();
        let limited = limited
            .into_iter()
            .map(|one| (one.name.clone(), one.limits));
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
            free,
            limited: Limited::new(limited),
            #[cfg(feature = "cron")]
            crons: crate::cron::Timer::all(crons)?,
            expects: expects.to_vec(),
            pulse: Pulse::default(),
            complaints: Complaints::default(),
        })
    }

    /// Claims what is due, at most so many. Consumers with limits and those without go first in turn.
    pub(crate) async fn claim(&self, limit: usize) -> Result<Vec<Claimed>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let now = self.core.now();
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let (limited, order) = self.limited.turn(now);
        let mut claimed = Vec::new();
        let mut failed = None;
        if order == Order::First {
            failed = self
                .claim_limited(&limited, limit, now, &mut claimed)
                .await
                .err();
        }
        let left = left(limit, &claimed);
        if left > 0 && !self.free.is_empty() && failed.is_none() {
            match self.claim_free(left, now).await {
                Ok(more) => claimed.extend(more),
                Err(error) => failed = Some(error),
            }
        }
        if order == Order::Last && failed.is_none() {
            failed = self
                .claim_limited(&limited, limit, now, &mut claimed)
                .await
                .err();
        }
        match failed {
            // What is claimed is run; a store that failed fails at the next claim, too.
            Some(error) if claimed.is_empty() => Err(error),
            _ => Ok(claimed),
        }
    }

    async fn claim_free(&self, limit: u32, now: Timestamp) -> Result<Vec<Claimed>> {
        let claim = Claim {
            worker: self.core.worker,
            consumers: &self.free,
            limit,
            now,
            lease_until: retry::later(now, self.core.config.processor.lease),
        };
        self.core.store().await?.claim(claim).await
    }

    async fn claim_limited(
        &self,
        consumers: &[Consumer],
        limit: u32,
        now: Timestamp,
        claimed: &mut Vec<Claimed>,
    ) -> Result<()> {
        for one in consumers {
            let left = left(limit, claimed);
            if left == 0 {
                break;
            }
            let claim = LimitedClaim {
                worker: self.core.worker,
                consumer: one.name.clone(),
                limits: one.limits,
                after: one.after.clone(),
                limit: left,
                now,
                lease_until: retry::later(now, self.core.config.processor.lease),
            };
            let let_through = self.core.store().await?.claim_limited(claim).await?;
            self.limited.note(&one.name, &let_through);
            claimed.extend(let_through.claimed);
        }
        Ok(())
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

fn left(limit: u32, claimed: &[Claimed]) -> u32 {
    limit.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX))
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("core", &self.core)
            .field("consumers", &self.names)
            .finish_non_exhaustive()
    }
}
