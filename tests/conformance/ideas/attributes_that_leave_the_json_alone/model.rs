use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(bound = "T: Serialize + DeserializeOwned", expecting = "a bounded one")]
pub struct Bounded<T> {
    #[serde(bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned"))]
    pub value: T,
}

#[derive(Serialize, Deserialize)]
#[serde(crate = "serde")]
pub struct Crated {
    pub one: u8,
}
