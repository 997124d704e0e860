use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub struct Circle {
    pub radius: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename = "square!", rename_all = "camelCase")]
pub struct Square {
    pub side_length: u8,
    pub inner: Option<Circle>,
}
