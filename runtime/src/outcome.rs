//! What a handler's return value makes of its delivery.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::BoxError;

/// What a handler returned, in one form for all.
pub type Outcome = std::result::Result<Settle, BoxError>;

/// What becomes of a delivery whose handler returned `Ok`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Settle {
    /// It succeeded.
    #[default]
    Done,
    /// It runs again after this long, and this attempt does not count.
    Snooze(Duration),
    /// It is cancelled: no further attempt, not a failure.
    Cancel,
}

/// An error that says when to try again. The attempt counts.
///
/// It works from anywhere in a chain of causes: wrapped by `anyhow` with context, or by an enum of your own whose
/// `source()` leads to it.
#[derive(Debug)]
pub struct RetryAfter(Later);

impl RetryAfter {
    /// Try again after this long, because of `error`.
    pub fn new(after: Duration, error: impl Into<BoxError>) -> Self {
        Self(Later {
            after,
            error: error.into(),
        })
    }

    /// How long to wait.
    #[must_use]
    pub fn after(&self) -> Duration {
        self.0.after
    }
}

/// An error that no further attempt can mend: the delivery is dead at once.
///
/// It works from anywhere in a chain of causes, as [`RetryAfter`] does.
#[derive(Debug)]
pub struct Fatal(GiveUp);

impl Fatal {
    /// Give up because of `error`.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(GiveUp {
            error: error.into(),
        })
    }
}

/// What [`RetryAfter`] means, as its own cause. An error that `anyhow` hands over as a `Box<dyn Error>` can no longer
/// be downcast to what it was made of, but its causes can: so the meaning sits there.
#[derive(Debug)]
pub(crate) struct Later {
    pub after: Duration,
    error: BoxError,
}

/// What [`Fatal`] means, as its own cause, for the same reason as [`Later`].
#[derive(Debug)]
pub(crate) struct GiveUp {
    error: BoxError,
}

macro_rules! steering {
    ($public:ty, $meaning:ty, |$meant:ident, $f:ident| $display:expr) => {
        impl fmt::Display for $public {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.error.fmt(f)
            }
        }

        impl StdError for $public {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&self.0)
            }
        }

        impl fmt::Display for $meaning {
            fn fmt(&self, $f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $meant = self;
                $display
            }
        }

        impl StdError for $meaning {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                self.error.source()
            }
        }
    };
}

steering!(RetryAfter, Later, |later, f| write!(
    f,
    "to be tried again after {:?}",
    later.after
));
steering!(Fatal, GiveUp, |_give_up, f| f
    .write_str("not to be tried again"));

/// The return values that a handler may have: `Result<(), E>` and `Result<Settle, E>`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    note = "return `Result<(), E>` or `Result<buildamp::Settle, E>` where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoOutcome {
    /// In the form that the processor knows.
    ///
    /// # Errors
    /// The handler's own.
    fn into_outcome(self) -> Outcome;
}

impl<E: Into<BoxError>> IntoOutcome for std::result::Result<(), E> {
    fn into_outcome(self) -> Outcome {
        self.map(|()| Settle::Done).map_err(Into::into)
    }
}

impl<E: Into<BoxError>> IntoOutcome for std::result::Result<Settle, E> {
    fn into_outcome(self) -> Outcome {
        self.map_err(Into::into)
    }
}
