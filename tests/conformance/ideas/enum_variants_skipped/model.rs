use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum State {
    Active,
    #[serde(skip)]
    Internal(std::sync::OnceLock<u8>),
    #[serde(skip_serializing)]
    Legacy,
    #[serde(skip_deserializing)]
    Computed {
        n: u8,
    },
}
