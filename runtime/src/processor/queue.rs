//! What is claimed and waits for a free slot: a small queue in memory, in the order of the claim.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, time::Instant};

/// Many take, one puts; whoever waits is woken in turn.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    waiting: Mutex<VecDeque<(Instant, T)>>,
    /// One permit for each that waits.
    ready: Semaphore,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            waiting: Mutex::new(VecDeque::new()),
            ready: Semaphore::new(0),
        }
    }

    pub(crate) fn put(&self, items: impl IntoIterator<Item = T>) {
        let now = Instant::now();
        let mut waiting = self.waiting();
        let before = waiting.len();
        waiting.extend(items.into_iter().map(|item| (now, item)));
        self.ready.add_permits(waiting.len() - before);
    }

    /// The next one, in order; nothing once the queue is closed.
    pub(crate) async fn take(&self) -> Option<T> {
        loop {
            self.ready.acquire().await.ok()?.forget();
            // Whoever took back what waits may have been faster than this permit.
            if let Some((_, item)) = self.waiting().pop_front() {
                return Some(item);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// Takes back everything that waits if the first has waited for this long.
    pub(crate) fn take_back(&self, after: Duration) -> Vec<T> {
        let mut waiting = self.waiting();
        match waiting.front() {
            Some((since, _)) if since.elapsed() >= after => {
                waiting.drain(..).map(|(_, item)| item).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Nobody gets anything any more.
    pub(crate) fn close(&self) {
        self.ready.close();
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<(Instant, T)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
