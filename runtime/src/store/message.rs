//! Messages on their way to browser sessions: a stream for each session that somebody watches, with the recent history
//! for those who come back.
//!
//! A message is stored once, and each stream that it goes to has an entry for it under the stream's own sequence. Streams
//! exist from the first connection of a session until nobody has watched it for a while; a message to a session without
//! a stream is gone, because nobody could ask for it: whoever comes back finds a stream of another epoch and resyncs.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Overflow, Result, tx::Connection};

/// A message that is about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub tenant: String,
    pub to: Target,
    /// `{"type":…,"data":…}`, on one line.
    pub body: String,
    pub overflow: Overflow,
    /// Unique within all types: begins with the message's type.
    pub coalesce_key: Option<String>,
    pub now: Timestamp,
}

/// Whom a message goes to, within its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The sessions of these ids.
    Sessions(Vec<String>),
    /// Every session in which this actor is signed in.
    Actor(String),
    /// Every session.
    Tenant,
}

/// A store's number for a stream; another one each time a stream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StreamId(pub i64);

/// Where a client left off: the id of the last frame that it got, `{epoch}-{seq}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub epoch: String,
    pub seq: u64,
}

/// Who opens a stream, and from where on.
#[derive(Debug, Clone)]
pub(crate) struct Open<'a> {
    pub tenant: &'a str,
    pub session: &'a str,
    /// `None`: from now on.
    pub position: Option<&'a Position>,
    /// The epoch of the stream if it begins now; letters and digits.
    pub epoch: &'a str,
    pub now: Timestamp,
}

/// A stream that was opened.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub stream: StreamId,
    pub epoch: String,
    /// The last entry's number at that moment; 0 without any. What is not in `resume` comes with higher numbers.
    pub seq: u64,
    pub resume: Resume,
}

/// What becomes of the messages behind a client's position.
#[derive(Debug, Clone)]
pub(crate) enum Resume {
    /// These are all that it missed, in order; none for a client without a position.
    Missed(Vec<Entry>),
    /// They cannot all be sent any more.
    Cut,
}

/// One message in one stream.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub seq: u64,
    pub body: Arc<str>,
}

/// A message with all the streams that it goes to.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    /// The cursor: ascends in the order of the commits.
    pub id: i64,
    pub body: Arc<str>,
    pub overflow: Overflow,
    pub coalesce_key: Option<Arc<str>>,
    pub to: Vec<(StreamId, u64)>,
}

/// Messages to browser sessions.
#[async_trait]
pub(crate) trait Messages: Send + Sync {
    /// Store messages, with an entry in each stream that they go to. With a connection it becomes part of that
    /// transaction.
    async fn append(&self, on: Option<&mut Connection<'_>>, messages: &[NewMessage]) -> Result<()>;
    /// Begin to watch a session, or come back to it.
    async fn open(&self, open: Open<'_>) -> Result<Opened>;
    /// The last message's number.
    async fn latest(&self) -> Result<i64>;
    /// The messages behind that one, in order, at most so many.
    async fn since(&self, id: i64, limit: u32) -> Result<Vec<Posted>>;
    /// Say that these streams are watched.
    async fn watched(&self, streams: &[StreamId], now: Timestamp) -> Result<()>;
    /// Remove messages from before the first time and streams that were watched last before the second, at most about so
    /// many rows each; answers how many messages and streams they were, 0 when none was left.
    async fn forget(
        &self,
        messages_before: Timestamp,
        streams_before: Timestamp,
        limit: u32,
    ) -> Result<u64>;
}
