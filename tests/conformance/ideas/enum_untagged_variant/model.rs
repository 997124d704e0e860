//! One variant stands alone, tried after all that are tagged.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum External {
    Tagged(u8),
    Unit,
    #[serde(untagged)]
    Free(String),
    #[serde(untagged)]
    Record {
        n: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    Tagged {
        n: u8,
    },
    #[serde(untagged)]
    Free {
        m: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Tagged(u8),
    #[serde(untagged)]
    Free(u8, u8),
}
