use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, Same, serde_as};

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Nested {
    #[serde_as(as = "BTreeMap<_, DisplayFromStr>")]
    pub values: BTreeMap<String, u64>,
    #[serde_as(as = "HashMap<DisplayFromStr, Same>")]
    pub keys: HashMap<u8, bool>,
    #[serde_as(as = "(DisplayFromStr, _)")]
    pub pair: (u8, u8),
    #[serde_as(as = "[DisplayFromStr; 2]")]
    pub array: [u8; 2],
    #[serde_as(as = "Option<Vec<DisplayFromStr>>")]
    pub deep: Option<Vec<i32>>,
}
