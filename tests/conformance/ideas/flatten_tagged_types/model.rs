//! Tags among the keys.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Both {
    pub id: u8,
    #[serde(flatten)]
    pub circle: Circle,
    #[serde(flatten)]
    pub first: First,
    #[serde(flatten)]
    pub second: Second,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "shape")]
pub struct Circle {
    pub radius: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "first")]
pub enum First {
    A { a: u8 },
    B,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "second", content = "of")]
pub enum Second {
    C(u8),
    D,
}
