//! From the data of an event, as some version stored it, to the type of this build.

use std::{borrow::Cow, error::Error as StdError, fmt};

use jiff::Timestamp;
use serde_json::Value;

use crate::{Envelope, Event, secret};

/// Any error of the application's own code.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Makes data of an older version into that of the current one. It is told the version that is stored, and is called
/// once, whatever lies between.
pub type Upcast = fn(u32, Value) -> Result<Value, BoxError>;

/// The return values that an upcaster may have: `Result<Value, E>`, and `Value` where nothing can go wrong.
#[diagnostic::on_unimplemented(
    message = "an upcaster cannot return `{Self}`",
    note = "return `serde_json::Value`, or `Result<serde_json::Value, E>` where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoUpcast {
    /// In the form of [`Upcast`].
    ///
    /// # Errors
    /// The upcaster's own.
    fn into_upcast(self) -> Result<Value, BoxError>;
}

impl IntoUpcast for Value {
    fn into_upcast(self) -> Result<Value, BoxError> {
        Ok(self)
    }
}

impl<E: Into<BoxError>> IntoUpcast for Result<Value, E> {
    fn into_upcast(self) -> Result<Value, BoxError> {
        self.map_err(Into::into)
    }
}

/// Why the data of an event is not of a type.
#[derive(Debug)]
#[non_exhaustive]
pub enum PayloadError {
    /// It is another event.
    OtherType {
        /// The type's durable name.
        wanted: &'static str,
        /// That of the event.
        found: String,
    },
    /// A newer build of the application emitted it.
    Newer {
        /// The durable name.
        event_type: &'static str,
        /// The version that this build knows.
        known: u32,
        /// That of the event.
        found: u32,
    },
    /// Its data was erased.
    Erased {
        /// The durable name.
        event_type: &'static str,
        /// When.
        at: Timestamp,
    },
    /// The upcaster could not make the current version of it.
    Upcast {
        /// The durable name.
        event_type: &'static str,
        /// The version that was stored.
        from: u32,
        /// What the upcaster says.
        source: BoxError,
    },
    /// It is not of the type's shape.
    Shape {
        /// The durable name.
        event_type: &'static str,
        /// Where and why.
        source: serde_json::Error,
    },
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherType { wanted, found } => {
                write!(f, "the event is `{found}`, not `{wanted}`")
            }
            Self::Newer {
                event_type,
                known,
                found,
            } => write!(
                f,
                "the data of `{event_type}` is of version {found}, and this build knows versions up to {known}"
            ),
            Self::Erased { event_type, at } => {
                write!(f, "the data of this `{event_type}` was erased at {at}")
            }
            Self::Upcast {
                event_type,
                from,
                source,
            } => write!(
                f,
                "the upcaster of `{event_type}` refuses data of version {from}: {source}"
            ),
            Self::Shape { event_type, source } => {
                write!(
                    f,
                    "the data of `{event_type}` does not fit its type: {source}"
                )
            }
        }
    }
}

impl StdError for PayloadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::OtherType { .. } | Self::Newer { .. } | Self::Erased { .. } => None,
            Self::Upcast { source, .. } => Some(&**source),
            Self::Shape { source, .. } => Some(source),
        }
    }
}

/// The data in the version of the type: as it is stored, or as the upcaster makes it. Older data without an upcaster
/// stays as it is, for serde's defaults and aliases to read.
pub(crate) fn current<E: Event>(envelope: &Envelope) -> Result<Cow<'_, str>, PayloadError> {
    let (found, known) = (envelope.schema_version, E::VERSION);
    if envelope.event_type != E::TYPE {
        return Err(PayloadError::OtherType {
            wanted: E::TYPE,
            found: envelope.event_type.clone(),
        });
    }
    if found > known {
        return Err(PayloadError::Newer {
            event_type: E::TYPE,
            known,
            found,
        });
    }
    if let Some(at) = envelope.erased_at {
        return Err(PayloadError::Erased {
            event_type: E::TYPE,
            at,
        });
    }
    let Some(upcast) = E::UPCAST.filter(|_| found < known) else {
        return Ok(Cow::Borrowed(envelope.data.get()));
    };
    let shape = |source| PayloadError::Shape {
        event_type: E::TYPE,
        source: secret::untold::<E>(source),
    };
    let data = serde_json::from_str(envelope.data.get()).map_err(shape)?;
    let data = upcast(found, data).map_err(|source| PayloadError::Upcast {
        event_type: E::TYPE,
        from: found,
        source,
    })?;
    serde_json::to_string(&data).map(Cow::Owned).map_err(shape)
}
