use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Blank {
    Struct(Nothing),
    Bool(bool),
    Empty(Empty),
}

#[derive(Serialize, Deserialize)]
pub struct Nothing;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Chars {
    Letter(char),
    Word(String),
    Pair((char, u8)),
}
