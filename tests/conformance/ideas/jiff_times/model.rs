use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Times {
    pub stamp: Timestamp,
    pub zoned: Zoned,
    pub date: Date,
    pub time: Time,
    pub naive: DateTime,
    pub maybe: Option<Timestamp>,
}
