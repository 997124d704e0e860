//! Hands one thing from holder to holder: in the order of asking, the urgent before the others.
//!
//! What a holder does goes on when its caller stops polling, since others wait for their turn. A task for each would see to that,
//! at the cost of two changes of threads. So where nobody waits the caller itself polls, and others take over: whoever comes to
//! wait, and after a while [`keep_going`].

use std::{
    collections::VecDeque,
    mem,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use tokio::{
    runtime::Handle,
    sync::{self, OwnedMutexGuard, mpsc, oneshot},
};

use super::failed;
use crate::{Error, Result};

/// How long what a holder does may lie still where nobody waits: another process may.
const PAUSE: Duration = Duration::from_millis(100);

/// Whose turn comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Before all that wait in order.
    Urgent,
    InOrder,
}

pub(super) struct Lane<T> {
    queues: Arc<Queues>,
    /// Told when a caller begins to poll what it does in its turn. A full channel means that it was told already.
    begun: mpsc::Sender<()>,
    /// Locked by whose turn it is alone, so that nobody ever waits for this lock.
    thing: Arc<sync::Mutex<T>>,
}

/// The thing, until this is dropped.
pub(super) struct Held<T> {
    // The order matters: the thing is free before the next one's turn comes.
    thing: OwnedMutexGuard<T>,
    _turn: MyTurn,
}

impl<T: Send + 'static> Lane<T> {
    pub(super) fn new(thing: T) -> Self {
        let queues = Arc::<Queues>::default();
        let (begun, told) = mpsc::channel(1);
        tokio::spawn(keep_going(Forgets(Arc::clone(&queues)), told));
        Self {
            queues,
            begun,
            thing: Arc::new(sync::Mutex::new(thing)),
        }
    }

    /// Waits for its turn. A future that is dropped gives up its place, and a turn that came too late goes on to the
    /// next.
    pub(super) async fn acquire(&self, turn: Turn) -> Result<Held<T>> {
        let turn = match self.queues.enter() {
            Some(now) => now,
            None => self.queues.wait(turn).await.map_err(|_| Error::Closed)?,
        };
        Ok(Held {
            thing: Arc::clone(&self.thing).lock_owned().await,
            _turn: turn,
        })
    }

    /// Waits for its turn and does this in it, to the end whether or not the caller goes on polling.
    pub(super) async fn run<R, F>(
        self: &Arc<Self>,
        turn: Turn,
        what: impl FnOnce(Held<T>) -> F + Send + 'static,
    ) -> Result<R>
    where
        R: Send + 'static,
        F: Future<Output = Result<R>> + Send + 'static,
    {
        if let Some(now) = self.queues.enter() {
            let held = Held {
                thing: Arc::clone(&self.thing).lock_owned().await,
                _turn: now,
            };
            return self.go_on(what(held)).await;
        }
        let lane = Arc::clone(self);
        let task = tokio::spawn(async move { what(lane.acquire(turn).await?).await });
        task.await.map_err(failed)?
    }

    /// Does something in the turn that the caller has, to the end as [`run`](Self::run) does.
    pub(super) async fn go_on<R: Send + 'static>(
        &self,
        what: impl Future<Output = Result<R>> + Send + 'static,
    ) -> Result<R> {
        let (done, result) = oneshot::channel();
        let running = async move {
            // One that went away does not need to know.
            let _ = done.send(what.await);
        };
        let running = running.boxed().shared();
        if self.queues.is_alone_with(&running) {
            let _ = self.begun.try_send(());
            let polls = Polls(&self.queues);
            running.await;
            mem::forget(polls);
        } else {
            tokio::spawn(running);
        }
        result.await.map_err(failed)?
    }

    /// Whether someone waits who comes before those that would ask for this turn now.
    pub(super) fn waits(&self, turn: Turn) -> bool {
        let waiting = self.queues.waiting();
        let any = |queue: &VecDeque<oneshot::Sender<MyTurn>>| {
            queue.iter().any(|waiter| !waiter.is_closed())
        };
        any(&waiting.urgent) || (turn == Turn::InOrder && any(&waiting.in_order))
    }
}

