use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Split {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub value: u8,
    #[serde(rename(serialize = "written"))]
    pub half: u8,
    #[serde(rename(deserialize = "read"))]
    pub other: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Word {
    #[serde(rename(serialize = "yes", deserialize = "ja"))]
    Yes,
    No(Split),
}

#[derive(Serialize, Deserialize)]
pub struct Same {
    #[serde(rename(serialize = "both", deserialize = "both"))]
    pub value: u8,
}
