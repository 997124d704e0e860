use serde::{Deserialize, Serialize};
use serde_with::{As, DisplayFromStr};

#[derive(Serialize, Deserialize)]
pub struct Modules {
    #[serde(with = "As::<DisplayFromStr>")]
    pub shown: u32,
    #[serde(with = "serde_with::As::<Vec<serde_with::DisplayFromStr>>")]
    pub many: Vec<u8>,
}
