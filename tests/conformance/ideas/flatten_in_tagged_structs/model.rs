use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub struct Circle {
    pub radius: u8,
    #[serde(flatten)]
    pub style: Style,
}

#[derive(Serialize, Deserialize)]
pub struct Style {
    pub fill: String,
}
