use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
#[derive(Serialize, Deserialize)]
pub struct Ordered {
    pub map: IndexMap<String, u8>,
    pub set: IndexSet<String>,
    pub small: SmallVec<[u8; 4]>,
}
