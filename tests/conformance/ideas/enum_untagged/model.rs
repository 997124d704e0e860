use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    Number(u32),
    Text(String),
    Pair(u8, u8),
    Record { a: u8 },
    Wider { a: String, b: Option<u8> },
    List(Vec<bool>),
    Nothing,
}
