//! What only messages to the browser use is only ever written, so one type is enough.
pub mod both;
pub mod sse;

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Shared {
    #[serde(default)]
    pub n: u8,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct OnlyOut {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<u8>,
    pub ratio: f64,
}
