//! What an operator asks for and does.

use std::fmt;

use super::{DeliveryId, State};
use crate::{CorrelationId, EventId, Timestamp};

/// Which events are meant; what is `None` means any.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EventFilter {
    /// Its id.
    pub id: Option<EventId>,
    /// A glob over types, as a subscription has it: `order.*`, `order.**`, or a type.
    pub event_type: Option<String>,
    /// The chain that it belongs to.
    pub correlation_id: Option<CorrelationId>,
    /// The browser session that it stems from.
    pub session_id: Option<String>,
    /// What it is about, `<entity>/<id>`.
    pub subject: Option<String>,
    /// Whose it is.
    pub tenant: Option<String>,
    /// Where it comes from: this source or one below it, so that `/buildamp/shop` means all of the application `shop`, and
    /// `/buildamp/shop/cron` what its crons have emitted.
    pub source: Option<String>,
    /// On whose behalf.
    pub actor: Option<String>,
    /// Those from this time on.
    pub since: Option<Timestamp>,
    /// Those before this time.
    pub until: Option<Timestamp>,
}

/// Which deliveries are meant; what is `None` means any.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DeliveryFilter {
    /// Its number.
    pub id: Option<DeliveryId>,
    /// The event.
    pub event: Option<EventId>,
    /// The consumer's name.
    pub consumer: Option<String>,
    /// Where it stands.
    pub state: Option<State>,
    /// A glob over the types of events, as a subscription has it.
    pub event_type: Option<String>,
    /// Whose the event is.
    pub tenant: Option<String>,
}

/// What can be done to deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryAction {
    /// Dead ones are pending again with a fresh budget of attempts. The event, its correlation and causation stay.
    Replay,
    /// Dead ones are given up for good: cancelled.
    Discard,
    /// Ones that wait or run end as cancelled. A handler that runs is told within a second, and can write nothing any more.
    Cancel,
    /// Ones that wait for their time are due now.
    RunNow,
}

impl DeliveryAction {
    /// The states in which it can be done.
    #[must_use]
    pub const fn from(self) -> &'static [State] {
        match self {
            Self::Replay | Self::Discard => &[State::Dead],
            Self::Cancel => &[State::Pending, State::Retrying, State::Running],
            Self::RunNow => &[State::Pending, State::Retrying],
        }
    }
}

/// How the schema of a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// What it consists of, in order: what this build knows, and what was applied and this build does not know.
    pub migrations: Vec<Migration>,
}

/// A step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration {
    /// Its number, from 1.
    pub version: i64,
    /// What it is called.
    pub name: String,
    /// Its SQL; `None` of one that this build does not know.
    pub sql: Option<&'static str>,
    /// The SQL that takes it back; `None` of one that this build does not know.
    pub down: Option<&'static str>,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether the database has another one under its number than this build.
    pub differs: bool,
}

impl Schema {
    /// Whether the database has exactly what this build knows.
    #[must_use]
    pub fn is_current(&self) -> bool {
        let is_current = |it: &Migration| it.applied && !it.differs && it.sql.is_some();
        self.migrations.iter().all(is_current)
    }
}

/// What is amiss, in one line.
impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amiss = self.migrations.iter().filter_map(|it| {
            let (version, name) = (it.version, &it.name);
            match it {
                Migration { differs: true, .. } => Some(format!(
                    "migration {version} ({name}) was applied in another form"
                )),
                Migration { sql: None, .. } => {
                    Some(format!("migration {version} ({name}) is of a newer build"))
                }
                Migration { applied: false, .. } => {
                    Some(format!("migration {version} ({name}) is to be applied"))
                }
                _ => None,
            }
        });
        let amiss: Vec<String> = amiss.collect();
        match amiss.as_slice() {
            [] => f.write_str("up to date"),
            amiss => f.write_str(&amiss.join(", ")),
        }
    }
}
