//! Texts of the user's in the positions that only reading knows, and among flattened keys.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
#[serde(tag = "it's a \"tag\"", rename = "the \\ \"value\"")]
pub struct Odd {
    #[serde(alias = "a \"quoted\" alias", alias = "back\\slash", default)]
    pub n: u8,
    #[serde(flatten)]
    pub flat: Flat,
    #[serde(flatten)]
    pub kind: Kind,
    #[serde(flatten)]
    pub rest: BTreeMap<String, bool>,
}

#[derive(Serialize, Deserialize)]
pub struct Flat {
    #[serde(rename = "flat */ \"key\"")]
    pub key: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    #[serde(rename = "one \"kind\"", alias = "alias\n\"kind\"")]
    One(u8),
    #[serde(rename = "two\\")]
    Two(u8),
}
