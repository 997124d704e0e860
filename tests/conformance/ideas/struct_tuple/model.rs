use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Pair(pub String, pub u8);

#[derive(Serialize, Deserialize)]
pub struct Triple(pub Option<u8>, pub Pair, pub Vec<bool>);
