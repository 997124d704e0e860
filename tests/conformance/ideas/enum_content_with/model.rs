use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub enum When {
    #[serde(with = "chrono::serde::ts_seconds")]
    At(DateTime<Utc>),
    Between {
        #[serde(with = "chrono::serde::ts_milliseconds")]
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
    Tuple(
        #[serde(with = "chrono::serde::ts_seconds")] DateTime<Utc>,
        u8,
    ),
}