/// Polls what lies still.
async fn keep_going(queues: Forgets, mut begun: mpsc::Receiver<()>) {
    while begun.recv().await.is_some() {
        tokio::time::sleep(PAUSE).await;
        let running = queues.0.waiting().running.clone();
        if let Some(running) = running {
            running.await;
        }
    }
}

/// Nothing runs any more when the runtime has ended.
struct Forgets(Arc<Queues>);

impl Drop for Forgets {
    fn drop(&mut self) {
        let running = self.0.waiting().running.take();
        drop(running);
    }
}

/// A caller that polls what it does in its turn, unless it is dropped.
struct Polls<'q>(&'q Queues);

impl Drop for Polls<'_> {
    fn drop(&mut self) {
        self.0.take_over();
    }
}

/// What a holder does.
type Running = Shared<BoxFuture<'static, ()>>;

#[derive(Default)]
struct Queues(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    taken: bool,
    /// What the holder does and polls itself.
    running: Option<Running>,
    urgent: VecDeque<oneshot::Sender<MyTurn>>,
    in_order: VecDeque<oneshot::Sender<MyTurn>>,
}

struct MyTurn {
    queues: Arc<Queues>,
    /// Whether the drop passes the turn on.
    mine: bool,
}

impl Queues {
    /// The turn, if nobody has it.
    fn enter(self: &Arc<Self>) -> Option<MyTurn> {
        let mut waiting = self.waiting();
        if waiting.taken {
            return None;
        }
        waiting.taken = true;
        drop(waiting);
        Some(self.my_turn())
    }

    /// A place in the queue. The holder may have stopped polling, so that what it does is polled for it.
    fn wait(self: &Arc<Self>, turn: Turn) -> oneshot::Receiver<MyTurn> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting();
        if !waiting.taken {
            waiting.taken = true;
            // The receiver is here.
            let _ = sender.send(self.my_turn());
            return receiver;
        }
        match turn {
            Turn::Urgent => waiting.urgent.push_back(sender),
            Turn::InOrder => waiting.in_order.push_back(sender),
        }
        drop(waiting);
        self.take_over();
        receiver
    }

    /// Has a task of its own poll what the holder does.
    fn take_over(&self) {
        let running = self.waiting().running.take();
        // Without a runtime it ends here.
        if let (Some(running), Ok(runtime)) = (running, Handle::try_current()) {
            runtime.spawn(running);
        }
    }

    /// Whether nobody waits for what the holder does now; it is polled for it once somebody does.
    fn is_alone_with(&self, running: &Running) -> bool {
        let mut waiting = self.waiting();
        let is_alone = waiting.urgent.is_empty() && waiting.in_order.is_empty();
        waiting.running = is_alone.then(|| running.clone());
        is_alone
    }

    fn my_turn(self: &Arc<Self>) -> MyTurn {
        MyTurn {
            queues: Arc::clone(self),
            mine: true,
        }
    }

    fn pass_on(self: &Arc<Self>) {
        loop {
            let (next, ran) = {
                let mut waiting = self.waiting();
                let ran = waiting.running.take();
                let next = waiting
                    .urgent
                    .pop_front()
                    .or_else(|| waiting.in_order.pop_front());
                waiting.taken = next.is_some();
                (next, ran)
            };
            drop(ran);
            let Some(next) = next else { return };
            match next.send(self.my_turn()) {
                Ok(()) => return,
                // It has given up. Its turn must not pass itself on as well: this loop does.
                Err(mut refused) => refused.mine = false,
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MyTurn {
    fn drop(&mut self) {
        if self.mine {
            self.queues.pass_on();
        }
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.thing
    }
}
