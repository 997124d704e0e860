use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    pub width: u16,
    pub title: String,
    pub icon: Option<String>,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            width: 80,
            title: "window".to_owned(),
            icon: Some("icon".to_owned()),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(default = "made")]
pub struct Made {
    pub a: u8,
    pub b: u8,
}

fn made() -> Made {
    Made { a: 1, b: 2 }
}
