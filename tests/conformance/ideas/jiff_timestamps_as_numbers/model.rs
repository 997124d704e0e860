use jiff::Timestamp;
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Stamps {
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub seconds: Timestamp,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub millis: Timestamp,
    #[serde(with = "jiff::fmt::serde::timestamp::second::optional")]
    pub maybe: Option<Timestamp>,
}
