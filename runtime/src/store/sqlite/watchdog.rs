//! Takes the writer away from a transaction that is open for too long. Whoever holds the writer next rolls it back.
//!
//! This is real time, not the application's clock: other transactions really wait.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{self, mpsc},
    time::{Instant, sleep_until},
};

use super::tx::Slot;

/// One for all transactions, of which one is open at a time: a task for each would cost more than a short one itself.
pub(super) struct Watchdog {
    latest: Latest,
    /// Told of each that begins. A full channel means that it is awake, or sleeps until an earlier one's time is over.
    begun: mpsc::Sender<()>,
}

/// What has begun last.
#[derive(Clone, Default)]
struct Latest(Arc<Mutex<Option<Open>>>);

#[derive(Clone)]
struct Open {
    slot: Weak<sync::Mutex<Slot>>,
    since: Instant,
}

impl Watchdog {
    /// `flush` is asked to have what was taken away rolled back.
    pub(super) fn new(tx_timeout: Duration, flush: mpsc::WeakSender<()>) -> Self {
        let latest = Latest::default();
        let (begun, told) = mpsc::channel(1);
        tokio::spawn(watch(latest.clone(), told, tx_timeout, flush));
        Self { latest, begun }
    }

    /// Watches this one, which has just begun.
    pub(super) fn watch(&self, slot: &Arc<sync::Mutex<Slot>>) {
        *self.latest.lock() = Some(Open {
            slot: Arc::downgrade(slot),
            since: Instant::now(),
        });
        let _ = self.begun.try_send(());
    }
}

async fn watch(
    latest: Latest,
    mut begun: mpsc::Receiver<()>,
    tx_timeout: Duration,
    flush: mpsc::WeakSender<()>,
) {
    while begun.recv().await.is_some() {
        while let Some(open) = latest.get() {
            sleep_until(open.since + tx_timeout).await;
            latest.forget(&open);
            let Some(slot) = open.slot.upgrade() else {
                continue;
            };
            if slot.lock().await.time_out(tx_timeout) {
                tracing::warn!(
                    after = ?tx_timeout,
                    "a transaction was open for longer than processor.tx_timeout and is rolled back"
                );
            }
            if let Some(flush) = flush.upgrade() {
                // A full channel means that it was asked already.
                let _ = flush.try_send(());
            }
        }
    }
}

impl Latest {
    fn get(&self) -> Option<Open> {
        self.lock().clone()
    }

    fn forget(&self, open: &Open) {
        let is_it = |latest: &mut Open| Weak::ptr_eq(&latest.slot, &open.slot);
        self.lock().take_if(is_it);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
