//! Missing, null and a value: three states, as a patch needs them.
use serde::{Deserialize, Deserializer, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Update {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<Option<u8>>,
    #[serde(default = "absent", skip_serializing_if = "Option::is_none")]
    pub given: Option<Option<u8>>,
    pub id: u8,
}

fn absent() -> Option<Option<u8>> {
    None
}
