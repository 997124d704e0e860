use buildamp::buildamp;
use serde::{Deserialize, Serialize};

#[buildamp(plain)]
#[derive(Serialize, Deserialize)]
pub enum Event {
    At(
        #[serde(with = "minutes")]
        #[buildamp(shape = "u32")]
        std::time::Duration,
    ),
    Span {
        #[serde(with = "minutes")]
        #[buildamp(shape = "u32")]
        length: std::time::Duration,
        name: String,
    },
    Never,
}

mod minutes {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(value.as_secs() / 60)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u32::deserialize(deserializer).map(|minutes| Duration::from_secs(60 * u64::from(minutes)))
    }
}
