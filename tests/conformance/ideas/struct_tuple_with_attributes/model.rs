use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Late(pub u8, #[serde(default)] pub u8);

#[derive(Serialize, Deserialize)]
pub struct Skipped(pub u8, #[serde(skip)] pub u8, pub bool);

#[derive(Serialize, Deserialize)]
pub struct Stamped(#[serde(with = "chrono::serde::ts_seconds")] pub chrono::DateTime<chrono::Utc>);

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct AllLate(pub u8, pub bool);

impl Default for AllLate {
    fn default() -> Self {
        Self(1, true)
    }
}
