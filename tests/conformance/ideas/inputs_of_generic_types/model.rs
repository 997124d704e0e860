use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Patch<T> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    #[serde(default)]
    pub force: bool,
}

#[derive(Serialize, Deserialize)]
pub struct Settings {
    pub name: Patch<String>,
    pub level: Patch<Level>,
}

#[derive(Default, Serialize, Deserialize)]
pub enum Level {
    #[default]
    #[serde(alias = "lo")]
    Low,
    High,
}
