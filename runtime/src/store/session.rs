//! Sessions on record. A token is what the cookie holds; only its hash is stored. The id is the session's name within
//! the server, stays the same when the token is rotated, and never leaves it.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Result, tx::Connection};

/// A session that is about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    pub id: String,
    pub tenant: String,
    pub token_hash: String,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// A session that has not expired.
#[derive(Debug, Clone)]
pub(crate) struct StoredSession {
    pub id: String,
    /// Who is signed in.
    pub actor: Option<String>,
    /// The application's struct as JSON text.
    pub data: Option<String>,
    pub created_at: Timestamp,
    /// When `expires_at` was moved last.
    pub renewed_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Makes the new data of the old. It runs while the row is locked, so that no update is lost.
pub(crate) type Change = Box<dyn FnOnce(Option<String>) -> Result<String> + Send>;

/// Whether a rotation says anew who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Actor {
    Keep,
    Set(String),
}

/// Sessions. Those that have expired are not found by anything.
#[async_trait]
pub(crate) trait Sessions: Send + Sync {
    /// Store a new session.
    async fn create(&self, session: NewSession) -> Result<()>;
    /// Find the session whose cookie holds the token of this hash.
    async fn find(
        &self,
        tenant: &str,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<StoredSession>>;
    /// Read a session by its id.
    async fn read(&self, tenant: &str, id: &str, now: Timestamp) -> Result<Option<StoredSession>>;
    /// Let it expire later.
    async fn renew(
        &self,
        tenant: &str,
        id: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()>;
    /// Give it another token; the old one is worth nothing from then on. With a connection it becomes part of that
    /// transaction. `false`: there is no such session.
    async fn rotate(
        &self,
        on: Option<&mut Connection<'_>>,
        tenant: &str,
        id: &str,
        now: Timestamp,
        token_hash: &str,
        actor: Actor,
    ) -> Result<bool>;
    /// Change its data. With a connection it becomes part of that transaction. `false`: there is no such session.
    async fn change(
        &self,
        on: Option<&mut Connection<'_>>,
        tenant: &str,
        id: &str,
        now: Timestamp,
        change: Change,
    ) -> Result<bool>;
    /// End it. With a connection it becomes part of that transaction. `false`: there is no such session.
    async fn end(&self, on: Option<&mut Connection<'_>>, tenant: &str, id: &str) -> Result<bool>;
    /// Remove sessions that have expired, at most so many; answers how many they were.
    async fn expire(&self, now: Timestamp, limit: u32) -> Result<u64>;
}
