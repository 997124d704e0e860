//! Types that derive everything themselves may keep their fields.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Wallet {
    owner: String,
    pub(crate) balance: u32,
    pub(self) locked: bool,
}

impl Wallet {
    pub fn new(owner: &str) -> Self {
        Self {
            owner: owner.to_owned(),
            balance: 0,
            locked: false,
        }
    }
}
