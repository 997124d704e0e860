use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Patch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u8,
    #[serde(skip_serializing_if = "is_zero")]
    pub needed: u8,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}
