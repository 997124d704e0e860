use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Catalog {
    pub title: String,
    #[serde(flatten)]
    pub entries: BTreeMap<String, Entry>,
}

#[derive(Serialize, Deserialize)]
pub struct Entry {
    pub price: u8,
    #[serde(flatten)]
    pub notes: BTreeMap<String, Option<bool>>,
}
