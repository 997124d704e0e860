#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Bad {
    #[serde(renam = "n")]
    pub id: u32,
}
