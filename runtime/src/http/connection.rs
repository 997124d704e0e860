//! One client's connection, between the hub that fills it and the body that empties it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Context,
};

use futures_util::task::AtomicWaker;

use super::{
    frame,
    queue::{Message, Queue, Resyncs},
    socket::Line,
};
use crate::store::StreamId;

/// As many bytes as go out in one write, and one message on top.
pub(super) const CHUNK: usize = 16 * 1024;

/// When a browser comes back whose token has changed, in milliseconds: once the response with the new one has arrived.
const SOON: std::ops::Range<u32> = 150..300;

/// A connection of a session.
#[derive(Debug)]
pub(super) struct Connection {
    pub session: Arc<str>,
    inner: Mutex<Inner>,
    body: AtomicWaker,
    line: Option<Arc<Line>>,
}

#[derive(Debug)]
struct Inner {
    queue: Queue,
    stream: Option<StreamId>,
    stage: Stage,
    pace: Pace,
    /// Whether the session has to be looked up before anything else is sent.
    doubt: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Live,
    /// The body will say that the client is to come back soon, and end.
    Renewing,
    /// The body will end when it is asked next.
    Ending,
    /// The body has ended.
    Over,
}

/// How a connection gets along with what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    Keeping,
    /// Its queue is more than half full.
    Crowded,
    /// It was waited for in vain. Nobody waits for it again before its queue has run empty.
    Stalled,
}

/// What a body does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Frames were written.
    Send,
    LookUp,
    Wait,
    End,
}

impl Connection {
    pub(super) fn new(session: Arc<str>, line: Option<Arc<Line>>) -> Self {
        Self {
            session,
            inner: Mutex::new(Inner {
                queue: Queue::new(0, u64::MAX),
                stream: None,
                stage: Stage::Live,
                pace: Pace::Keeping,
                doubt: false,
            }),
            body: AtomicWaker::new(),
            line,
        }
    }

    /// Takes messages of this stream from now on, those behind that number.
    pub(super) fn join(&self, stream: StreamId, limit: usize, last: u64) {
        let mut inner = self.lock();
        inner.queue = Queue::new(limit, last);
        inner.stream = Some(stream);
    }

    pub(super) fn stream(&self) -> Option<StreamId> {
        self.lock().stream
    }

    /// Puts a message into the queue, or closes the connection. `true`: the queue has become crowded by it.
    pub(super) fn push(&self, message: Message, resyncs: &Resyncs) -> bool {
        let mut inner = self.lock();
        if inner.stage != Stage::Live {
            return false;
        }
        let kept = inner.queue.push(message, resyncs);
        let crowded = kept && inner.pace == Pace::Keeping && inner.queue.is_crowded();
        if crowded {
            inner.pace = Pace::Crowded;
        }
        if !kept {
            inner.end();
        }
        drop(inner);
        self.body.wake();
        if !kept {
            tracing::debug!("a connection that does not keep up is closed");
            self.cut();
        }
        crowded
    }

    /// Whether it may get through its queue if it is given a moment.
    pub(super) fn is_crowded(&self) -> bool {
        let inner = self.lock();
        inner.pace == Pace::Crowded && inner.stage == Stage::Live
    }

    /// It was given its moment.
    pub(super) fn stalled(&self) {
        let mut inner = self.lock();
        if inner.pace == Pace::Crowded {
            inner.pace = Pace::Stalled;
        }
    }

    /// Lets the body end; nothing more is sent.
    pub(super) fn end(&self) {
        self.end_by(Stage::Ending);
    }

    /// The same for a client that is to come back soon, with another token.
    pub(super) fn renew(&self) {
        self.end_by(Stage::Renewing);
    }

    fn end_by(&self, stage: Stage) {
        let mut inner = self.lock();
        if inner.stage == Stage::Live {
            inner.end();
            inner.stage = stage;
        }
        drop(inner);
        self.body.wake();
    }

    /// Cuts a connection whose body was to end, and that nobody asked for more: its peer does not read.
    pub(super) fn cut_if_stuck(&self) {
        if matches!(self.lock().stage, Stage::Renewing | Stage::Ending) {
            self.cut();
        }
    }

    /// Has the session looked up before anything else is sent.
    pub(super) fn doubt(&self) {
        self.lock().doubt = true;
        self.body.wake();
    }

    /// The body has ended, or was dropped.
    pub(super) fn over(&self) {
        let mut inner = self.lock();
        inner.stage = Stage::Over;
        inner.queue.clear();
    }

    /// Writes the frames that are ready; otherwise the body's task is woken when there is something to do.
    pub(super) fn next(&self, cx: &Context<'_>, epoch: &str, out: &mut String) -> Next {
        self.body.register(cx.waker());
        let mut inner = self.lock();
        if inner.stage == Stage::Renewing {
            inner.stage = Stage::Ending;
            frame::retry(out, rand::random_range(SOON));
            out.push_str(frame::KEEP_ALIVE);
            return Next::Send;
        }
        if inner.stage != Stage::Live {
            return Next::End;
        }
        if inner.doubt {
            inner.doubt = false;
            return Next::LookUp;
        }
        while out.len() < CHUNK {
            let Some((seq, body)) = inner.queue.pop() else {
                inner.pace = Pace::Keeping;
                break;
            };
            out.reserve(body.len() + epoch.len() + 32);
            frame::message(out, epoch, seq, &body);
        }
        if out.is_empty() {
            Next::Wait
        } else {
            Next::Send
        }
    }

    fn cut(&self) {
        if let Some(line) = &self.line {
            line.cut();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn end(&mut self) {
        self.stage = Stage::Ending;
        self.queue.clear();
    }
}
