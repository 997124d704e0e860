//! What is flattened may itself read more than it writes.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Outer {
    pub id: u8,
    #[serde(flatten)]
    pub options: Options,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub depth: u8,
    #[serde(alias = "colour")]
    pub color: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            depth: 1,
            color: None,
        }
    }
}
