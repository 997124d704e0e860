use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

#[skip_serializing_none]
#[derive(Serialize, Deserialize)]
pub struct Patch {
    pub name: Option<String>,
    pub age: Option<u8>,
    #[serialize_always]
    pub always: Option<bool>,
    pub plain: u8,
}
