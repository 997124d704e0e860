//! What can go wrong between an application and the engine.

use std::{process::ExitCode, time::Duration};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::store::failed;
use crate::{BoxError, State};

/// The result of the engine's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `buildamp.toml` cannot be used. The text says where and what to write instead.
    #[error("{0}")]
    Config(String),
    /// The database refused or could not be reached.
    #[error("the event store failed: {0}")]
    Store(#[source] BoxError),
    /// The database has no room left, since its disk is full. Nothing of it was stored; once there is room, all goes on.
    #[error("the event store is full: {0}")]
    StorageFull(#[source] BoxError),
    /// Own SQL was asked for on another database than the one that the application runs on.
    #[error("this transaction runs on {runs_on}; `tx.{asked}()` needs an application on {asked}")]
    WrongDatabase {
        /// The database that is configured.
        runs_on: &'static str,
        /// The database that was asked for.
        asked: &'static str,
    },
    /// The transaction was held open for longer than `tx_timeout` and has been rolled back.
    #[error("the transaction was open for longer than tx_timeout ({0:?}) and has been rolled back")]
    TxTimeout(Duration),
    /// The attempt's own transaction is open; a second one would wait for it for ever.
    #[error(
        "this attempt's transaction is open: emit through it (`.emit(tx)`) instead of opening another"
    )]
    TxOpen,
    /// `tenancy = "many"` and nobody said whose event it is.
    #[error("no tenant: with tenancy = \"many\" say whose event it is, `cx.with_tenant(..)`")]
    MissingTenant,
    /// Nobody's browser session stands behind this context.
    #[error(
        "no session: the context stems from no browser session, or from one that has ended; a document request begins one"
    )]
    NoSession,
    /// A session's data is not of the type that was asked for.
    #[error("the session's data is not of the type that was asked for: {0}")]
    SessionData(String),
    /// The emit asks for something that cannot be.
    #[error("{0}")]
    InvalidEmit(String),
    /// What was received cannot be told from other messages.
    #[error("{0}")]
    InvalidMessage(String),
    /// An application without a store holds as many events, or timers, as it may.
    #[error("{what} is full: {most} wait already; raise {key}, or have less come at once")]
    Full {
        /// What is full.
        what: &'static str,
        /// The key of `buildamp.toml` that bounds it.
        key: &'static str,
        /// How many it holds.
        most: usize,
    },
    /// What is to be erased, or why, is not said. The text says what to add.
    #[error("{0}")]
    InvalidErase(String),
    /// The event's data cannot be written as JSON.
    #[error("`{event_type}` cannot be written as JSON: {source}")]
    Serialize {
        /// The event's type.
        event_type: &'static str,
        /// What serde says.
        source: serde_json::Error,
    },
    /// Two handlers under one consumer name.
    #[error(
        "two handlers are called `{0}`: a consumer's name is its identity, give one of them another"
    )]
    DuplicateConsumer(String),
    /// A step of a handler failed; the cause is its own error.
    #[error("the step `{name}` failed")]
    Step {
        /// The step.
        name: String,
        /// What it failed with. A `RetryAfter` or `Fatal` in there means what it says.
        source: BoxError,
    },
    /// A handler that has to succeed with the emit, [`Mode::InlineRequired`](crate::Mode::InlineRequired), has failed. Nothing of
    /// the emit was stored, and its transaction is as it was before.
    #[error("`{consumer}`, which has to succeed with each `{event_type}` that is emitted, failed")]
    Inline {
        /// The consumer.
        consumer: String,
        /// The event's type.
        event_type: String,
        /// What it failed with.
        source: BoxError,
    },
    /// Handlers that run in the transactions of their emits set each other off, so that they would for ever. Nothing of this
    /// emit was stored. A handler that fails with this is not tried again.
    #[error(
        "handlers in the transaction of an emit have emitted what is handled there for {0} times, each within the one before:          have one of them be durable"
    )]
    TooDeep(u32),
    /// There is no result and will be none, unless somebody replays the delivery. The text says why.
    #[error("{0}")]
    NoResult(String),
    /// What a handler returned is not of the type that was asked for.
    #[error("the result of `{consumer}` is not of the type that was asked for: {problem}")]
    ResultData {
        /// The consumer.
        consumer: String,
        /// Where and why.
        problem: String,
    },
    /// There is no result yet, and it was not to be waited for any longer.
    #[error("no result of `{consumer}` within {within:?}: its delivery is {state}")]
    NotYet {
        /// The consumer.
        consumer: String,
        /// For how long it was waited.
        within: Duration,
        /// Where the delivery stands.
        state: State,
    },
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// The schema of the database has become one that this build cannot work with. Starting it again does not help.
    #[error(
        "the schema of the database does not fit this build: {0}; start the build that has migrated it"
    )]
    Schema(String),
    /// Migrations are not taken back while data lies in what they have made. The text names it.
    #[error("this drops {0}, which would be lost")]
    WouldLose(String),
    /// What was asked for does not fit the state that a delivery is in.
    #[error("{0}")]
    WrongState(String),
    /// The application is shutting down.
    #[error("the application is shutting down")]
    Closed,
    /// The network refused: the port is taken, for one.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// `EX_CONFIG` of <https://man.openbsd.org/sysexits.3>.
const EX_CONFIG: u8 = 78;

impl Error {
    /// What a process that ends with this is to exit with: 78 when it would fail again however often it were started, so that
    /// a supervisor leaves it (`RestartPreventExitStatus=78` of systemd); otherwise 1.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Schema(_) | Self::DuplicateConsumer(_) => {
                ExitCode::from(EX_CONFIG)
            }
            _ => ExitCode::FAILURE,
        }
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<sqlx_core::Error> for Error {
    fn from(error: sqlx_core::Error) -> Self {
        match error {
            // What a statement of a `Tx` met before it reached the database.
            sqlx_core::Error::Io(error) => match error.downcast::<Self>() {
                Ok(own) => own,
                Err(error) => failed(sqlx_core::Error::Io(error)),
            },
            other => failed(other),
        }
    }
}

/// How an [`Error`] comes out of a statement of a `Tx`; `?` turns it back.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<Error> for sqlx_core::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => match error.downcast::<Self>() {
                Ok(sqlx) => *sqlx,
                Err(error) => Self::Io(std::io::Error::other(Error::Store(error))),
            },
            Error::StorageFull(error) => match error.downcast::<Self>() {
                Ok(sqlx) => *sqlx,
                Err(error) => Self::Io(std::io::Error::other(Error::StorageFull(error))),
            },
            other => Self::Io(std::io::Error::other(other)),
        }
    }
}
