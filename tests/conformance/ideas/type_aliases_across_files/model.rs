pub mod parts;

use parts::{Many, Pair as Two};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Holder {
    pub many: Many<Item>,
    pub two: Two<u8>,
    pub same: parts::Same<bool>,
    pub id: parts::Id,
    pub maybe: parts::Perhaps,
}

#[derive(Serialize, Deserialize)]
pub struct Item {
    pub n: u8,
}
