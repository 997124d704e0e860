use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Message {
    Quit,
    Text(String),
    Move { x: i8, y: i8 },
    Pair(u8, bool),
    Maybe(Option<u8>),
    Unit(()),
    Empty {},
    Inner(Box<Message>),
}
