use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Hidden {
    pub n: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Shown {
    pub s: String,
}
