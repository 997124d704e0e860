//! Hands one thing from holder to holder: in the order of asking, the urgent before the others.

use std::{
    collections::VecDeque,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{self, OwnedMutexGuard, oneshot};

use crate::{Error, Result};

/// Whose turn comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Before all that wait in order.
    Urgent,
    InOrder,
}

pub(super) struct Lane<T> {
    queues: Arc<Queues>,
    /// Locked by whose turn it is alone, so that nobody ever waits for this lock.
    thing: Arc<sync::Mutex<T>>,
}

/// The thing, until this is dropped.
pub(super) struct Held<T> {
    // The order matters: the thing is free before the next one's turn comes.
    thing: OwnedMutexGuard<T>,
    _turn: MyTurn,
}

impl<T> Lane<T> {
    pub(super) fn new(thing: T) -> Self {
        Self {
            queues: Arc::default(),
            thing: Arc::new(sync::Mutex::new(thing)),
        }
    }

    /// Waits for its turn. A future that is dropped gives up its place, and a turn that came too late goes on to the
    /// next.
    pub(super) async fn acquire(&self, turn: Turn) -> Result<Held<T>> {
        let turn = match self.queues.enter(turn) {
            Ok(now) => now,
            Err(later) => later.await.map_err(|_| Error::Closed)?,
        };
        Ok(Held {
            thing: Arc::clone(&self.thing).lock_owned().await,
            _turn: turn,
        })
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

#[derive(Default)]
struct Queues(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    taken: bool,
    urgent: VecDeque<oneshot::Sender<MyTurn>>,
    in_order: VecDeque<oneshot::Sender<MyTurn>>,
}

struct MyTurn {
    queues: Arc<Queues>,
    /// Whether the drop passes the turn on.
    mine: bool,
}

impl Queues {
    fn enter(self: &Arc<Self>, turn: Turn) -> Result<MyTurn, oneshot::Receiver<MyTurn>> {
        let mut waiting = self.waiting();
        if !waiting.taken {
            waiting.taken = true;
            return Ok(MyTurn {
                queues: Arc::clone(self),
                mine: true,
            });
        }
        let (sender, receiver) = oneshot::channel();
        match turn {
            Turn::Urgent => waiting.urgent.push_back(sender),
            Turn::InOrder => waiting.in_order.push_back(sender),
        }
        Err(receiver)
    }

    fn pass_on(self: &Arc<Self>) {
        loop {
            let next = {
                let mut waiting = self.waiting();
                let next = waiting
                    .urgent
                    .pop_front()
                    .or_else(|| waiting.in_order.pop_front());
                waiting.taken = next.is_some();
                next
            };
            let Some(next) = next else { return };
            match next.send(MyTurn {
                queues: Arc::clone(self),
                mine: true,
            }) {
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
