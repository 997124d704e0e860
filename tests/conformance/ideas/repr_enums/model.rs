use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

/// How much.
#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Level {
    /// Least.
    Low,
    Middle = 5,
    High,
    #[deprecated(note = "use High")]
    Top = 255,
}

#[derive(Serialize_repr, Deserialize_repr)]
#[repr(i16)]
pub enum Signed {
    Minus = -1,
    Zero,
    Hex = 0x10,
    Large = 1_000,
}

#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u16)]
pub enum Status {
    Fine = 200,
    Missing = 404,
    #[serde(other)]
    Unknown = 0,
}

#[derive(Serialize, Deserialize)]
pub struct Report {
    pub level: Level,
    pub signed: Option<Signed>,
    pub status: Status,
}
