use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UserId(pub u32);

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slug(pub String);

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code {
    pub text: Slug,
}

#[derive(Serialize, Deserialize)]
pub struct Directory {
    pub users: BTreeMap<UserId, String>,
    pub pages: BTreeMap<Slug, UserId>,
    pub codes: BTreeMap<Code, ()>,
}
