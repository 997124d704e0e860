use serde::{Deserialize, Serialize};

/// From one element to as many as serde knows.
#[derive(Serialize, Deserialize)]
pub struct Tuples {
    pub one: (u8,),
    pub two: (String, bool),
    pub three: (u8, (u8, u8), Option<char>),
    pub twelve: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, String),
    pub sixteen: (
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        u8,
        bool,
    ),
}
