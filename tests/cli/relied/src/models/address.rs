use serde::{Deserialize, Serialize};

/// Where a parcel goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub city: String,
}
