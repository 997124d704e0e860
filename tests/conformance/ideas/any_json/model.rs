use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
#[derive(Serialize, Deserialize)]
pub struct Anything {
    pub value: Value,
    pub object: Map<String, Value>,
    pub list: Vec<Value>,
    pub maybe: Option<Value>,
    pub by_name: BTreeMap<String, Value>,
}
