use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Stamps {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub seconds: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub millis: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub micros: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub maybe: Option<DateTime<Utc>>,
    #[serde(default, with = "chrono::serde::ts_milliseconds_option")]
    pub later: Option<DateTime<Utc>>,
}
