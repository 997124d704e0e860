use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Large {
    pub signed: i128,
    pub unsigned: u128,
}
