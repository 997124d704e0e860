use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Widths {
    pub i8: BTreeMap<i8, bool>,
    pub i64: BTreeMap<i64, bool>,
    pub u128: BTreeMap<u128, bool>,
    pub size: BTreeMap<usize, bool>,
    pub of_enum: BTreeMap<u32, Kind>,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    A,
    B(u8),
}
