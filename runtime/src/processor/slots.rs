//! The way from an emit straight to a free slot of its own process: the delivery is claimed in the commit that stores it, and
//! its handler starts as soon as that commit is durable.
//!
//! Only a worker with nothing else to do takes part, so that nobody is overtaken who was due before.

use std::{
    slice,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::Notify;

use super::{Cancel, held::Held, queue::Queue};
use crate::store::Claimed;

/// What is claimed and waits for a slot.
pub(super) type Waiting = Queue<Job>;

/// What a slot runs, with what ends it.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all of them are the large one"
)]
pub(super) enum Job {
    One(Claimed, Cancel),
    Batch(Vec<Claimed>, Cancel),
}

impl Job {
    pub(super) fn claimed(&self) -> &[Claimed] {
        match self {
            Self::One(claimed, _) => slice::from_ref(claimed),
            Self::Batch(claimed, _) => claimed,
        }
    }
}

/// The slots of this process's worker, while there is one.
#[derive(Debug, Default)]
pub(crate) struct Slots(Mutex<Option<Arc<Open>>>);

/// What a worker shares with those who emit.
#[derive(Debug)]
pub(super) struct Open {
    /// The consumers whose deliveries it takes so: those without limits.
    consumers: Vec<String>,
    workers: usize,
    pub held: Arc<Held>,
    pub queue: Arc<Waiting>,
    /// How many wait there or run.
    jobs: AtomicUsize,
    /// Whether something else may be due.
    busy: AtomicBool,
    /// Slots that an emit under way may need.
    reserved: AtomicUsize,
    /// Rung when one of them is needed no more.
    freed: Notify,
}

/// A slot that nobody else gets. Dropped it is free again.
#[derive(Debug)]
pub(crate) struct Reserved(Arc<Open>);

impl Slots {
    pub(super) fn open(&self, consumers: Vec<String>, workers: usize) -> Arc<Open> {
        let open = Arc::new(Open {
            consumers,
            workers,
            held: Arc::default(),
            queue: Arc::new(Queue::new()),
            jobs: AtomicUsize::new(0),
            busy: AtomicBool::new(true),
            reserved: AtomicUsize::new(0),
            freed: Notify::new(),
        });
        *self.slots() = Some(Arc::clone(&open));
        open
    }

    /// From now on nothing of it is to be had.
    pub(super) fn close(&self, open: &Arc<Open>) {
        let mut slots = self.slots();
        if slots.as_ref().is_some_and(|it| Arc::ptr_eq(it, open)) {
            *slots = None;
        }
    }

    /// A slot of a worker that has nothing else to do.
    pub(crate) fn reserve(&self) -> Option<Reserved> {
        let slots = self.slots();
        let open = slots.as_ref()?;
        // Whoever reserves has the lock, so that two do not take the last one.
        let taken = open.jobs() + open.reserved.load(Ordering::Acquire);
        let is_free = !open.busy.load(Ordering::Acquire) && taken < open.workers;
        is_free.then(|| {
            open.reserved.fetch_add(1, Ordering::AcqRel);
            Reserved(Arc::clone(open))
        })
    }

    fn slots(&self) -> MutexGuard<'_, Option<Arc<Open>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    pub(super) fn put(&self, jobs: Vec<Job>) {
        self.jobs.fetch_add(jobs.len(), Ordering::AcqRel);
        self.queue.put(jobs);
    }

    /// So many have ended, or were taken back.
    pub(super) fn done(&self, jobs: usize) {
        self.jobs.fetch_sub(jobs, Ordering::AcqRel);
    }

    /// How many wait or run.
    pub(super) fn jobs(&self) -> usize {
        self.jobs.load(Ordering::Acquire)
    }

    /// Says whether something may be due that was there before.
    pub(super) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::Release);
    }

    /// Returns once no emit is under way any more that may need a slot.
    pub(super) async fn all_freed(&self) {
        while self.reserved.load(Ordering::Acquire) > 0 {
            self.freed.notified().await;
        }
    }
}

impl Reserved {
    /// The consumers whose deliveries the worker takes.
    pub(crate) fn consumers(&self) -> &[String] {
        &self.0.consumers
    }

    /// Starts what was claimed.
    pub(crate) fn start(self, claimed: Vec<Claimed>) {
        let jobs = claimed.into_iter().map(|claimed| {
            let cancel = self.0.held.hold(&claimed);
            Job::One(claimed, cancel)
        });
        self.0.put(jobs.collect());
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.0.reserved.fetch_sub(1, Ordering::AcqRel);
        self.0.freed.notify_one();
    }
}
