//! Who is connected, and the tail that carries messages from the database to them.
//!
//! The database is the truth and the bell only a hint: one task reads what was stored behind its cursor, by whichever
//! process, and puts it into the queues of this process's connections. It never waits for one of them.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    connection::Connection,
    frame,
    queue::{Message, Resyncs},
    socket::Line,
    tasks,
};
use crate::{
    Result, ResyncReason,
    core::Core,
    store::{Opened, Posted, StreamId},
};

/// The connections of one process.
pub(crate) struct Hub {
    shared: Arc<Shared>,
    running: OnceLock<DropGuard>,
}

/// What the tasks and the connections share.
pub(super) struct Shared {
    pub core: Arc<Core>,
    /// Cancelled when the application is told to stop.
    pub stop: CancellationToken,
    resyncs: Resyncs,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The last message that the tail has read; `None` as long as nobody is connected.
    cursor: Option<i64>,
    /// By session, from the moment of admission.
    sessions: HashMap<Arc<str>, Vec<Arc<Connection>>>,
    /// By stream, from the moment that it is open.
    streams: HashMap<StreamId, Vec<Arc<Connection>>>,
    admitted: usize,
    next_seat: u64,
    /// The seats whose stream is not open yet, and where the tail was when they came.
    opening: BTreeMap<u64, i64>,
    /// What the tail has read since the first of them came: it may be for them.
    recent: VecDeque<Posted>,
}

/// Why there is no seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The application shuts down.
    Stopping,
    /// `sse.max_connections` are there.
    Full,
    /// `sse.max_connections_per_session` are there.
    SessionFull,
}

/// A connection's place; dropping it makes room for another.
pub(super) struct Seat {
    hub: Arc<Shared>,
    number: u64,
    connection: Arc<Connection>,
}

impl Hub {
    pub(crate) fn new(core: Arc<Core>, stop: CancellationToken) -> Self {
        Self {
            shared: Arc::new(Shared {
                core,
                stop,
                resyncs: Resyncs {
                    cut: frame::resync(ResyncReason::HistoryCut),
                    overflow: frame::resync(ResyncReason::Overflow),
                },
                state: Mutex::default(),
            }),
            running: OnceLock::new(),
        }
    }

    /// Starts what runs beside the requests, once; it ends with the hub.
    pub(crate) fn start(&self) {
        self.running.get_or_init(|| {
            let token = CancellationToken::new();
            tasks::spawn(&self.shared, &token);
            token.drop_guard()
        });
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.shared.stop.is_cancelled()
    }

    /// Gives a session's new connection a place.
    pub(super) async fn admit(
        &self,
        session: &str,
        line: Option<Arc<Line>>,
    ) -> Result<Result<Seat, Refused>> {
        let seat = match self.shared.seat(session, line) {
            Ok(seat) => seat,
            Err(refused) => return Ok(Err(refused)),
        };
        let latest = if self.shared.lock().cursor.is_none() {
            self.shared.core.store().await?.messages().latest().await?
        } else {
            0
        };
        seat.begin(latest);
        Ok(Ok(seat))
    }
}

impl Shared {
    fn seat(self: &Arc<Self>, session: &str, line: Option<Arc<Line>>) -> Result<Seat, Refused> {
        let limits = &self.core.config.sse;
        let mut state = self.lock();
        // Under the lock: who comes in before the end of all connections is among them.
        if self.stop.is_cancelled() {
            return Err(Refused::Stopping);
        }
        if state.admitted >= limits.max_connections {
            return Err(Refused::Full);
        }
        let of_session = state.sessions.get_key_value(session);
        if of_session.is_some_and(|(_, all)| all.len() >= limits.max_connections_per_session) {
            return Err(Refused::SessionFull);
        }
        let session = of_session.map_or_else(|| session.into(), |(session, _)| Arc::clone(session));
        let connection = Arc::new(Connection::new(Arc::clone(&session), line));
        state
            .sessions
            .entry(session)
            .or_insert_with(|| Vec::with_capacity(1))
            .push(Arc::clone(&connection));
        state.admitted += 1;
        state.next_seat += 1;
        Ok(Seat {
            hub: Arc::clone(self),
            number: state.next_seat,
            connection,
        })
    }

    /// Where the tail goes on; `None` when nobody is connected.
    pub(super) fn cursor(&self) -> Option<i64> {
        let mut state = self.lock();
        if state.admitted == 0 {
            state.cursor = None;
            state.recent = VecDeque::new();
        }
        state.cursor
    }

