use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Slot<T> {
    pub value: T,
    pub maybe: Option<T>,
    pub list: Vec<Option<T>>,
}

#[derive(Serialize, Deserialize)]
pub struct Slots {
    pub options: Slot<Option<u8>>,
    pub units: Slot<()>,
    pub nested: Slot<Slot<bool>>,
}
