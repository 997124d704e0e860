//! The first variant that fits is the one.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ordered {
    Small(u8),
    Large(u32),
    Float(f64),
    Narrow { a: u8 },
    Wide { a: u8, b: u8 },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Nested {
    Ordered(Ordered),
    Many(Vec<Nested>),
    Map(std::collections::BTreeMap<String, Nested>),
}
