use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub enum Command {
    Create {
        id: u8,
        #[serde(flatten)]
        common: Common,
    },
    Free {
        #[serde(flatten)]
        rest: BTreeMap<String, bool>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "op")]
pub enum Tagged {
    Create {
        id: u8,
        #[serde(flatten)]
        common: Common,
    },
    Free {
        #[serde(flatten)]
        rest: BTreeMap<String, bool>,
    },
}

#[derive(Serialize, Deserialize)]
pub struct Common {
    pub by: String,
    pub note: Option<String>,
}
