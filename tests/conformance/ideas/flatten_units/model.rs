//! Nothing among the keys.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Bare {
    pub id: u8,
    #[serde(flatten)]
    pub nothing: (),
    #[serde(flatten)]
    pub empty: Empty,
}

#[derive(Serialize, Deserialize)]
pub struct Empty {}
