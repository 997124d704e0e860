use serde::{Deserialize, Serialize};

use crate::models::address::Address;

/// Somebody bought something.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// Its number.
    pub number: u32,
    pub note: Option<String>,
    pub code: String,
    pub size: (u16, u16),
    pub to: Address,
    pub via: Carrier,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[buildamp(plain)]
pub enum Carrier {
    Post,
    Courier { name: String },
}
