use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
#[derive(Serialize, Deserialize)]
pub struct ByNumber {
    pub bytes: BTreeMap<u8, String>,
    pub signed: HashMap<i32, bool>,
    pub wide: BTreeMap<u64, u8>,
}
