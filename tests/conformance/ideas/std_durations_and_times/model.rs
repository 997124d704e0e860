use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};
#[derive(Serialize, Deserialize)]
pub struct Timer {
    pub every: Duration,
    pub started: SystemTime,
    pub timeout: Option<Duration>,
}
