use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Shared {
    pub there: bool,
}

#[derive(Serialize, Deserialize)]
pub struct OnlyThere(pub u8);

#[derive(Serialize, Deserialize)]
pub struct Point(pub u8, pub u8);
