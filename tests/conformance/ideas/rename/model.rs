use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename = "Wire")]
pub struct Renamed {
    #[serde(rename = "firstName")]
    pub first_name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    #[serde(rename = "A")]
    B,
    #[serde(rename = "B")]
    A {
        #[serde(rename = "in")]
        inside: u8,
    },
}
