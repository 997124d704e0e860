//! Identities, checked at the edge: an id that parsed is an id that exists.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    text: String,
    wanted: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.text, self.wanted)
    }
}

impl std::error::Error for InvalidId {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "Uuid", into = "Uuid")]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID itself.
            #[must_use]
            pub fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let invalid = || InvalidId { text: text.to_owned(), wanted: $wanted };
                Uuid::try_parse(text).map_err(|_| invalid())?.try_into().map_err(|_| invalid())
            }
        }
    };
}

id! {
    /// The identity of an event: a UUID of version 7, made by whoever emits it.
    EventId, "an event id (a UUID of version 7)"
}

id! {
    /// What ties together everything that one request, webhook or schedule set off.
    CorrelationId, "a correlation id (a UUID other than nil)"
}

impl TryFrom<Uuid> for EventId {
    type Error = InvalidId;

    fn try_from(id: Uuid) -> Result<Self, InvalidId> {
        match id.get_version_num() {
            7 => Ok(Self(id)),
            _ => Err(InvalidId {
                text: id.to_string(),
                wanted: "an event id (a UUID of version 7)",
            }),
        }
    }
}

impl TryFrom<Uuid> for CorrelationId {
    type Error = InvalidId;

    fn try_from(id: Uuid) -> Result<Self, InvalidId> {
        if id.is_nil() {
            return Err(InvalidId {
                text: id.to_string(),
                wanted: "a correlation id (a UUID other than nil)",
            });
        }
        Ok(Self(id))
    }
}

impl From<EventId> for CorrelationId {
    fn from(id: EventId) -> Self {
        Self(id.0)
    }
}

/// A new id that carries this time. Ids of one process ascend, also within a millisecond and when the clock goes back.
#[cfg(feature = "engine")]
pub(crate) fn event_id_at(time: jiff::Timestamp) -> EventId {
    use std::sync::Mutex;
    use uuid::{ContextV7, Timestamp};

    static ASCENDING: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let seconds = u64::try_from(time.as_second()).unwrap_or(0);
    let nanos = u32::try_from(time.subsec_nanosecond()).unwrap_or(0);
    let context = ASCENDING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    EventId(Uuid::new_v7(Timestamp::from_unix(
        &*context, seconds, nanos,
    )))
}
