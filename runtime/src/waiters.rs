//! Who waits in this process for deliveries to end, whichever process ends them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::store::DeliveryId;

/// Rung when a delivery ends, or may have ended.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    waiting: Mutex<HashMap<DeliveryId, Waits>>,
    /// Rung when some delivery may have ended, nobody says which.
    pub some: Notify,
}

/// Those who wait for one.
#[derive(Debug, Default)]
struct Waits {
    count: usize,
    ended: Arc<Notify>,
}

/// A place among those who wait.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    among: &'a Waiters,
    delivery: DeliveryId,
    pub ended: Arc<Notify>,
}

impl Waiters {
    pub(crate) fn join(&self, delivery: DeliveryId) -> Waiting<'_> {
        let mut waiting = self.waiting();
        let waits = waiting.entry(delivery).or_default();
        waits.count += 1;
        Waiting {
            among: self,
            delivery,
            ended: Arc::clone(&waits.ended),
        }
    }

    /// These have ended.
    pub(crate) fn ended(&self, deliveries: impl IntoIterator<Item = DeliveryId>) {
        let waiting = self.waiting();
        if waiting.is_empty() {
            return;
        }
        for delivery in deliveries {
            if let Some(waits) = waiting.get(&delivery) {
                waits.ended.notify_waiters();
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<DeliveryId, Waits>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = self.among.waiting();
        if let Some(waits) = waiting.get_mut(&self.delivery) {
            waits.count -= 1;
            if waits.count == 0 {
                waiting.remove(&self.delivery);
            }
        }
    }
}
