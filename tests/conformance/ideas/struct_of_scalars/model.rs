use serde::{Deserialize, Serialize};

/// One field of every plain scalar.
#[derive(Serialize, Deserialize)]
pub struct Scalars {
    pub flag: bool,
    pub letter: char,
    pub text: String,
    pub i8: i8,
    pub i16: i16,
    pub i32: i32,
    pub u8: u8,
    pub u16: u16,
    pub u32: u32,
    pub single: f32,
    pub double: f64,
}
