use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Shape {
    Point,
    Circle { radius: u8 },
    Square(Square),
    Free(Value),
    Empty {},
    Named(Named),
}

#[derive(Serialize, Deserialize)]
pub struct Square {
    pub side: u8,
    pub label: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub struct Named(pub Square);

pub type Value = std::collections::BTreeMap<String, u8>;
