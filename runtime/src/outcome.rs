//! What a handler's return value makes of its delivery.

use std::{any::Any, error::Error as StdError, fmt, time::Duration};

use serde::Serialize;

use crate::BoxError;

/// The longest result that is kept, in bytes of JSON: 1 MiB. What is larger belongs into a table or a bucket of your own, and
/// its key into the result.
pub const MAX_RESULT: usize = 1 << 20;

/// What a handler returned, in one form for all.
pub type Outcome = std::result::Result<Settle, BoxError>;

/// What becomes of a delivery whose handler returned `Ok`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub enum Settle {
    /// It succeeded.
    #[default]
    Done,
    /// It succeeded, with a result that is kept with it: [`Settle::result`].
    Result(Returned),
    /// It runs again after this long, and this attempt does not count.
    Snooze(Duration),
    /// It is cancelled: no further attempt, not a failure.
    Cancel,
}

impl Settle {
    /// It succeeded, with this result, as a handler has it that returns the result itself.
    ///
    /// # Errors
    /// [`Fatal`], since no further attempt would mend it: it cannot be written as JSON, or not in [`MAX_RESULT`] bytes.
    pub fn result<T: Serialize>(result: &T) -> std::result::Result<Self, Fatal> {
        let json = serde_json::to_string(result);
        let json = json.map_err(|error| {
            let why = format!("the handler's result cannot be written as JSON: {error}");
            Fatal::new(why)
        })?;
        if json.len() > MAX_RESULT {
            return Err(Fatal::new(format!(
                "the handler's result has {} bytes of JSON, and at most {MAX_RESULT} are kept: store it yourself and return \
                 where it lies",
                json.len()
            )));
        }
        Ok(Self::Result(Returned(json)))
    }
}

/// What a handler returned, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Returned(String);

impl Returned {
    /// Its JSON.
    pub(crate) fn json(&self) -> &str {
        &self.0
    }
}

/// Says how long it is: what it says may be secret.
impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Returned({} bytes)", self.0.len())
    }
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

#[cfg(feature = "services")]
impl Later {
    pub(crate) fn new(after: Duration, error: impl Into<BoxError>) -> Self {
        let error = error.into();
        Self { after, error }
    }
}

#[cfg(feature = "services")]
impl GiveUp {
    pub(crate) fn new(error: impl Into<BoxError>) -> Self {
        let error = error.into();
        Self { error }
    }
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

/// The return values that a handler may have: `Result<(), E>`, `Result<Settle, E>`, and `Result<T, E>` where `T` is kept as
/// its result.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    note = "return `Result<(), E>`, `Result<T, E>` with a result `T: Serialize` that is kept, or `Result<buildamp::Settle, E>`, where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoOutcome {
    /// In the form that the processor knows.
    ///
    /// # Errors
    /// The handler's own; [`Fatal`] when its result cannot be kept.
    fn into_outcome(self) -> Outcome;
}

impl<T: Serialize + 'static, E: Into<BoxError>> IntoOutcome for std::result::Result<T, E> {
    fn into_outcome(self) -> Outcome {
        let returned = self.map_err(Into::into)?;
        let any: &dyn Any = &returned;
        // Known when this is compiled: for `()` nothing of the rest is left.
        match (any.is::<()>(), any.downcast_ref::<Settle>()) {
            (true, _) => Ok(Settle::Done),
            (false, Some(settle)) => Ok(settle.clone()),
            (false, None) => Ok(Settle::result(&returned)?),
        }
    }
}
