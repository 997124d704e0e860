use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderMoved {
    pub number: u16,
    pub stage: Stage,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[buildamp(plain)]
pub enum Stage {
    Packed,
    Sent,
}
