//! Defaults of the container do not reach what is flattened.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    pub depth: u8,
    #[serde(flatten)]
    pub needed: Needed,
    #[serde(default = "five")]
    pub maybe: Option<u8>,
    #[serde(skip_deserializing)]
    pub computed: Option<u8>,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Needed {
    pub x: u8,
}

fn five() -> Option<u8> {
    Some(5)
}

impl Default for Config {
    fn default() -> Self {
        Self {
            depth: 1,
            needed: Needed { x: 1 },
            maybe: Some(2),
            computed: Some(1),
        }
    }
}
