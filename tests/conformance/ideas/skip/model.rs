use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Session {
    pub id: u32,
    #[serde(skip)]
    pub cache: std::sync::OnceLock<u8>,
    #[serde(skip_serializing)]
    pub password: String,
    #[serde(skip_deserializing)]
    pub computed: u8,
    #[serde(skip_deserializing, default = "seven")]
    pub given: u8,
    #[serde(skip, default = "handler")]
    pub callback: fn(),
}

fn seven() -> u8 {
    7
}

pub fn handler() -> fn() {
    || {}
}

#[derive(Serialize, Deserialize)]
pub struct OnlySkipped {
    #[serde(skip)]
    pub cache: u8,
    pub id: u8,
}
