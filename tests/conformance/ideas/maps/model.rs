use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
#[derive(Serialize, Deserialize)]
pub struct Maps {
    pub tree: BTreeMap<String, u8>,
    pub hash: HashMap<String, Vec<Option<bool>>>,
    pub nested: BTreeMap<String, BTreeMap<String, Place>>,
}

#[derive(Serialize, Deserialize)]
pub struct Place {
    pub name: String,
}
