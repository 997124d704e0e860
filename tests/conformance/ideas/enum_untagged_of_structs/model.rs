use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Search {
    ById(ById),
    ByName(ByName),
    Both { by: ById, name: ByName },
    Maybe(Option<u8>),
}

#[derive(Serialize, Deserialize)]
pub struct ById {
    pub id: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByName {
    pub first_name: String,
    pub last_name: Option<String>,
}
