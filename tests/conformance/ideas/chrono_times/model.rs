use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Times {
    pub utc: DateTime<Utc>,
    pub fixed: DateTime<FixedOffset>,
    pub local: Option<DateTime<Local>>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub naive: NaiveDateTime,
}
