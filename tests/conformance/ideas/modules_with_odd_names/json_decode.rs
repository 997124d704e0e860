use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Decode {
    pub decode: u8,
}
