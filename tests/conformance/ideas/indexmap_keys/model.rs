use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
#[derive(Serialize, Deserialize)]
pub struct Ordered {
    pub by_id: IndexMap<u32, Vec<u8>>,
    pub by_uuid: IndexMap<Uuid, IndexMap<String, bool>>,
    pub set: IndexSet<u8>,
}
