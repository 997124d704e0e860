use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::{
    DurationMilliSeconds, DurationSeconds, TimestampMilliSeconds, TimestampSeconds, serde_as,
};

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Timed {
    #[serde_as(as = "DurationSeconds<u64>")]
    pub seconds: Duration,
    #[serde_as(as = "DurationMilliSeconds<u64>")]
    pub millis: Duration,
    #[serde_as(as = "DurationSeconds<String>")]
    pub text: Duration,
    #[serde_as(as = "TimestampSeconds<i64>")]
    pub at: DateTime<Utc>,
    #[serde_as(as = "Option<TimestampMilliSeconds<i64>>")]
    pub later: Option<DateTime<Utc>>,
}
