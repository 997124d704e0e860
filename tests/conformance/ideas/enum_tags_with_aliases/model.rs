use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Internal {
    #[serde(alias = "old", alias = "older")]
    BrandNew { n: u8 },
    #[serde(alias = "gone")]
    WentAway,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all_fields = "camelCase")]
pub enum Adjacent {
    #[serde(alias = "B")]
    A(u8),
    #[serde(rename = "x", alias = "y")]
    X { field_name: u8 },
}
