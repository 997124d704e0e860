//! A tag is no unknown field of what stands beside it.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    A(Closed),
    B(Closed),
    #[serde(rename = "c")]
    C {
        n: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    pub n: u8,
    pub m: Option<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    Closed(Closed),
    Open { n: u8, z: u8 },
}
