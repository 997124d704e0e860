use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Menu {
    pub label: String,
    #[serde(default)]
    pub entries: Vec<Menu>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

#[derive(Serialize, Deserialize)]
pub enum Action {
    Open(Box<Menu>),
    #[serde(other)]
    Ignored,
}
