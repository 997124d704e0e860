//! What a type has to be so that it can be emitted or sent.

use std::{fmt, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use crate::Upcast;

/// An immutable record of something to do or something that happened.
///
/// Implemented by BuildAmp for each struct and enum under `src/models/**/events/`, or by `#[derive(BuildAmpEvent)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "move it into a file under `src/models/events/`, or derive `BuildAmpEvent` with Debug, Clone, Serialize and Deserialize",
    note = "with `event_store = false` in buildamp.toml those are immediate events, which no store takes: `event.emit(&cx)`"
)]
pub trait Event: Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static {
    /// The durable name: `email.send_welcome_email`. Stored with each event; changing it orphans what is stored.
    const TYPE: &'static str;
    /// The version of the data's shape, from 1. Stored with each event, and never part of the name.
    const VERSION: u32 = 1;
    /// How data that was stored in an older version becomes that of [`VERSION`](Self::VERSION), as
    /// `#[buildamp(upcast = …)]` says; `None` where the type reads older data as it is.
    const UPCAST: Option<Upcast> = None;
    /// The priority of its deliveries unless the emitter says otherwise.
    const PRIORITY: Priority = Priority::NORMAL;
    /// How often each delivery is tried unless the emitter says otherwise; `None` leaves it to the configuration.
    const MAX_ATTEMPTS: Option<u32> = None;
    /// How its attempts are spaced, as `#[buildamp(retry(..))]` says; `None` leaves it to the configuration. It is that of
    /// the worker's build, also for events that were emitted before.
    const RETRY: Option<Retry> = None;
    /// How long an attempt may take, as `#[buildamp(timeout = "30s")]` says: it is ended then, and has failed. `None` leaves
    /// it to the configuration. Like [`RETRY`](Self::RETRY), it is that of the worker's build.
    const TIMEOUT: Option<Duration> = None;
    /// Whether the session that it stems from is told how its deliveries fare, as
    /// [`WorkflowProgress`](crate::WorkflowProgress).
    const PROGRESS: bool = false;
    /// How long an event is kept once all its deliveries have ended; `None` leaves it to the configuration. One with a
    /// dead delivery is kept for at least as long as the configuration says of those.
    const KEEP: Option<Keep> = None;
    /// Where in its JSON there are secrets, which nobody is shown: `card.number`, with `*` for whatever key or element and `**`
    /// for however many. In a key `~0`, `~1` and `~2` stand for `~`, `.` and `*`. `#[buildamp(secret)]` on fields writes it.
    const SECRETS: &'static [&'static str] = &[];

    /// What the event is about, `<entity>/<id>`.
    fn subject(&self) -> Option<String> {
        None
    }

    /// What its deliveries are limited and put in order by, at consumers that do so, unless the emitter says otherwise. Its
    /// subject, where nothing else is said.
    fn partition_key(&self) -> Option<String> {
        self.subject()
    }
}

/// How long a delivery whose attempt has failed waits before the next one.
#[derive(Debug, Clone, Copy)]
pub enum Retry {
    /// A random time between zero and `base · 2^(n − 1)` after the n-th attempt, which stops growing at `cap`.
    Exponential {
        /// The longest wait after the first failure.
        base: Duration,
        /// The longest wait of all.
        cap: Duration,
    },
    /// This long each time.
    Fixed(Duration),
    /// As long as this function says after the n-th attempt, from 1. What was replayed or snoozed does not count. Should
    /// it panic, that is said in the attempt's error, and the configuration holds.
    With(fn(u32) -> Duration),
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
    /// What happens when a browser reads more slowly than messages of this type come.
    const OVERFLOW: Overflow = Overflow::Disconnect;

    /// Of the messages of one key that wait for a connection, only the newest is sent; `None` for messages that are all
    /// sent.
    fn coalesce_key(&self) -> Option<String> {
        None
    }
}

/// What a full queue in front of a slow connection does with a message. Whoever sends it never waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overflow {
    /// The connection is closed. The browser comes back and is sent what it missed out of the history.
    #[default]
    Disconnect,
    /// The oldest message that waits is dropped, and the client is told so by one [`Resync`](crate::Resync) in its place.
    DropOldest,
}

impl Overflow {
    /// Every policy there is.
    pub const ALL: [Self; 2] = [Self::Disconnect, Self::DropOldest];

    /// The name in `#[buildamp(overflow = "…")]` and on record, `drop_oldest`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Disconnect => "disconnect",
            Self::DropOldest => "drop_oldest",
        }
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keep {
    /// For this long: an hour to a hundred years.
    For(Duration),
    /// For ever.
    Forever,
}

impl Keep {
    /// Whether it is neither too short to be told from what is happening just now nor as good as for ever.
    #[cfg(feature = "engine")]
    pub(crate) fn is_sound(self) -> bool {
        match self {
            Self::For(time) => (SHORTEST..=LONGEST).contains(&time),
            Self::Forever => true,
        }
    }
}

/// A transaction that emits may be open for a while, and what it emitted has the time at which it did.
#[cfg(feature = "engine")]
const SHORTEST: Duration = Duration::from_hours(1);
#[cfg(feature = "engine")]
const LONGEST: Duration = Duration::from_hours(24 * 36_525);

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
