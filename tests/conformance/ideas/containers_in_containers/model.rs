use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
#[derive(Serialize, Deserialize)]
pub struct Deep {
    pub options: Vec<Option<Vec<Option<u8>>>>,
    pub tuples: BTreeMap<String, (u8, Option<(bool, char)>)>,
    pub arrays: Option<[Option<Vec<u8>>; 2]>,
    pub maps: Vec<BTreeMap<u8, BTreeMap<String, Vec<Kind>>>>,
    pub units: Vec<()>,
    pub pairs: BTreeSet<(u8, String)>,
    pub optional_map: Option<BTreeMap<String, Option<Kind>>>,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    A,
    B(Option<u8>),
    C { deep: Vec<Kind> },
}
