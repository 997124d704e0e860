use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_repr::{Deserialize_repr, Serialize_repr};

#[derive(Serialize, Deserialize)]
pub struct Mixed {
    pub any: Value,
    pub float: f64,
    pub floats: Vec<f32>,
    pub id: i64,
}

/// Numbers that are known need no other type, but for those that a number cannot hold.
#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u64)]
pub enum Code {
    Small = 1,
    Large = 9_007_199_254_740_993,
    Largest = 18_446_744_073_709_551_615,
}

#[derive(Serialize_repr, Deserialize_repr)]
#[repr(i64)]
pub enum Known {
    One = 1,
    Minus = -1,
}

#[derive(Serialize, Deserialize)]
pub struct Codes {
    pub code: Code,
    pub known: Known,
}

#[derive(Serialize, Deserialize)]
pub struct Filled {
    #[serde(default)]
    pub id: u64,
    #[serde(alias = "of")]
    pub owner: i64,
}
