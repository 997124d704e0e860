use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, serde_as};

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Shown {
    #[serde_as(as = "DisplayFromStr")]
    pub address: IpAddr,
    #[serde_as(as = "DisplayFromStr")]
    pub number: u64,
    #[serde_as(as = "Option<DisplayFromStr>")]
    pub maybe: Option<i64>,
    #[serde_as(as = "Vec<DisplayFromStr>")]
    pub many: Vec<u32>,
}
