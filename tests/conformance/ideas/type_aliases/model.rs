use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub type Cents = u32;
pub type Names = Vec<String>;
pub type ById<T> = BTreeMap<u32, T>;
pub type Deep = ById<Option<Price>>;
pub type Amount = Price;

#[derive(Serialize, Deserialize)]
pub struct Price {
    pub cents: Cents,
}

#[derive(Serialize, Deserialize)]
pub struct Basket {
    pub names: Names,
    pub prices: ById<Price>,
    pub deep: Deep,
    pub total: Amount,
}
