//! What it takes to run attempts: the consumers that this process has, and the verbs of the store on their behalf.

use std::{collections::HashMap, fmt, slice, sync::Arc};

use jiff::Timestamp;

use super::{
    complaints::Complaints,
    limited::{Consumer, Limited, Order},
    pulse::Pulse,
};
use crate::{
    Batch, Error, Result,
    core::Core,
    expect, retry,
    store::{Again, Claim, Claimed, LimitedClaim, LimitedClaimed, Settlement},
    subscribe::Bound,
};

/// What it takes to run attempts.
pub(crate) struct Engine {
    pub core: Arc<Core>,
    pub(super) consumers: HashMap<String, Bound>,
    pub(super) names: Vec<String>,
    /// Those of them without limits that take one delivery at a time.
    pub(super) free: Vec<String>,
    /// Those of them without limits.
    pub(super) unlimited: Vec<String>,
    pub(crate) limited: Limited,
    #[cfg(feature = "cron")]
    pub crons: Vec<crate::cron::Timer>,
    pub expects: Vec<expect::Bound>,
    pub(super) pulse: Pulse,
    pub(crate) complaints: Complaints,
}

impl Engine {
    /// # Errors
    /// Two consumers have one name, limits let nothing through or contradict a mode, or a cron or an expectation cannot be.
    pub(crate) fn new(
        core: Arc<Core>,
        bound: &[Bound],
        #[cfg(feature = "cron")] crons: &[crate::cron::Bound],
        expects: &[expect::Bound],
    ) -> Result<Self> {
        let mut consumers = HashMap::new();
        for one in bound {
            if let Some(problem) = one.limits.problem() {
                return Err(Error::Config(format!(
                    "the limits of the consumer `{}`: {problem}",
                    one.name
                )));
            }
            if let Some(problem) = one.mode.problem(one) {
                return Err(Error::Config(format!(
                    "the consumer `{}` is {}: {problem}",
                    one.name, one.mode
                )));
            }
            if let Some(problem) = one.batch().and_then(|(it, _)| it.problem(&one.limits)) {
                return Err(Error::Config(format!(
                    "the batches of the consumer `{}`: {problem}",
                    one.name
                )));
            }
            if consumers.insert(one.name.clone(), one.clone()).is_some() {
                return Err(Error::DuplicateConsumer(one.name.clone()));
            }
        }
        expect::Bound::check(expects, core.config.tenancy)?;
        let names = bound.iter().map(|one| one.name.clone()).collect();
        let is_free = |one: &&Bound| one.limits.is_none() && one.batch().is_none();
        let (free, others): (Vec<&Bound>, Vec<&Bound>) = bound.iter().partition(is_free);
        let name = |one: &Bound| one.name.clone();
        let free = free.into_iter().map(name).collect();
        let unlimited = bound.iter().filter(|one| one.limits.is_none());
        let unlimited = unlimited.map(name).collect();
        let others = others.into_iter().map(|one| {
            let batch = one.batch().map(|(batch, _)| batch);
            (one.name.clone(), one.limits, batch)
        });
        Ok(Self {
            core,
            consumers,
            names,
            free,
            unlimited,
            limited: Limited::new(others),
            #[cfg(feature = "cron")]
            crons: crate::cron::Timer::all(crons)?,
            expects: expects.to_vec(),
            pulse: Pulse::default(),
            complaints: Complaints::default(),
        })
    }

    /// Claims what is due for so many slots: a delivery each, or a batch. Consumers with limits and those without go first in
    /// turn.
    pub(crate) async fn claim(&self, limit: usize) -> Result<Vec<Claimed>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let now = self.core.now();
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let (limited, order) = self.limited.turn(now);
        let mut taken = Taken::default();
        let mut failed = None;
        if order == Order::First {
            failed = self
                .claim_limited(&limited, limit, now, &mut taken)
                .await
                .err();
        }
        let left = taken.left(limit);
        if left > 0 && !self.free.is_empty() && failed.is_none() {
            match self.claim_of(&self.free, left, now).await {
                Ok(more) => taken.add(more, None),
                Err(error) => failed = Some(error),
            }
        }
        if order == Order::Last && failed.is_none() {
            failed = self
                .claim_limited(&limited, limit, now, &mut taken)
                .await
                .err();
        }
        match failed {
            // What is claimed is run; a store that failed fails at the next claim, too.
            Some(error) if taken.claimed.is_empty() => Err(error),
            _ => Ok(taken.claimed),
        }
    }

    async fn claim_of(
        &self,
        consumers: &[String],
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<Claimed>> {
        let claim = Claim {
            worker: self.core.worker,
            consumers,
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
        taken: &mut Taken,
    ) -> Result<()> {
        for one in consumers {
            let left = taken.left(limit);
            if left == 0 {
                break;
            }
            let let_through = self.claim_alone(one, one.most(left), now).await?;
            self.limited.note(&one.name, &let_through);
            taken.add(let_through.claimed, one.batch);
        }
        Ok(())
    }

    /// Claims of one consumer.
    async fn claim_alone(
        &self,
        one: &Consumer,
        most: u32,
        now: Timestamp,
    ) -> Result<LimitedClaimed> {
        if one.limits.is_none() {
            let claimed = self.claim_of(slice::from_ref(&one.name), most, now).await?;
            let again = if claimed.len() < usize::try_from(most).unwrap_or(usize::MAX) {
                Again::OnChange
            } else {
                Again::AtOnce
            };
            return Ok(LimitedClaimed {
                claimed,
                after: String::new(),
                again,
            });
        }
        let claim = LimitedClaim {
            worker: self.core.worker,
            consumer: one.name.clone(),
            limits: one.limits,
            after: one.after.clone(),
            limit: most,
            now,
            lease_until: retry::later(now, self.core.config.processor.lease),
        };
        self.core.store().await?.claim_limited(claim).await
    }

    /// How its consumer takes batches; `None` where it takes one at a time.
    pub(crate) fn batch_of(&self, claimed: &Claimed) -> Option<Batch> {
        let consumer = self.consumers.get(&claimed.consumer)?;
        consumer.batch().map(|(batch, _)| batch)
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

/// What was claimed, and how many slots it takes.
#[derive(Default)]
struct Taken {
    claimed: Vec<Claimed>,
    slots: usize,
}

impl Taken {
    fn add(&mut self, claimed: Vec<Claimed>, batch: Option<Batch>) {
        self.slots += match batch {
            Some(batch) => claimed.len().div_ceil(batch.size(1)),
            None => claimed.len(),
        };
        self.claimed.extend(claimed);
    }

    fn left(&self, slots: u32) -> u32 {
        slots.saturating_sub(u32::try_from(self.slots).unwrap_or(u32::MAX))
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
