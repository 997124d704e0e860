use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Visit {
    pub user: Option<u32>,
    pub address: super::Address,
}
