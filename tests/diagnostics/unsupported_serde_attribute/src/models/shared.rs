use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Payment {
    #[serde(other)]
    Cash,
    #[serde(rename(serialize = "card", deserialize = "Card"))]
    Card,
    #[serde(alias = "wire")]
    Transfer,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camel_case")]
pub struct Invoice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    #[serde(renam = "paidBy")]
    pub paid_by: String,
    #[serde(rename_all = "camelCase")]
    pub lines: Vec<String>,
    #[serde(rename)]
    pub number: u32,
}
