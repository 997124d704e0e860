use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};
#[derive(Serialize, Deserialize)]
pub struct Labels {
    pub id: u8,
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
pub struct Extra {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
pub struct Free {
    pub a: Option<u8>,
    #[serde(flatten)]
    pub rest: Value,
}

#[derive(Serialize, Deserialize)]
pub struct Typed {
    pub name: String,
    #[serde(flatten)]
    pub counts: HashMap<String, u8>,
}
