//! 64 bits beyond what a JavaScript number holds, as text.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Account {
    #[serde(with = "buildamp::int_string")]
    pub id: u64,
    #[serde(with = "buildamp::int_string")]
    pub balance: i64,
    #[serde(with = "buildamp::int_string")]
    pub huge: u128,
}
