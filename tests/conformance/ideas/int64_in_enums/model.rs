use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum External {
    Nothing,
    One(i64),
    Two(u64, bool),
    Named {
        id: u64,
        next: Option<Box<External>>,
    },
}

#[derive(Serialize, Deserialize)]
pub struct Inner {
    pub id: i64,
    pub small: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    Nothing,
    Wrapped(Inner),
    Named { id: u64, list: Vec<i64> },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Nothing,
    One(u128),
    Two(i64, i64),
    Named { id: u64 },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    Flag(bool),
    Small(u8),
    Wide(i64),
    Wider(u64),
    Inner(Inner),
    List(Vec<u64>),
}

/// The key that both have is wide in the first alone, and the first is tried first.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Either {
    Wide { id: i64, sure: bool },
    Narrow { id: u32, name: String },
    Other { size: f64 },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Zero {
    Some(std::num::NonZeroU64),
    Small(u8),
}

#[derive(Serialize, Deserialize)]
pub enum Loose {
    Tagged(u64),
    #[serde(untagged)]
    Alone(i64),
}
