use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
pub struct Ids {
    pub id: i64,
    pub parent: Option<u64>,
}

#[derive(Serialize, Deserialize)]
pub enum Size {
    Exact(u64),
    None,
}

#[derive(Serialize, Deserialize)]
pub struct Flat {
    pub name: String,
    #[serde(flatten)]
    pub ids: Ids,
    #[serde(flatten)]
    pub size: Size,
}

#[derive(Serialize, Deserialize)]
pub struct Rest {
    pub name: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, u64>,
}

/// What is not there, or not so, counts as not there.
#[derive(Serialize, Deserialize)]
pub struct Maybe {
    pub name: String,
    #[serde(flatten)]
    pub ids: Option<Ids>,
}

#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub total: u64,
}

#[derive(Serialize, Deserialize)]
pub struct Pages {
    pub ids: Page<i64>,
    pub flat: Page<Ids>,
    pub texts: Page<String>,
}

#[derive(Serialize, Deserialize)]
pub struct Around<T> {
    pub name: String,
    #[serde(flatten)]
    pub inner: Option<Page<T>>,
}
