//! What comes at once is written together: one statement and one flush of the server's log serve all who waited meanwhile.
//! Whoever is alone waits for nobody.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{runtime::Handle, sync::oneshot};

use super::failed;
use crate::{Error, Result};

/// So many statements are under way at once: one is carried out while the other is flushed.
const UNDER_WAY: usize = 2;

/// So much is written with one statement, or what a single one has.
const MOST: usize = 1000;

/// How things of one kind are written together.
pub(super) trait Write: Clone + Send + Sync + 'static {
    /// What waits for its turn.
    type Item: Send + 'static;
    /// What becomes of it.
    type Done: Send + 'static;
    /// How much it is, of `MOST`.
    fn weight(item: &Self::Item) -> usize;
    /// Writes them in transactions of their own; answers, one for one, what became of each, whatever became of the others.
    fn write(&self, items: Vec<Self::Item>)
    -> impl Future<Output = Vec<Result<Self::Done>>> + Send;
}

/// Those who wait.
pub(super) struct Together<W: Write> {
    pub write: W,
    queue: Arc<Mutex<Queue<W>>>,
}

struct Queue<W: Write> {
    waiting: Vec<Waiting<W>>,
    under_way: usize,
}

/// One that waits for its turn, and whom to tell what became of it.
struct Waiting<W: Write> {
    item: W::Item,
    done: oneshot::Sender<Result<W::Done>>,
}

/// What somebody who comes has to do.
pub(super) enum Entered<W: Write> {
    /// Write what is theirs themselves, before the turn is dropped.
    Now(Turn<W>),
    /// Wait until somebody has.
    Later(oneshot::Receiver<Result<W::Done>>),
}

/// One of the statements under way. When it is over, the next one is for those who wait.
pub(super) struct Turn<W: Write>(Together<W>);

impl<W: Write> Together<W> {
    pub(super) fn new(write: W) -> Self {
        let queue = Queue {
            waiting: Vec::new(),
            under_way: 0,
        };
        Self {
            write,
            queue: Arc::new(Mutex::new(queue)),
        }
    }

    /// Takes a turn, or gets in line.
    pub(super) fn enter(&self, item: impl FnOnce() -> W::Item) -> Entered<W> {
        let mut queue = self.queue();
        if queue.under_way < UNDER_WAY {
            queue.under_way += 1;
            return Entered::Now(Turn(self.clone()));
        }
        let (done, answer) = oneshot::channel();
        let item = item();
        queue.waiting.push(Waiting { item, done });
        Entered::Later(answer)
    }

    async fn write_all(&self, waiting: Vec<Waiting<W>>) {
        let (items, whose): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|it| (it.item, it.done)).unzip();
        for (done, whose) in self.write.write(items).await.into_iter().zip(whose) {
            // Whoever waits no more need not know.
            let _ = whose.send(done);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue<W>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Write> Clone for Together<W> {
    fn clone(&self) -> Self {
        Self {
            write: self.write.clone(),
            queue: Arc::clone(&self.queue),
        }
    }
}

impl<W: Write> Drop for Turn<W> {
    fn drop(&mut self) {
        let runtime = Handle::try_current();
        let next = {
            let mut queue = self.0.queue();
            let weights = queue.waiting.iter().map(|one| W::weight(&one.item));
            let sums = weights.scan(0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            });
            let fit = sums.take_while(|sum| *sum <= MOST).count();
            // What one has is not divided.
            let count = fit.max(1).min(queue.waiting.len());
            let rest = queue.waiting.split_off(count);
            let next = mem::replace(&mut queue.waiting, rest);
            if next.is_empty() {
                queue.under_way -= 1;
            }
            next
        };
        if !next.is_empty() {
            let turn = Turn(self.0.clone());
            match runtime {
                Ok(runtime) => drop(runtime.spawn(async move { turn.0.write_all(next).await })),
                // Nobody is there to wait any more.
                Err(_) => drop(next),
            }
        }
    }
}

/// What each of those hears who were to be written together.
pub(super) fn same(error: &Error) -> Error {
    match error {
        Error::StorageFull(why) => Error::StorageFull(why.to_string().into()),
        other => failed(other.to_string()),
    }
}

/// Whether the server has said no, so that nothing is written.
pub(super) fn is_refusal(error: &Error) -> bool {
    let Error::Store(error) = error else {
        return false;
    };
    let error = error.downcast_ref::<sqlx_core::Error>();
    error.is_some_and(|error| error.as_database_error().is_some())
}
