//! An event on its way out: the builder behind `Foo { .. }.schedule(..)`.

use std::time::{Duration, SystemTime};

#[cfg(feature = "engine")]
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};

use crate::{Event, EventSource, Priority};

/// When the deliveries of an event become due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Due {
    /// At once.
    #[default]
    Now,
    /// This long after the emit.
    After(Duration),
    /// Not before this time.
    At(SystemTime),
}

#[cfg(feature = "engine")]
impl Due {
    /// The time, in whole microseconds and never earlier than asked for; `None` beyond what a timestamp can say.
    pub(crate) fn at(self, now: Timestamp) -> Option<Timestamp> {
        let time = match self {
            Self::Now => return Some(now),
            Self::After(delay) => {
                SignedDuration::try_from(delay).and_then(|delay| now.checked_add(delay))
            }
            Self::At(time) => Timestamp::try_from(time),
        };
        let up = TimestampRound::new()
            .smallest(Unit::Microsecond)
            .mode(RoundMode::Ceil);
        time.and_then(|time| time.round(up)).ok()
    }
}

/// What an idempotency key is unique among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KeyScope {
    /// The events of this type and tenant.
    #[default]
    Type,
    /// All events of the tenant.
    Tenant,
}

/// How an event is delivered; what is not said is left to the type and the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmitOptions {
    /// When its deliveries become due.
    pub due: Due,
    /// Who goes first.
    pub priority: Option<Priority>,
    /// How often each delivery is tried, from 1.
    pub max_attempts: Option<u32>,
    /// A second event with this key in this scope is not stored; its emit returns the id of the first.
    pub idempotency_key: Option<(KeyScope, String)>,
    /// The idempotency key holds for one window of this length alone.
    pub unique_for: Option<Duration>,
    /// It takes the place of the last event with this key, and is due after this long without another one.
    pub debounce: Option<(String, Duration)>,
    /// What its deliveries are limited and put in order by, at consumers that do so; `None` leaves it to the type.
    pub partition_key: Option<String>,
    /// What it comes from; `None` leaves it to where it is emitted.
    pub source: Option<EventSource>,
}

impl EmitOptions {
    /// Whether nothing is said of when it is due.
    #[cfg(feature = "engine")]
    pub(crate) fn is_due_at_once(&self) -> bool {
        self.due == Due::Now && self.debounce.is_none()
    }
}

/// An event and how it is to be delivered. Nothing happens before [`emit`](Emission::emit).
#[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
#[derive(Debug, Clone)]
pub struct Emission<E> {
    pub(crate) event: E,
    pub(crate) options: EmitOptions,
}

impl<E: Event> Emission<E> {
    /// The event, due at once.
    pub fn new(event: E) -> Self {
        Self {
            event,
            options: EmitOptions::default(),
        }
    }

    /// The event that is on its way.
    #[must_use]
    pub fn event(&self) -> &E {
        &self.event
    }

    /// How it is to be delivered.
    #[must_use]
    pub fn options(&self) -> &EmitOptions {
        &self.options
    }

    /// Due this long after the emit.
    pub fn schedule(mut self, delay: Duration) -> Self {
        self.options.due = Due::After(delay);
        self
    }

    /// Due at this time: a `SystemTime`, a `jiff::Timestamp` or a `chrono::DateTime`.
    pub fn schedule_at(mut self, time: impl Into<SystemTime>) -> Self {
        self.options.due = Due::At(time.into());
        self
    }

    /// Who goes first among what is due.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = Some(priority);
        self
    }

    /// How often each delivery is tried before it is dead, from 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// What its deliveries are limited and put in order by, within the tenant, at consumers that do so.
    pub fn partition_key(mut self, key: impl Into<String>) -> Self {
        self.options.partition_key = Some(key.into());
        self
    }

    /// What the event comes from, where that is not what the place of its emit says: a request's context says
    /// [`Frontend`](EventSource::Frontend), a cron [`Cron`](EventSource::Cron), an expectation
    /// [`System`](EventSource::System), all others [`Internal`](EventSource::Internal).
    ///
    /// ```
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct InvoicePaid {}
    /// # impl buildamp::Event for InvoicePaid { const TYPE: &'static str = "invoice_paid"; }
    /// use buildamp::{Emission, EventSource};
    ///
    /// let paid = Emission::new(InvoicePaid {}).source(EventSource::Webhook);
    /// # assert_eq!(paid.options().source, Some(EventSource::Webhook));
    /// ```
    pub fn source(mut self, source: EventSource) -> Self {
        self.options.source = Some(source);
        self
    }

    /// At most one event of this type and tenant carries this key: emitting it again stores nothing and returns the id
    /// of the first.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        self.idempotency_key_in(KeyScope::Type, key)
    }

    /// As [`idempotency_key`](Self::idempotency_key), unique in the scope that is given.
    pub fn idempotency_key_in(mut self, scope: KeyScope, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some((scope, key.into()));
        self
    }

    /// At most one event carries the idempotency key in each window of this length, at the times of their emits:
    /// `.idempotency_key("digest/7").unique_for(Duration::from_hours(24))`. Windows lie end to end from 1970-01-01 00:00
    /// UTC on, so that one of a day begins at midnight UTC, whenever the first event came. Keys of other windows' lengths
    /// are other keys.
    pub fn unique_for(mut self, window: Duration) -> Self {
        self.options.unique_for = Some(window);
        self
    }

    /// Due once this long has passed without another event of this type and tenant with this key:
    /// `.debounce("search/42", Duration::from_secs(5))`. The next one takes its place as long as it waits, for its time or
    /// for another attempt: its waiting deliveries are cancelled, so that the data of the last one is what is handled.
    /// What runs already goes on, and the next one comes after it.
    pub fn debounce(mut self, key: impl Into<String>, quiet: Duration) -> Self {
        self.options.debounce = Some((key.into(), quiet));
        self
    }
}

impl<E: Event> From<E> for Emission<E> {
    fn from(event: E) -> Self {
        Self::new(event)
    }
}
