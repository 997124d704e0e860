use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Contact {
    #[serde(alias = "mail", alias = "e-mail")]
    pub email: String,
    #[serde(rename = "tel", alias = "phone")]
    pub number: Option<u32>,
    #[serde(default, alias = "lvl")]
    pub level: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Verb {
    #[serde(alias = "add", alias = "new")]
    Create,
    #[serde(rename = "rm", alias = "delete", alias = "del")]
    Remove(u8),
}
