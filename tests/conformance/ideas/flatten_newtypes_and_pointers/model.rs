use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
#[derive(Serialize, Deserialize)]
pub struct Holder {
    pub id: u8,
    #[serde(flatten)]
    pub shared: Arc<Inner>,
    #[serde(flatten)]
    pub wrapped: Wrapped,
    #[serde(flatten)]
    pub alias: Alias,
    #[serde(flatten)]
    pub rest: Rest,
}

#[derive(Serialize, Deserialize)]
pub struct Inner {
    pub a: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Wrapped(pub Other);

#[derive(Serialize, Deserialize)]
pub struct Other {
    pub b: u8,
}

pub type Alias = Box<Third>;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Third {
    pub c: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Rest(pub BTreeMap<String, u8>);
