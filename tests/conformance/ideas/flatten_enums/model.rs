use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Internal {
    pub id: u8,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Event {
    Click { x: u8, y: u8 },
    Close,
    Key(Key),
}

#[derive(Serialize, Deserialize)]
pub struct Key {
    pub code: u8,
}

#[derive(Serialize, Deserialize)]
pub struct External {
    pub id: u8,
    #[serde(flatten)]
    pub change: Change,
}

#[derive(Serialize, Deserialize)]
pub enum Change {
    Set(u8),
    Record { a: u8 },
    Pair(u8, u8),
    Reset,
}

#[derive(Serialize, Deserialize)]
pub struct Adjacent {
    pub id: u8,
    #[serde(flatten)]
    pub packet: Packet,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Packet {
    Data(u8),
    Ping,
}

#[derive(Serialize, Deserialize)]
pub struct Untagged {
    pub id: u8,
    #[serde(flatten)]
    pub either: Either,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Either {
    Left { left: u8 },
    Right { right: String },
}
