//! What cannot be read counts as not there.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct User {
    pub id: u8,
    #[serde(flatten)]
    pub address: Option<Address>,
    #[serde(flatten)]
    pub score: Option<Score>,
}

#[derive(Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub number: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Score {
    Points(u8),
    Rank { at: u8 },
}
