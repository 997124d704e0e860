use serde::{Deserialize, Serialize};

use super::super::Address;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderPlaced {
    pub to: Address,
    #[serde(default)]
    pub gift: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum OrderClosed {
    Shipped { parcels: u8 },
    Cancelled,
}
