use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct User {
    pub id: u8,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(flatten, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, bool>,
}

#[derive(Serialize, Deserialize)]
pub struct Address {
    pub street: bool,
}

#[derive(Serialize, Deserialize)]
pub struct Late {
    pub id: u8,
    #[serde(default, flatten)]
    pub needed: Needed,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Needed {
    pub a: u8,
    #[serde(default)]
    pub b: u8,
}
