use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tags = "type", rename_all_fields = "Camel")]
pub enum Payment {
    #[serde(others)]
    Cash,
    #[serde(rename(write = "card", read = "Card"))]
    Card,
    #[serde(default)]
    Transfer,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camel_case", into = "Vec<")]
pub struct Invoice {
    #[serde(default = true, flatten = "yes")]
    pub total: Option<u8>,
    #[serde(renam = "paidBy")]
    pub paid_by: String,
    #[serde(rename_all = "camelCase")]
    pub lines: Vec<String>,
    #[serde(rename)]
    pub number: u32,
    #[serde_as(as = "Vec<")]
    #[serde(alias "old")]
    pub notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
pub enum Helper {
    Total,
}

#[serde_with::apply(Option => #[serde(skip)])]
#[derive(Serialize, Deserialize)]
pub struct Applied {
    #[serde_inline_default(3)]
    pub a: u8,
}