    /// Puts messages into the queues of those who are connected; answers whose queue has become crowded.
    pub(super) fn distribute(&self, posted: Vec<Posted>) -> Vec<Arc<Connection>> {
        let mut crowded = Vec::new();
        let mut state = self.lock();
        for mut message in posted {
            message.body = frame::one_line(message.body);
            for (stream, seq) in &message.to {
                for connection in state.streams.get(stream).into_iter().flatten() {
                    if connection.push(of(&message, *seq), &self.resyncs) {
                        crowded.push(Arc::clone(connection));
                    }
                }
            }
            state.cursor = Some(message.id);
            if !state.opening.is_empty() {
                state.recent.push_back(message);
            }
        }
        crowded
    }

    /// The streams that somebody watches.
    pub(super) fn watched(&self) -> Vec<StreamId> {
        self.lock().streams.keys().copied().collect()
    }

    /// The connections of a session.
    pub(super) fn of_session(&self, session: &str) -> Vec<Arc<Connection>> {
        let state = self.lock();
        state.sessions.get(session).cloned().unwrap_or_default()
    }

    /// Every connection.
    pub(super) fn all(&self) -> Vec<Arc<Connection>> {
        self.lock().sessions.values().flatten().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// From here on the tail keeps what it reads for the time when the stream is open. `latest`: the last message before
    /// now, if nobody is connected yet.
    fn begin(&self, latest: i64) {
        let mut state = self.hub.lock();
        // This seat is taken, so that the tail leaves the cursor alone.
        let cursor = *state.cursor.get_or_insert(latest);
        state.opening.insert(self.number, cursor);
    }

    /// Joins the stream that was opened for it. What the tail has read meanwhile comes first, except for what the
    /// opening answered.
    pub(super) fn join(&self, opened: &Opened) {
        let limit = self.hub.core.config.sse.queue;
        let mut state = self.hub.lock();
        self.connection.join(opened.stream, limit, opened.seq);
        // A session has one stream. Whoever watches another one watches what was forgotten, and has to come back.
        for other in state
            .sessions
            .get(&self.connection.session)
            .into_iter()
            .flatten()
        {
            if other.stream().is_some_and(|stream| stream != opened.stream) {
                other.end();
            }
        }
        let since = state.opening.remove(&self.number);
        for message in &state.recent {
            let own = message.to.iter().find(|(to, _)| *to == opened.stream);
            if let (Some((_, seq)), true) = (own, since < Some(message.id)) {
                self.connection.push(of(message, *seq), &self.hub.resyncs);
            }
        }
        state
            .streams
            .entry(opened.stream)
            .or_insert_with(|| Vec::with_capacity(1))
            .push(Arc::clone(&self.connection));
        state.forget_recent();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connection.over();
        let mut state = self.hub.lock();
        state.admitted -= 1;
        state.opening.remove(&self.number);
        state.forget_recent();
        leave(
            &mut state.sessions,
            &self.connection.session,
            &self.connection,
        );
        if let Some(stream) = self.connection.stream() {
            leave(&mut state.streams, &stream, &self.connection);
        }
    }
}

impl State {
    /// Keeps of what the tail has read only what those need who are opening their stream.
    fn forget_recent(&mut self) {
        let needed_after = self.opening.values().min().copied();
        while let Some(message) = self.recent.front()
            && needed_after.is_none_or(|after| message.id <= after)
        {
            self.recent.pop_front();
        }
        if self.recent.is_empty() {
            self.recent.shrink_to_fit();
        }
    }
}

fn leave<K: std::hash::Hash + Eq>(
    map: &mut HashMap<K, Vec<Arc<Connection>>>,
    key: &K,
    connection: &Arc<Connection>,
) {
    let Some(all) = map.get_mut(key) else { return };
    all.retain(|one| !Arc::ptr_eq(one, connection));
    if all.is_empty() {
        map.remove(key);
    }
    if map.is_empty() {
        map.shrink_to_fit();
    }
}

fn of(posted: &Posted, seq: u64) -> Message {
    Message {
        seq,
        body: Arc::clone(&posted.body),
        overflow: posted.overflow,
        coalesce_key: posted.coalesce_key.clone(),
    }
}

#[cfg(test)]
mod tests;
