//! Where null stands for NaN, and for nothing.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Floats {
    Single(f32),
    Record { x: f64 },
    Many(Vec<f64>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Optional {
    Record { x: Option<f64>, y: Option<u8> },
    Text(Option<String>),
}
