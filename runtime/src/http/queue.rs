//! What waits for one connection: a bounded queue that never makes a sender wait.

use std::{collections::VecDeque, sync::Arc};

use crate::Overflow;

/// What a queue that ran empty keeps of its memory, in messages.
const IDLE: usize = 4;

/// A message on its way to one connection.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub seq: u64,
    pub body: Arc<str>,
    pub overflow: Overflow,
    pub coalesce_key: Option<Arc<str>>,
}

/// The texts that tell a client to load its state anew.
#[derive(Debug, Clone)]
pub(super) struct Resyncs {
    pub cut: Arc<str>,
    pub overflow: Arc<str>,
}

/// The messages that wait for one connection, in order.
#[derive(Debug)]
pub(super) struct Queue {
    limit: usize,
    waiting: VecDeque<Waiting>,
    /// What was sent or has been here carries numbers up to this one.
    last: u64,
}

#[derive(Debug)]
struct Waiting {
    seq: u64,
    body: Arc<str>,
    coalesce_key: Option<Arc<str>>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Sent, or the connection is closed.
    Kept,
    /// The oldest of these goes when the queue is full.
    MayDrop,
    /// Stands where something was dropped.
    Resync,
}

impl Queue {
    /// An empty queue, of a client that has all messages up to this number.
    pub(super) fn new(limit: usize, last: u64) -> Self {
        Self {
            limit,
            waiting: VecDeque::new(),
            last,
        }
    }

    /// Puts a message behind the others, unless it has been here. `false`: the queue is full, and the message is of those
    /// for which the connection has to be closed.
    #[must_use]
    pub(super) fn push(&mut self, message: Message, resyncs: &Resyncs) -> bool {
        if message.seq <= self.last {
            return true;
        }
        if message.seq - self.last > 1 {
            // Some were forgotten before they could be read.
            self.tell(message.seq - 1, &resyncs.cut);
        }
        self.last = message.seq;
        let resync = &resyncs.overflow;
        self.coalesce(message.coalesce_key.as_deref());
        let kind = match (self.is_full(), message.overflow) {
            (true, Overflow::Disconnect) => return false,
            (true, Overflow::DropOldest) => {
                if !self.drop_oldest(resync) {
                    // Nothing else may be dropped, so that it is the oldest itself.
                    self.tell(message.seq, resync);
                    return true;
                }
                Kind::MayDrop
            }
            (false, Overflow::Disconnect) => Kind::Kept,
            (false, Overflow::DropOldest) => Kind::MayDrop,
        };
        self.waiting.push_back(Waiting {
            seq: message.seq,
            body: message.body,
            coalesce_key: message.coalesce_key,
            kind,
        });
        true
    }

    /// Takes the next one to send: its number and its text.
    pub(super) fn pop(&mut self) -> Option<(u64, Arc<str>)> {
        let next = self.waiting.pop_front()?;
        if self.waiting.is_empty() {
            self.waiting.shrink_to(IDLE);
        }
        Some((next.seq, next.body))
    }

    /// Forgets all that waits.
    pub(super) fn clear(&mut self) {
        self.waiting = VecDeque::new();
    }

    /// Whether it is more than half full.
    pub(super) fn is_crowded(&self) -> bool {
        self.waiting.len() > self.limit / 2
    }

    fn is_full(&self) -> bool {
        self.waiting.len() - usize::from(self.tells()) >= self.limit
    }

    /// Whether a resync waits, which does not count.
    fn tells(&self) -> bool {
        self.waiting.iter().any(|one| one.kind == Kind::Resync)
    }

    /// Removes the older message of the same key.
    fn coalesce(&mut self, key: Option<&str>) {
        let older = key.and_then(|key| {
            self.waiting
                .iter()
                .position(|one| one.coalesce_key.as_deref() == Some(key))
        });
        if let Some(older) = older {
            self.waiting.remove(older);
        }
    }

    /// Drops the oldest message that may be dropped. `false`: there is none.
    fn drop_oldest(&mut self, resync: &Arc<str>) -> bool {
        let tells = self.tells();
        let oldest = self
            .waiting
            .iter()
            .position(|one| one.kind == Kind::MayDrop);
        let Some(oldest) = oldest else { return false };
        if tells {
            // The client will load its state after it reads the one resync, and so with what is dropped now.
            self.waiting.remove(oldest);
        } else if let Some(place) = self.waiting.get_mut(oldest) {
            *place = Waiting {
                seq: place.seq,
                body: Arc::clone(resync),
                coalesce_key: None,
                kind: Kind::Resync,
            };
        }
        true
    }

