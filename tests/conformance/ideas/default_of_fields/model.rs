use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Settings {
    #[serde(default)]
    pub name: String,
    #[serde(default = "three")]
    pub tries: u8,
    #[serde(default)]
    pub maybe: Option<u8>,
    #[serde(default = "some_text")]
    pub given: Option<String>,
    #[serde(default)]
    pub list: Vec<u8>,
    pub needed: bool,
}

fn three() -> u8 {
    3
}

fn some_text() -> Option<String> {
    Some("given".to_owned())
}
