use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Tallies {
    pub letters: BTreeMap<char, u8>,
    pub answers: BTreeMap<bool, u8>,
}
