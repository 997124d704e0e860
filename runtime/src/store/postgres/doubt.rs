//! Whether connections may be lost without a word. One that carries nothing any more answers nothing either, and whoever
//! takes it from the pool would wait for ever.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx_core::connection::Connection as _;
use sqlx_postgres::PgConnection;
use tokio::time::timeout;

use crate::{Result, store::within};

/// For how long connections are doubted after one has not answered.
const DOUBTED: Duration = Duration::from_mins(1);

/// How long a connection may take to show that it is there.
const PROOF: Duration = Duration::from_secs(1);

/// For how long a connection that did its work is taken to be there still: to ask it costs a round trip, also
/// each time that a process without work looks for some.
const TRUSTED: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Default)]
pub(super) struct Doubt(Arc<Mutex<Option<Instant>>>);

impl Doubt {
    /// One of them has not answered.
    pub(super) fn arises(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// What was asked, or that there was no answer within this time.
    pub(super) async fn within<T>(
        &self,
        patience: Duration,
        asked: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        within(patience, asked, || self.arises()).await
    }

    /// Whether a connection that was in the pool for so long is good for something. One that has proved nothing since the
    /// doubt arose is not asked, since each would be waited for.
    pub(super) async fn allows_out(
        &self,
        connection: &mut PgConnection,
        idle_for: Duration,
    ) -> bool {
        match self.since() {
            Some(since) if idle_for > since.elapsed() => false,
            _ if idle_for <= TRUSTED => true,
            _ => self.proves(connection).await,
        }
    }

    /// Whether it is there, for which it has only a moment.
    pub(super) async fn proves(&self, connection: &mut PgConnection) -> bool {
        if let Ok(answer) = timeout(PROOF, connection.ping()).await {
            return answer.is_ok();
        }
        self.arises();
        false
    }

    /// When the doubt arose, if there is any.
    fn since(&self) -> Option<Instant> {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.filter(|since| since.elapsed() <= DOUBTED)
    }
}
