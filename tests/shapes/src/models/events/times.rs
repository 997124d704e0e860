use chrono::{DateTime, FixedOffset, Utc};

pub struct Times {
    pub id: uuid::Uuid,
    pub utc: DateTime<Utc>,
    pub fixed: DateTime<FixedOffset>,
    pub stamp: jiff::Timestamp,
    pub later: Option<DateTime<Utc>>,
}
