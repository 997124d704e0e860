//! What a type has to be so that it can be emitted or sent.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

/// An immutable record of something to do or something that happened.
///
/// Implemented by BuildAmp for each struct and enum under `src/models/**/events/`, or by `#[derive(BuildAmpEvent)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "move it into a file under `src/models/events/`, or derive `BuildAmpEvent` with Debug, Clone, Serialize and Deserialize"
)]
pub trait Event: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// The durable name: `email.send_welcome_email`. Stored with each event; changing it orphans what is stored.
    const TYPE: &'static str;
    /// The version of the data's shape, from 1. Never part of the name.
    const VERSION: u32 = 1;
    /// The priority of its deliveries unless the emitter says otherwise.
    const PRIORITY: Priority = Priority::NORMAL;
    /// How often each delivery is tried unless the emitter says otherwise; `None` leaves it to the configuration.
    const MAX_ATTEMPTS: Option<u32> = None;

    /// What the event is about, `<entity>/<id>`.
    fn subject(&self) -> Option<String> {
        None
    }
}

/// A message from the server to a browser session.
///
/// Implemented by BuildAmp for each struct and enum under `src/models/**/sse/`, or by `#[derive(BuildAmpSSE)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message to a browser session",
    label = "not an SSE message",
    note = "move it into a file under `src/models/sse/`, or derive `BuildAmpSSE` with Debug, Clone, Serialize and Deserialize"
)]
pub trait SseMessage:
    Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static
{
    /// The durable name, the `type` of its frame: `email.welcome_email_sent`.
    const TYPE: &'static str;
}

/// Who goes first among the deliveries that are due: a small integer, lower first.
///
/// There is no ageing: as long as due deliveries of a lower number keep a worker busy, those of a higher number wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(pub i16);

impl Priority {
    /// −10.
    pub const HIGH: Self = Self(-10);
    /// 0, the default.
    pub const NORMAL: Self = Self(0);
    /// 10.
    pub const LOW: Self = Self(10);
}

impl Default for Priority {
    fn default() -> Self {
        Self::NORMAL
    }
}
