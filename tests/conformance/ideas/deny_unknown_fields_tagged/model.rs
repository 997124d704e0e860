use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Internal {
    A { n: u8 },
    B,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
pub enum Adjacent {
    A { n: u8 },
    B,
    C(u8),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Untagged {
    A { n: u8 },
    B { n: u8, m: u8 },
}
