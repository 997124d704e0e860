use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct SerdeAttribute {
    pub id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
