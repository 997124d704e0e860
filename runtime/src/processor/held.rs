//! The deliveries that this worker holds a lease on, from the claim until their end is on record.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio_util::sync::CancellationToken;

use super::attempt::Cancel;
use crate::store::{Claimed, DeliveryId};

#[derive(Debug, Default)]
pub(crate) struct Held {
    /// By delivery and attempt: the next attempt can be claimed in the same commit that ends the one before.
    attempts: Mutex<HashMap<(DeliveryId, u32), CancellationToken>>,
    drain: CancellationToken,
}

impl Held {
    pub(crate) fn hold(&self, claimed: &Claimed) -> Cancel {
        let attempt = self.drain.child_token();
        self.attempts()
            .insert((claimed.delivery, claimed.attempt), attempt.clone());
        Cancel {
            drain: self.drain.clone(),
            attempt,
        }
    }

    /// The same for a batch, which is ended as a whole.
    pub(crate) fn hold_all(&self, claimed: &[Claimed]) -> Cancel {
        let attempt = self.drain.child_token();
        let held = claimed.iter();
        let held = held.map(|it| ((it.delivery, it.attempt), attempt.clone()));
        let mut attempts = self.attempts();
        for (held, token) in held {
            // It may have been called off since it was claimed.
            if attempts
                .insert(held, token)
                .is_some_and(|it| it.is_cancelled())
            {
                attempt.cancel();
            }
        }
        Cancel {
            drain: self.drain.clone(),
            attempt,
        }
    }

    pub(crate) fn release(&self, delivery: DeliveryId, attempt: u32) {
        self.attempts().remove(&(delivery, attempt));
    }

    /// Ends the handlers of attempts that hold their deliveries no more.
    pub(crate) fn lose(&self, lost: &[(DeliveryId, u32)]) {
        let attempts = self.attempts();
        for cancel in lost.iter().filter_map(|lost| attempts.get(lost)) {
            cancel.cancel();
        }
    }

    /// Ends all handlers: the drain is over.
    pub(crate) fn cut(&self) {
        self.drain.cancel();
    }

    pub(crate) fn all(&self) -> Vec<(DeliveryId, u32)> {
        self.attempts().keys().copied().collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.attempts().len()
    }

    fn attempts(&self) -> MutexGuard<'_, HashMap<(DeliveryId, u32), CancellationToken>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
