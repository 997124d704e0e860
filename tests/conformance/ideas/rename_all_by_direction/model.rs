use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all(serialize = "camelCase", deserialize = "kebab-case"))]
pub struct Reading {
    pub sensor_name: String,
    #[serde(rename = "v")]
    pub last_value: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(
    rename_all(serialize = "UPPERCASE"),
    rename_all_fields(deserialize = "PascalCase")
)]
pub enum Alarm {
    Silent,
    Loud { how_loud: u8 },
}
