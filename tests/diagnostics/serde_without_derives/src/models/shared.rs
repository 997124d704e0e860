use serde::Serialize;

#[serde(rename_all = "camelCase")]
pub struct Nothing {
    pub first_name: String,
}

#[derive(Debug, Serialize)]
pub struct OnlyWritten {
    #[serde(rename = "n")]
    pub name: String,
}

#[derive(rkyv::Serialize, rkyv::Deserialize)]
pub enum Other {
    #[serde(rename = "a")]
    A,
}