    /// Puts a resync at the end, if none waits.
    fn tell(&mut self, seq: u64, resync: &Arc<str>) {
        if !self.tells() {
            self.waiting.push_back(Waiting {
                seq,
                body: Arc::clone(resync),
                coalesce_key: None,
                kind: Kind::Resync,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Wire {
        queue: Queue,
        resyncs: Resyncs,
        next: u64,
    }

    impl Wire {
        fn new(limit: usize) -> Self {
            Self {
                queue: Queue::new(limit, 0),
                resyncs: Resyncs {
                    cut: "cut".into(),
                    overflow: "resync".into(),
                },
                next: 0,
            }
        }

        fn send(&mut self, body: &str, overflow: Overflow, key: Option<&str>) -> bool {
            self.next += 1;
            let message = Message {
                seq: self.next,
                body: body.into(),
                overflow,
                coalesce_key: key.map(Into::into),
            };
            self.queue.push(message, &self.resyncs)
        }

        fn keep(&mut self, body: &str) -> bool {
            self.send(body, Overflow::Disconnect, None)
        }

        fn may_drop(&mut self, body: &str) -> bool {
            self.send(body, Overflow::DropOldest, None)
        }

        fn read(&mut self) -> Vec<String> {
            std::iter::from_fn(|| self.queue.pop())
                .map(|(seq, body)| format!("{seq} {body}"))
                .collect()
        }
    }

    #[test]
    fn messages_leave_in_order_and_once() {
        let mut wire = Wire::new(3);
        assert!(wire.keep("a") && wire.keep("b"));
        wire.next = 0;
        assert!(wire.keep("a again") && wire.keep("b again") && wire.keep("c"));
        assert_eq!(wire.read(), ["1 a", "2 b", "3 c"]);
        wire.queue = Queue::new(3, 7);
        wire.next = 6;
        assert!(wire.keep("known") && wire.keep("new"));
        assert_eq!(wire.read(), ["8 new"]);
    }

    #[test]
    fn a_full_queue_closes_the_connection_for_messages_that_cannot_be_dropped() {
        let mut wire = Wire::new(2);
        assert!(wire.keep("a") && wire.may_drop("b"));
        assert!(!wire.keep("c"));
    }

    #[test]
    fn the_oldest_that_may_be_dropped_leaves_one_resync_in_its_place() {
        let mut wire = Wire::new(3);
        assert!(wire.keep("a") && wire.may_drop("b") && wire.may_drop("c"));
        assert!(wire.may_drop("d"));
        assert!(wire.may_drop("e"));
        assert_eq!(wire.read(), ["1 a", "2 resync", "4 d", "5 e"]);
        assert!(wire.may_drop("f") && wire.keep("g") && wire.keep("h"));
        assert!(wire.may_drop("i"));
        assert_eq!(wire.read(), ["6 resync", "7 g", "8 h", "9 i"]);
    }

    #[test]
    fn a_message_that_may_be_dropped_gives_way_to_those_that_may_not() {
        let mut wire = Wire::new(2);
        assert!(wire.keep("a") && wire.keep("b"));
        assert!(wire.may_drop("c") && wire.may_drop("d"));
        assert_eq!(wire.read(), ["1 a", "2 b", "3 resync"]);
    }

    #[test]
    fn of_one_key_only_the_newest_waits_and_at_the_end() {
        let mut wire = Wire::new(2);
        let of = |wire: &mut Wire, body, key| wire.send(body, Overflow::Disconnect, Some(key));
        assert!(of(&mut wire, "x1", "x") && of(&mut wire, "y1", "y"));
        assert!(of(&mut wire, "x2", "x") && of(&mut wire, "x3", "x"));
        assert_eq!(wire.read(), ["2 y1", "4 x3"]);
        assert!(of(&mut wire, "x4", "x"));
        assert_eq!(wire.read(), ["5 x4"]);
    }

    #[test]
    fn a_gap_is_told() {
        let mut wire = Wire::new(2);
        assert!(wire.keep("a"));
        wire.next = 4;
        assert!(wire.keep("b"));
        assert_eq!(wire.read(), ["1 a", "4 cut", "5 b"]);
    }

    #[test]
    fn a_queue_that_ran_empty_gives_its_memory_back() {
        let mut wire = Wire::new(1000);
        for _ in 0..1000 {
            assert!(wire.keep("a"));
        }
        assert_eq!(wire.read().len(), 1000);
        assert!(wire.queue.waiting.capacity() <= IDLE);
    }
}
