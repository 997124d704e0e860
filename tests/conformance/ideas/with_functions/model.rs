use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Stamps {
    #[serde(
        serialize_with = "chrono::serde::ts_seconds::serialize",
        deserialize_with = "chrono::serde::ts_seconds::deserialize"
    )]
    pub both: DateTime<Utc>,
    #[serde(serialize_with = "chrono::serde::ts_milliseconds::serialize")]
    pub written: DateTime<Utc>,
}
