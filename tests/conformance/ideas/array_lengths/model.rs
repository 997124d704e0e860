pub const WIDTH: usize = 2;
pub mod sizes {
    pub const HEIGHT: usize = super::WIDTH;
    pub const DEEP: usize = 0x3;
}
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Lengths {
    pub named: [u8; WIDTH],
    pub far: [u8; sizes::DEEP],
    pub chained: [u8; sizes::HEIGHT],
    pub suffixed: [u8; 1usize],
    pub hexadecimal: [u8; 0x2],
    pub underscored: [u8; 0_1],
}
