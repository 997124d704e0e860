//! The messages that BuildAmp itself sends to browser sessions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{CorrelationId, EventId, SseMessage};

/// Told instead of what cannot be sent any more: the client's state may be out of date, and it should load it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resync {
    /// Why.
    pub reason: ResyncReason,
}

/// Why a client has to load its state anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResyncReason {
    /// What came after the client's position is not in the history any more, or the position is unknown.
    HistoryCut,
    /// The connection was too slow, and messages that may be dropped were.
    Overflow,
}

impl SseMessage for Resync {
    const TYPE: &'static str = "buildamp.resync";
}

/// How a delivery of an event fares, told to the session that the event stems from: of events that say
/// `#[buildamp(progress)]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowProgress {
    /// What ties together everything that one request set off.
    pub correlation_id: CorrelationId,
    /// The event.
    pub event_id: EventId,
    /// The event's durable name.
    pub event_type: String,
    /// Who handles it; `null` as long as the event is only queued.
    pub consumer: Option<String>,
    /// Where it stands.
    pub state: ProgressState,
    /// The attempt that this is about, from 1; 0 before the first.
    pub attempt: u32,
    /// How many attempts it is given; `null` as long as the event is only queued.
    pub max_attempts: Option<u32>,
    /// Why the attempt failed: the outermost message of the handler's error, without its causes.
    pub error: Option<String>,
    /// When the next attempt is due: of what is queued or failed.
    pub run_at: Option<Timestamp>,
    /// When this happened.
    pub at: Timestamp,
}

/// Where a delivery stands, as a session is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgressState {
    /// Stored, and waiting for its time: after the emit, a snooze or a release.
    Queued,
    /// An attempt has begun.
    Running,
    /// An attempt failed, and another will follow.
    Retrying,
    /// Done.
    Succeeded,
    /// Given up.
    Dead,
    /// Called off.
    Cancelled,
}

impl SseMessage for WorkflowProgress {
    const TYPE: &'static str = "buildamp.workflow_progress";
}
