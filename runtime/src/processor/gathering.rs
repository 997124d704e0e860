//! What is claimed of consumers that take batches, until a batch of it is complete or has waited for long enough.

use std::collections::HashMap;

use tokio::time::Instant;

use super::held::Held;
use crate::{Batch, store::Claimed};

/// By consumer.
#[derive(Debug, Default)]
pub(super) struct Gathering(HashMap<String, Gathered>);

#[derive(Debug)]
struct Gathered {
    batch: Batch,
    claimed: Vec<Claimed>,
    since: Instant,
}

impl Gathering {
    /// Adds what was claimed. It is held from now on.
    pub(super) fn add(&mut self, batch: Batch, claimed: Claimed, held: &Held) {
        held.hold(&claimed);
        let gathered = self.0.entry(claimed.consumer.clone());
        let gathered = gathered.or_insert_with(|| Gathered {
            batch,
            claimed: Vec::new(),
            since: Instant::now(),
        });
        gathered.claimed.push(claimed);
    }

    /// What is to run now, a batch each.
    pub(super) fn take(&mut self) -> Vec<Vec<Claimed>> {
        self.take_if(Gathered::is_due)
    }

    /// All that is there, a batch each.
    pub(super) fn take_all(&mut self) -> Vec<Vec<Claimed>> {
        self.take_if(|_| true)
    }

    fn take_if(&mut self, is_due: impl Fn(&Gathered) -> bool) -> Vec<Vec<Claimed>> {
        let due = self.0.extract_if(|_, gathered| is_due(gathered));
        due.flat_map(|(_, it)| batches(it.batch, it.claimed))
            .collect()
    }

    /// When the next of them has waited for long enough; `None` when none waits.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.values().map(Gathered::until).min()
    }
}

impl Gathered {
    fn until(&self) -> Instant {
        self.since + self.batch.wait
    }

    /// What was tried before waits for nobody.
    fn is_due(&self) -> bool {
        self.claimed.len() >= self.batch.size(1)
            || self.claimed.iter().any(|it| it.tried > 1)
            || self.until() <= Instant::now()
    }
}

/// Divides what was claimed of a consumer: those of a tenant, and tried as often, run together.
pub(crate) fn batches(batch: Batch, claimed: Vec<Claimed>) -> Vec<Vec<Claimed>> {
    let mut batches: Vec<Vec<Claimed>> = Vec::new();
    for one in claimed {
        let size = batch.size(one.tried);
        let fits = |of: &&mut Vec<Claimed>| {
            let alike = of.first().is_some_and(|first| {
                first.event.tenant == one.event.tenant && batch.size(first.tried) == size
            });
            alike && of.len() < size
        };
        match batches.iter_mut().rev().find(fits) {
            Some(of) => of.push(one),
            None => batches.push(vec![one]),
        }
    }
    batches
}
