use serde::{Deserialize, Serialize};

pub const SIDES: usize = 3;

#[derive(Serialize, Deserialize)]
pub struct Arrays {
    pub none: [u8; 0],
    pub three: [u8; 3],
    pub named: [bool; SIDES],
    pub nested: [[i32; 2]; 2],
    pub most: [u8; 32],
}
