use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct SerdeAttribute {
    pub id: u32,
    #[serde(serialize_with = "shout")]
    pub note: Option<String>,
}
