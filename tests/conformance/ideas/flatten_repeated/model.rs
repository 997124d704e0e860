//! Several among the same keys: structs, an enum and a map for the rest.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Everything {
    pub id: u8,
    #[serde(flatten)]
    pub first: First,
    #[serde(flatten)]
    pub second: Second,
    #[serde(flatten)]
    pub kind: Kind,
    #[serde(flatten)]
    pub rest: BTreeMap<String, u8>,
}

#[derive(Serialize, Deserialize)]
pub struct First {
    pub a: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Second {
    pub b: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    One(u8),
    Two { c: u8 },
}
