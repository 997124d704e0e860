//! Type names that mean something to Elm.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct List {
    pub msg: Msg,
    pub dict: Dict,
}

#[derive(Serialize, Deserialize)]
pub enum Msg {
    Just(Maybe),
    Nothing,
    Ok(u8),
    Err(std::string::String),
    True,
    False,
}

#[derive(Serialize, Deserialize)]
pub enum Maybe {
    Just,
    Nothing,
}

#[derive(Serialize, Deserialize)]
pub struct Dict {
    pub cmd: Cmd,
    pub order: Order,
}

#[derive(Serialize, Deserialize)]
pub struct Cmd(pub u8);

#[derive(Serialize, Deserialize)]
pub enum Order {
    LT,
    EQ,
    GT,
}

#[derive(Serialize, Deserialize)]
pub struct Int(pub u8);

#[derive(Serialize, Deserialize)]
pub struct Float(pub f64);

#[derive(Serialize, Deserialize)]
pub struct Bool(pub Int, pub Float);

#[derive(Serialize, Deserialize)]
pub struct Decoder {
    pub value: Value,
    pub never: Never,
}

#[derive(Serialize, Deserialize)]
pub enum Value {
    Encode(u8),
    Decode,
}

#[derive(Serialize, Deserialize)]
pub struct Never {
    pub platform: Platform,
    pub codec: Codec,
}

#[derive(Serialize, Deserialize)]
pub struct Platform;

#[derive(Serialize, Deserialize)]
pub struct Codec {
    pub set: Set,
}

#[derive(Serialize, Deserialize)]
pub struct Set(pub Vec<u8>);
