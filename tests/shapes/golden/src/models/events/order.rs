use buildamp::buildamp;

use crate::models::address::Address;

pub struct OrderPlaced {
    pub id: u32,
    pub to: Address,
}

#[buildamp(
    subject = "order/{id}",
    priority = "high",
    max_attempts = 3,
    keep = "30d",
    version = 2,
    progress
)]
pub struct OrderPaid {
    pub id: u32,
}

#[buildamp(log_only, keep = "forever")]
pub struct OrderSeen;

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct OrderLost {
    pub id: u32,
}
