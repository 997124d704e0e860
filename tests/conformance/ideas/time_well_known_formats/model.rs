use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
#[derive(Serialize, Deserialize)]
pub struct Stamps {
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub maybe: Option<OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub later: Option<OffsetDateTime>,
    #[serde(with = "time::serde::timestamp")]
    pub seconds: OffsetDateTime,
    #[serde(with = "time::serde::timestamp::milliseconds")]
    pub millis: OffsetDateTime,
    #[serde(with = "time::serde::timestamp::option")]
    pub stamp: Option<OffsetDateTime>,
}
