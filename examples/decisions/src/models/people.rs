use jiff::Timestamp;
use uuid::Uuid;

/// Who is signed in, and how their welcome mail fares.
pub struct Welcome {
    pub name: String,
    pub email: String,
    pub signed_up_at: Timestamp,
    /// What ties the steps together.
    pub correlation_id: Uuid,
    pub steps: Vec<Step>,
}

/// A step on the way of the mail, in the words in which the session is told of it live.
pub struct Step {
    pub event_id: Uuid,
    /// From 1; 0 before the first attempt.
    pub attempt: u32,
    pub state: StepState,
    /// Why the attempt failed.
    pub error: Option<String>,
    /// When the next attempt is due.
    pub run_at: Option<Timestamp>,
    /// When this happened.
    pub at: Timestamp,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Queued,
    Running,
    Retrying,
    Succeeded,
    Dead,
    Cancelled,
}
