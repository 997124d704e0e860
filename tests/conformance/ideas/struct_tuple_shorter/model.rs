use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Short(
    pub u8,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub Option<u8>,
);
