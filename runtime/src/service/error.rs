//! Why a call has not succeeded, and what that means for a delivery.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::outcome::{GiveUp, Later};

/// Why a call has not succeeded. In a handler, `?` is enough: a failure that is permanent ends the delivery, one that says when to
/// try again is tried then, and any other as the event's policy says. It works from anywhere in a chain of causes, as
/// [`Fatal`](crate::Fatal) and [`RetryAfter`](crate::RetryAfter) do.
#[derive(Debug)]
pub struct CallError {
    failure: CallFailure,
    status: Option<u16>,
    text: String,
    next: Next,
}

/// What is to happen next.
#[derive(Debug)]
enum Next {
    Never(GiveUp),
    After(Later),
    AsUsual,
}

/// The ways in which a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallFailure {
    /// Its destination is not allowed: an address that is not public, a port, plain HTTP. Nothing was sent. Permanent.
    BlockedAddress,
    /// No request can be made of it: a field is missing, or leaves its place. Nothing was sent. Permanent.
    InvalidCall,
    /// The answer was not there, whole, before the deadline.
    Timeout,
    /// The host was not found or not reached, or the connection broke.
    Connection,
    /// The service has refused it, 4xx, or failed, 5xx. Permanent, but for 408, 425, 429 and 5xx.
    Status,
    /// The answer leads elsewhere, 3xx, where no call follows. Permanent.
    Redirect,
    /// It was answered with 2xx and something else than its type says. Permanent: the service has done its work.
    Undecodable,
    /// It was answered with 2xx and more than is read. Permanent: the service has done its work.
    TooLarge,
    /// Its host has failed so often that nothing is sent to it for a while.
    CircuitOpen,
    /// Its target cannot be used: a variable is not set, or the URL is none. Nothing was sent. Permanent.
    Config,
    /// It would have been made within the open transaction of its handler, which would wait for it. Nothing was sent.
    TxOpen,
}

impl CallFailure {
    /// Every one there is.
    pub const ALL: [Self; 11] = [
        Self::BlockedAddress,
        Self::InvalidCall,
        Self::Timeout,
        Self::Connection,
        Self::Status,
        Self::Redirect,
        Self::Undecodable,
        Self::TooLarge,
        Self::CircuitOpen,
        Self::Config,
        Self::TxOpen,
    ];

    /// The name on record, `blocked_address`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BlockedAddress => "blocked_address",
            Self::InvalidCall => "invalid_call",
            Self::Timeout => "timeout",
            Self::Connection => "connection",
            Self::Status => "status",
            Self::Redirect => "redirect",
            Self::Undecodable => "undecodable",
            Self::TooLarge => "too_large",
            Self::CircuitOpen => "circuit_open",
            Self::Config => "config",
            Self::TxOpen => "tx_open",
        }
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl CallError {
    /// In which way it has failed.
    #[must_use]
    pub fn failure(&self) -> CallFailure {
        self.failure
    }

    /// The status that it was answered with; `None` without an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether no further attempt can help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.next, Next::Never(_))
    }

    /// After which time to try again, where the service or an open circuit says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.next {
            Next::After(later) => Some(later.after),
            Next::Never(_) | Next::AsUsual => None,
        }
    }
}

impl CallError {
    pub(crate) fn permanent(failure: CallFailure, status: Option<u16>, text: String) -> Self {
        let next = Next::Never(GiveUp::new(text.clone()));
        Self::new(failure, status, text, next)
    }

    pub(crate) fn passing(
        failure: CallFailure,
        status: Option<u16>,
        text: String,
        after: Option<Duration>,
    ) -> Self {
        let next = match after {
            Some(after) => Next::After(Later::new(after, text.clone())),
            None => Next::AsUsual,
        };
        Self::new(failure, status, text, next)
    }

    fn new(failure: CallFailure, status: Option<u16>, text: String, next: Next) -> Self {
        Self {
            failure,
            status,
            text,
            next,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What it means is its cause, as that of [`Fatal`](crate::Fatal).
impl StdError for CallError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.next {
            Next::Never(give_up) => Some(give_up),
            Next::After(later) => Some(later),
            Next::AsUsual => None,
        }
    }
}
